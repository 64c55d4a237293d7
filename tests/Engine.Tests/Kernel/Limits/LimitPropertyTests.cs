namespace Exchange.Engine.Tests.Kernel.Limits;

public class LimitPropertyTests
{
    private const int Steps = 2_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void RandomFlow_AfterEveryCommand_NobodyCanOweMoreThanItMay(ulong seed)
    {
        var flow = new LimitFlow(seed);
        var log = new List<string>();
        for (var step = 1; step <= Steps; step++)
        {
            log.Add(string.Join("; ", flow.Step()));
            if (flow.Model.Fault() is { } fault)
            {
                Assert.Fail($"seed {seed}, step {step}: {fault}\nafter\n{string.Join('\n', log.TakeLast(6))}");
            }
        }
        flow.Drain();
        Assert.Null(flow.Model.Fault());
        for (var account = 1; account < flow.Bench.Kernel.Ledger.AccountCount; account++)
        {
            Assert.Equal(0, flow.Bench.Kernel.Reservations.CashOf(account).Atoms);
            Assert.Equal(0, flow.Bench.Kernel.Reservations.UnitsOf(account, 0).Parts);
            Assert.Equal(0, flow.Bench.Kernel.Reservations.BidsOf(account));
        }
        // The flow does what it is to show: it trades, and it meets every kind of limit.
        foreach (var word in new[] { "buys", "NO_CASH", "NO_UNITS", "LIMIT", "triggered", "replaced", "Cross", "allocated" })
        {
            Assert.Contains(log, line => line.Contains(word, StringComparison.Ordinal));
        }
    }
}
