using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Journal;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>Markets that clear by themselves on a live host, and what becomes of their instants while it is down.</summary>
public class PeriodicMarketTests
{
    private const long Every = 1_000_000;
    private const ushort Pulse = 1;

    [Fact]
    public void Instant_NobodySends_ClearsByTheHostsClock()
    {
        using var bench = HostBench.Start();
        var defined = Define(bench, "pulse", new IntervalTrigger(Every));
        BidBothSides(bench);

        bench.Clock.Advance(Every - 1);
        bench.Clock.AwaitIdleKernel();
        Assert.DoesNotContain(bench.Consumer.Events(), IsCleared);

        bench.Clock.Advance(1);
        bench.Consumer.Await(IsCleared);
        var cleared = bench.Consumer.Events().Single(IsCleared);
        Assert.Equal((defined.After(Every), 1L), (cleared.Time, cleared.Quantity.Lots));
        bench.StopAndAudit();
        Assert.Empty(Resumptions(bench.Storage));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restart_InTheMiddleOfAWindow_KeepsTheBidsAndSkipsWhatWasMissed(bool crashes)
    {
        var disk = new SimulatedDisk();
        using var bench = HostBench.Start(storage: disk);
        var defined = Define(bench, "pulse", new IntervalTrigger(Every));
        bench.Clock.Advance(Every / 2);
        BidBothSides(bench);
        if (crashes)
        {
            // What is acknowledged is on the disk, whatever the host would still have done.
            disk = disk.Copy();
            disk.Crash(new Random(1), sectorBytes: 512, keep: 0);
            bench.Host.Dispose();
        }
        else
        {
            bench.StopAndAudit();
        }

        bench.Clock.Advance(10 * Every);
        using var again = HostBench.Recover(disk, bench.Clock);
        var bids = ((SessionMarket)again.Host.Markets[Pulse]).Bids.Count;
        again.Host.Start();
        bench.Clock.AwaitIdleKernel();

        Assert.Equal(2, bids);
        Assert.DoesNotContain(again.Consumer.Events(), IsCleared);
        bench.Clock.Advance(Every / 2);
        again.Consumer.Await(IsCleared);
        var cleared = again.Consumer.Events().Single(IsCleared);
        Assert.Equal((defined.After(11 * Every), 1L), (cleared.Time, cleared.Quantity.Lots));
        again.StopAndAudit();
        Assert.Equal([defined.After((10 * Every) + (Every / 2))], Resumptions(disk));
    }

    [Fact]
    public void Restart_NothingMissed_LeavesTheJournalAsItIs()
    {
        using var bench = HostBench.Start();
        Define(bench, "pulse", new IntervalTrigger(Every));
        BidBothSides(bench);
        bench.Clock.Advance(Every - 1);
        var audit = bench.StopAndAudit();

        using var again = HostBench.Recover(bench.Storage, bench.Clock);
        again.Host.Start();
        bench.Clock.AwaitIdleKernel();

        var after = again.StopAndAudit();
        Assert.Equal((audit.Summary, audit.StateHash), (after.Summary, after.StateHash));
        Assert.Empty(again.Consumer.Events());
    }

    [Fact]
    public void Restart_Again_SaysOnceMoreWhatWasMissedAndNotTwice()
    {
        using var bench = HostBench.Start();
        Define(bench, "pulse", new IntervalTrigger(Every));
        var audit = bench.StopAndAudit();
        bench.Clock.Advance(5 * Every);
        for (var restart = 1; restart <= 3; restart++)
        {
            using var again = HostBench.Recover(bench.Storage, bench.Clock);
            again.Host.Start();
            bench.Clock.AwaitIdleKernel();
            Assert.Equal(audit.Summary.LastSequence + 1, again.StopAndAudit().Summary.LastSequence);
        }
        Assert.Single(Resumptions(bench.Storage));
    }

    [Fact]
    public void Restart_SetTimeAndPrintPassed_HappenLateInTheResumption()
    {
        using var bench = HostBench.Start(disclosure: new(DepthDisclosure.None, 0, PrintDelayNs: Every));
        var at = bench.Clock.Now.After(5 * Every);
        Define(bench, "once", new SetTimeTrigger(at));
        BidBothSides(bench);
        bench.PublishOrder(1, 1, Side.Buy);
        bench.PublishOrder(2, 1, Side.Sell);
        bench.AwaitAnswers(2);
        bench.StopAndAudit();
        Assert.DoesNotContain(bench.Consumer.Events(), e => e.Kind is EventKind.Print or EventKind.Cleared);

        bench.Clock.Advance(100 * Every);
        using var again = HostBench.Recover(bench.Storage, bench.Clock);
        again.Host.Start();
        again.Consumer.Await(IsCleared);
        bench.Clock.AwaitIdleKernel();

        var told = again.Consumer.Events().Where(e => e.Account == Event.Public).ToList();
        Assert.Equal([EventKind.Print, EventKind.Cleared], told.Select(e => e.Kind));
        Assert.Equal(at, told[1].Time);
        again.StopAndAudit();
        Assert.Single(Resumptions(bench.Storage));
    }

    private static bool IsCleared(Event released) => released.Kind == EventKind.Cleared;

    /// <summary>Defines an auction; when that was.</summary>
    private static Timestamp Define(HostBench bench, string id, Trigger trigger)
    {
        var market = KernelBench.SessionDefinition(id, KernelBench.AuctionRule()) with { Trigger = trigger };
        bench.Publish((record, header) => Commands.DefineMarket(record, header, market));
        bench.Consumer.Await(e => e.Kind == EventKind.MarketDefined, count: 2);
        return bench.Consumer.Events().Last(e => e.Kind == EventKind.MarketDefined).Time;
    }

    /// <summary>A bid and an offer that meet, and waits until they are acknowledged.</summary>
    private static void BidBothSides(HostBench bench)
    {
        foreach (var (account, side) in new[] { (1, Side.Buy), (2, Side.Sell) })
        {
            bench.Publish(
                (record, header) => Commands.SubmitOrder(
                    record, header, 1, Order.Limit(side, new(1), new(100), TimeInForce.GoodTillCancelled)),
                new() { Account = account, Market = Pulse });
        }
        bench.Consumer.Await(e => e is { Kind: EventKind.Accepted, Market: Pulse }, count: 2);
    }

    /// <summary>When the exchange was up again, as the journal says.</summary>
    private static List<Timestamp> Resumptions(JournalStorage storage)
    {
        var resumptions = new List<Timestamp>();
        JournalReader.Read(
            storage,
            (_, record) =>
            {
                if (CommandHeader.Of(record).Kind == CommandKind.Resumed)
                {
                    resumptions.Add(CommandHeader.Of(record).Time);
                }
            },
            rulesVersion: ExchangeKernel.RulesVersion);
        return resumptions;
    }
}
