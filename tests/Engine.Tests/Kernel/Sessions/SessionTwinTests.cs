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
        Assert.Superset(Expected(), said);
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
        HashSet<string> expected =
        [
            "cleared NO_CROSS", "cleared NO_REFERENCE", "pro rata: cleared NO_CROSS", "late: cleared NO_CROSS",
            "random: seed revealed", "late: seed revealed", "random: seed committed", "late: seed committed",
            "taxed: rejected DUPLICATE_ACCOUNT", "fee: rejected DUPLICATE_ACCOUNT", "direct: rejected DUPLICATE_ACCOUNT",
            "fee: rejected OUT_OF_RANGE", "everything: rejected OUT_OF_RANGE", "direct: rejected OUT_OF_RANGE",
            "direct: cleared without a price", "direct: cleared TOO_FEW",
        ];
        foreach (var market in SessionMarkets.All)
        {
            var isDirect = market.Id.StartsWith("direct", StringComparison.Ordinal);
            var lines = isDirect ? everywhere : everywhere.Concat(inAuctions);
            expected.UnionWith(lines.Select(line => market == SessionMarkets.All[0] ? line : $"{market.Id}: {line}"));
        }
        return expected;
    }
}
