using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel;

public class DeterminismTests
{
    public static TheoryData<ulong, DepthDisclosure, int, long> Runs => new()
    {
        { 1, DepthDisclosure.Full, 0, 0 },
        { 2, DepthDisclosure.Levels, 3, 30 },
        { 3, DepthDisclosure.Top, 0, 0 },
        { 4, DepthDisclosure.None, 0, 1000 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Apply_SameCommands_GiveTheSameBytesAndState(ulong seed, DepthDisclosure depth, int levels, long delayNs)
    {
        var run = new FlowRun(seed, new(depth, levels, delayNs), new(new(-2), new(5)));
        var replica = new ExchangeKernel();
        foreach (var record in run.Bench.Journal)
        {
            replica.Apply(record);
        }
        for (var step = 0; step < 1_500; step++)
        {
            run.Step();
            var events = replica.Apply(run.Bench.Journal[^1]);
            Assert.True(
                MemoryMarshal.AsBytes(events).SequenceEqual(MemoryMarshal.AsBytes<Event>(run.Bench.Events)),
                $"seed {seed}, step {step}: the replica's events differ");
            if (step % 25 == 0)
            {
                Assert.Equal(run.Bench.Kernel.StateHash(), replica.StateHash());
                Assert.Equal(run.Bench.Kernel.NextDue, replica.NextDue);
            }
        }
        Assert.Equal(run.Bench.Kernel.StateHash(), replica.StateHash());
        Assert.NotEqual(0, run.Bench.Kernel.Markets[0].PublicSequence);
    }

    [Fact]
    public void Apply_QueriesInBetween_ChangeNothingThatFollows()
    {
        var run = new FlowRun(5, Disclosure.Lit, Charges.None);
        var replica = new ExchangeKernel();
        foreach (var record in run.Bench.Journal)
        {
            replica.Apply(record);
        }
        for (var step = 0; step < 300; step++)
        {
            run.Step();
            run.Bench.Show(CommandKind.ShowDepth, "A1");
            run.Bench.Show(CommandKind.ShowBalances, "A2");
            replica.Apply(run.Bench.Journal[^1]);
        }
        Assert.Equal(run.Bench.Kernel.StateHash(), replica.StateHash());
    }
}
