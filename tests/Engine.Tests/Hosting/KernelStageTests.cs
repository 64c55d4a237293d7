using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Ring;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>The kernel's stage without threads.</summary>
public class KernelStageTests
{
    [Fact]
    public void OnBatch_OfQueriesAloneAndATimerIsDue_SequencesAnAdvance()
    {
        var clock = new TestClock();
        var (input, consumed) = (NewRing<Slot>(ProducerMode.Many), new Sequence());
        input.GateOn(consumed);
        var barrier = input.NewBarrier();
        var commands = new CommandInput(input, clock);
        var stage = new KernelStage(KernelWithDelayedPrint(clock.Now.Nanoseconds + 1000), NewRing<Event>(ProducerMode.One), commands, clock);

        Assert.Equal(Ask(), barrier.WaitFor(0, timeoutMs: 0));
        clock.Advance(1000);
        var last = Ask();

        Assert.Equal(last + 1, barrier.WaitFor(last + 1, timeoutMs: 0));
        Assert.Equal(CommandKind.Advance, CommandHeader.Of(input[last + 1]).Kind);

        long Ask()
        {
            var query = new byte[CommandHeader.Size];
            Commands.Query(query, new() { Account = 1 }, CommandKind.ShowBalances);
            Assert.True(commands.TryPublish(query, out var place));
            stage.OnBatch(new Batch<Slot>(input, consumed, place, place));
            return place;
        }
    }

    private static RingBuffer<T> NewRing<T>(ProducerMode mode)
        where T : unmanaged => new(mode, 64, 8, new BusySpinWaitStrategy());

    /// <summary>A kernel in which a trade has happened whose print is due at a time.</summary>
    private static ExchangeKernel KernelWithDelayedPrint(long dueNs)
    {
        const long DelayNs = 1000;
        var kernel = new ExchangeKernel();
        var record = new byte[Commands.MaxLength];
        var market = KernelBench.Definition("book", new Disclosure(DepthDisclosure.None, 0, DelayNs));
        kernel.Apply(record.AsSpan(0, Commands.DefineMarket(record, default, market)));
        foreach (var (account, side) in new[] { (1, Side.Buy), (2, Side.Sell) })
        {
            kernel.Apply(record.AsSpan(
                0, Commands.DefineAccount(record, default, new($"A{account}", Holdings.Nothing, [], default))));
            var order = HostBench.Order(account, 1, side, 100);
            MemoryMarshal.AsRef<CommandHeader>(order.AsSpan()).Time = new(dueNs - DelayNs);
            kernel.Apply(order);
        }
        Assert.Equal(dueNs, kernel.NextDue.Nanoseconds);
        return kernel;
    }
}
