using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// An exchange of session markets and its slow twin, driven in lockstep: every event, everyone's cash and units, and that
/// the commands alone lead to the same state again. EXCHANGE_LOCKSTEP_COMMANDS asks for more than the ordinary 48,000, and half as many.
/// </summary>
public class SessionTwinTests
{
    private const int CommandsPerSeed = 600;

    private static readonly int TotalCommands =
        int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_LOCKSTEP_COMMANDS"), out var commands) ? commands : 48_000;

    [Fact]
    public void Kernel_RandomCommands_DoesWhatItsTwinDoes() => Assert.Empty(Expected().Except(Play(SessionMarkets.All, TotalCommands)));

    [Fact]
    public void Kernel_RandomCommandsInSizeDiscovery_DoesWhatItsTwinDoes() =>
        Assert.Empty(ExpectedOfSizes().Except(Play(SizeMarkets.All, TotalCommands / 2)));

    /// <summary>Plays so many commands; what has happened.</summary>
    private static HashSet<string> Play(MarketDefinition[] markets, int commands)
    {
        var happened = new HashSet<string>();
        for (var seed = 1UL; seed <= (ulong)(commands / CommandsPerSeed); seed++)
        {
            var run = new SessionRun(markets, seed);
            for (var command = 0; command < CommandsPerSeed; command++)
            {
                run.Step();
            }
            Assert.True(run.IsReplayedAlike(), $"seed {seed}");
            happened.UnionWith(run.Said.Concat(run.Unsaid));
        }
        return happened;
    }

    /// <summary>What must have happened for the comparison to be worth something.</summary>
    private static HashSet<string> Expected()
    {
        string[] everywhere =
        [
            "accepted", "allocated for", "cancelled USER", "cancelled PHASE", "phase Open", "phase PreOpen", "phase Halted",
            "phase Closed", "operator answer WRONG_PHASE", "rejected WRONG_PHASE", "rejected WRONG_BID_KIND",
            "rejected DUPLICATE_ID", "rejected UNKNOWN_ORDER",
        ];
        string[] inAuctions =
        [
            "replaced", "cancelled CLEARED", "cleared surplus by VOLUME", "cleared surplus by SURPLUS",
            "cleared surplus by PRESSURE", "cleared surplus by REFERENCE",
        ];
        string[] inConditionalAuctions =
        [
            "replaced", "cleared", "operator settled", "cleared NOT_UNIQUE", "rejected NOT_MONOTONE", "rejected DUPLICATE_ACCOUNT",
        ];
        string[] whereBidsHaveBounds = ["cancelled CLEARED", "rejected BAD_BOUNDS"];
        HashSet<string> expected =
        [
            "cleared NO_CROSS", "cleared NO_REFERENCE", "pro rata: cleared NO_CROSS", "late: cleared NO_CROSS",
            "random: seed revealed", "late: seed revealed", "random: seed committed", "late: seed committed",
            "taxed: rejected DUPLICATE_ACCOUNT", "fee: rejected DUPLICATE_ACCOUNT", "direct: rejected DUPLICATE_ACCOUNT",
            "fee: rejected OUT_OF_RANGE", "everything: rejected OUT_OF_RANGE", "direct: rejected OUT_OF_RANGE",
            "direct: cleared without a price", "direct: cleared TOO_FEW",
            "dcda: group traded", "late and limited: group traded", "balanced: cleared DEFICIT", "halves: cleared DEFICIT",
            "late and limited: cleared DEFICIT", "whoever comes: cleared TOO_FEW", "halves: cleared TOO_FEW",
            "collared: rejected PRICE_COLLAR", "collared: rejected OUT_OF_RANGE",
            "collared: rejected LIMIT", "limited: rejected LIMIT", "late and limited: rejected LIMIT",
        ];
        foreach (var market in SessionMarkets.All)
        {
            string[] inThis = market.Rule switch
            {
                CallAuctionDefinition => inAuctions,
                ConditionalAuctionDefinition when market.HasLimits => inConditionalAuctions,
                ConditionalAuctionDefinition => [.. inConditionalAuctions, .. whereBidsHaveBounds],
                _ => [],
            };
            expected.UnionWith(everywhere.Concat(inThis).Select(line => market == SessionMarkets.All[0] ? line : $"{market.Id}: {line}"));
        }
        return expected;
    }

    private static HashSet<string> ExpectedOfSizes()
    {
        HashSet<string> expected =
        [
            "stated: missed", "positions: missed", "price and traders: missed", "by chance: missed",
            "price: followed", "price stated: followed", "workup: followed", "matching: followed", "third: followed",
            "positions: session opened without a price until", "positions of some: session opened at until",
            "matching: cleared surplus", "third: cleared surplus", "workup: cleared surplus", "by chance: cleared surplus",
            "positions of some: rejected OUT_OF_RANGE", "workup: operator answer WRONG_PHASE", "workup: cancelled CLEARED",
        ];
        foreach (var market in SizeMarkets.All[3..])
        {
            List<string> inThis =
            [
                "accepted", "allocated for", "replaced", "cancelled USER", "cancelled PHASE", "rejected WRONG_PHASE",
                "rejected WRONG_BID_KIND", "rejected DUPLICATE_ID", "rejected UNKNOWN_ORDER",
            ];
            inThis.AddRange(market.Rule is WorkupDefinition
                ? ["cleared", "cleared NO_CROSS"]
                : ["cleared without a price", "cleared TOO_FEW", "rejected DUPLICATE_ACCOUNT"]);
            if (market.Trigger.OpenNs > 0)
            {
                inThis.Add("closed early");
                inThis.AddRange(market.Trigger is OperatorTrigger ? [] : ["called while open", "ended without a clearing"]);
                inThis.AddRange(market.Reference.Length == 0 ? [] : ["session opened at until", "session opened without a price until"]);
            }
            expected.UnionWith(inThis.Select(line => $"{market.Id}: {line}"));
        }
        expected.UnionWith(new[] { "price", "price and traders", "workup", "third", "by chance" }.Select(id => $"{id}: cleared NO_REFERENCE"));
        return expected;
    }
}
