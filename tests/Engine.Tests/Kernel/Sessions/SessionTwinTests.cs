using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// An exchange of session markets and its slow twin, driven in lockstep: every event, everyone's cash and units, and that
/// the commands alone lead to the same state again. EXCHANGE_LOCKSTEP_COMMANDS asks for more than the ordinary 48,000.
/// </summary>
public class SessionTwinTests
{
    private const int CommandsPerSeed = 600;

    private static readonly int TotalCommands =
        int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_LOCKSTEP_COMMANDS"), out var commands) ? commands : 48_000;

    [Fact]
    public void Kernel_RandomCommands_DoesWhatItsTwinDoes()
    {
        var said = new HashSet<string>();
        for (var seed = 1UL; seed <= (ulong)(TotalCommands / CommandsPerSeed); seed++)
        {
            var run = new SessionRun(seed);
            for (var command = 0; command < CommandsPerSeed; command++)
            {
                run.Step();
            }
            Assert.True(run.IsReplayedAlike(), $"seed {seed}");
            said.UnionWith(run.Said);
        }
        Assert.Empty(Expected().Except(said));
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
            "replaced", "cancelled CLEARED", "cleared", "operator settled", "cleared NOT_UNIQUE", "rejected BAD_BOUNDS",
            "rejected NOT_MONOTONE", "rejected DUPLICATE_ACCOUNT",
        ];
        HashSet<string> expected =
        [
            "cleared NO_CROSS", "cleared NO_REFERENCE", "pro rata: cleared NO_CROSS", "late: cleared NO_CROSS",
            "random: seed revealed", "late: seed revealed", "random: seed committed", "late: seed committed",
            "taxed: rejected DUPLICATE_ACCOUNT", "fee: rejected DUPLICATE_ACCOUNT", "direct: rejected DUPLICATE_ACCOUNT",
            "fee: rejected OUT_OF_RANGE", "everything: rejected OUT_OF_RANGE", "direct: rejected OUT_OF_RANGE",
            "direct: cleared without a price", "direct: cleared TOO_FEW",
            "dcda: group traded", "late and limited: group traded", "balanced: cleared DEFICIT", "halves: cleared DEFICIT",
            "late and limited: cleared DEFICIT", "whoever comes: cleared TOO_FEW", "halves: cleared TOO_FEW",
            "collared: rejected PRICE_COLLAR", "collared: rejected OUT_OF_RANGE", "late and limited: rejected OUT_OF_RANGE",
            "collared: rejected LIMIT", "limited: rejected LIMIT", "late and limited: rejected LIMIT",
        ];
        foreach (var market in SessionMarkets.All)
        {
            string[] inThis = market.Rule switch
            {
                CallAuctionDefinition => inAuctions,
                ConditionalAuctionDefinition => inConditionalAuctions,
                _ => [],
            };
            expected.UnionWith(everywhere.Concat(inThis).Select(line => market == SessionMarkets.All[0] ? line : $"{market.Id}: {line}"));
        }
        return expected;
    }
}
