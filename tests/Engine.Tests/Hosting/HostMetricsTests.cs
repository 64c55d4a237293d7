using System.Diagnostics.Metrics;
using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Tests.Journal;

namespace Exchange.Engine.Tests.Hosting;

public sealed class HostMetricsTests : IDisposable
{
    private readonly Meter _meter = new("host");
    private readonly MeterRecord _record;

    public HostMetricsTests() => _record = new(_meter);

    public void Dispose()
    {
        _record.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counts_OfAScript_AreExactByMarketKindAndReason()
    {
        using var bench = HostBench.Start(options: new() { Meter = _meter, SnapshotEvery = 0 });
        // A trade of one lot, an id that is in use, an order that is not there, a number that was answered, and a query.
        bench.PublishOrder(1, 1, Side.Buy, 100);
        bench.PublishOrder(2, 1, Side.Sell, 100);
        bench.PublishOrder(1, 2, Side.Buy, 90);
        bench.Publish((record, header) => Commands.SubmitOrder(record, header, 2, Limit(Side.Buy, 90)), Header(1, 3));
        bench.Publish((record, header) => Commands.CancelOrder(record, header, 77), Header(1, 4));
        bench.PublishOrder(2, 1, Side.Sell, 100);
        bench.Publish((record, header) => Commands.DefineMarket(record, header, Kernel.KernelBench.Definition("book")), Header(0, 0));
        bench.AwaitAnswers(7);
        bench.Publish((record, header) => Commands.Query(record, header, CommandKind.ShowDepth), new() { Number = 5 });
        bench.Consumer.Await(released => released.Kind == EventKind.QueryEnded);

        Assert.Equal(
            new()
            {
                ["exchange.command.kind=DefineMarket"] = 2,
                ["exchange.command.kind=DefineAccount"] = HostBench.Accounts,
                ["exchange.market=book,exchange.command.kind=SubmitOrder"] = 5,
                ["exchange.market=book,exchange.command.kind=CancelOrder"] = 1,
                ["exchange.market=book,exchange.command.kind=ShowDepth"] = 1,
            },
            WithoutAdvances(_record.Of("exchange.commands")));
        Assert.Equal(
            new()
            {
                ["exchange.reject.reason=DUPLICATE_ID"] = 1,
                ["exchange.market=book,exchange.reject.reason=DUPLICATE_ID"] = 1,
                ["exchange.market=book,exchange.reject.reason=UNKNOWN_ORDER"] = 1,
            },
            _record.Of("exchange.rejects"));
        Assert.Equal(new() { ["exchange.market=book"] = 1 }, _record.Of("exchange.trades"));
        Assert.Equal(new() { ["exchange.market=book"] = 1 }, _record.Of("exchange.volume"));
    }

    [Fact]
    public void RingUsage_WhileTheJournalStands_IsWhatWasPublishedUntilItIsFull()
    {
        const int Slots = 1024;
        using var bench = HostBench.Start(slots: Slots, options: new() { Meter = _meter, SnapshotEvery = 0 });
        var before = bench.Consumer.Count;
        bench.PublishOrder(2, 1);
        bench.AwaitAnswers(1);
        Assert.True(SpinWait.SpinUntil(() => Used("input") == 0 && Used("output") == 0, HostBench.Patience));
        var eventsEach = bench.Consumer.Count - before;
        using var disk = new ManualResetEventSlim();
        bench.Storage.Syncing = () => WaitIf(IsJournal, disk);
        ulong number = 3;
        try
        {
            bench.PublishOrder(1, 1);
            bench.PublishOrder(1, 2);
            var slots = 2.0 * ((Commands.OrderLength + 63) / 64);
            Assert.Equal(slots, Used("input"));
            Assert.Equal(Slots, _record["exchange.ring.limit{exchange.ring=input}"]);
            Assert.Equal(Slots, _record["exchange.ring.limit{exchange.ring=output}"]);
            // What they cause waits behind the disk.
            Assert.True(SpinWait.SpinUntil(() => Used("output") == 2 * eventsEach, HostBench.Patience));

            while (bench.TryOrder(1, number))
            {
                number++;
            }
            Assert.Equal(Slots, Used("input"));
            Assert.Equal(1, _record["exchange.ring.refusals"]);
        }
        finally
        {
            // Else the host could not be stopped.
            disk.Set();
        }

        Assert.True(SpinWait.SpinUntil(() => Used("input") == 0 && Used("output") == 0, HostBench.Patience));
        bench.AwaitAnswers((int)number);
    }

    [Fact]
    public void JournalAndRelease_OfADiskThatTakesFiveMilliseconds_AreMeasuredByTheClock()
    {
        using var bench = HostBench.Start(options: new() { Meter = _meter, SnapshotEvery = 0 });
        var before = (Batches: _record.Recorded("exchange.journal.batch.size"), Commits: Commits().Length, Releases: Releases().Length);
        Assert.Equal(HostBench.Accounts + 1, before.Batches.Sum());
        bench.Storage.Syncing = () => bench.Clock.Advance(IsJournal ? 5_000_000 : 0);

        for (ulong number = 1; number <= 3; number++)
        {
            bench.PublishOrder(1, number);
            bench.AwaitAnswers((int)number);
        }
        Assert.True(SpinWait.SpinUntil(() => Releases().Length >= before.Releases + 3, HostBench.Patience));

        Assert.Equal([1, 1, 1], _record.Recorded("exchange.journal.batch.size").Skip(before.Batches.Length));
        Assert.All(Commits().Skip(before.Commits), seconds => Assert.Equal(0.005, seconds, 1e-12));
        Assert.All(Releases().Skip(before.Releases), seconds => Assert.InRange(seconds, 0, 0.0050001));
        Assert.Contains(Releases().Skip(before.Releases), seconds => seconds > 0.00499);
        Assert.Equal(0, _record["exchange.journal.lag"]);
        Assert.True(_record["exchange.journal.io"] >= 3 * Commands.OrderLength);
    }

    [Fact]
    public void JournalLag_WithoutSync_IsWhatIsNotKnownToBeOnTheDisk()
    {
        using var bench = HostBench.Start(Durability.None, options: new() { Meter = _meter, SnapshotEvery = 0 });
        bench.PublishOrder(1, 1);
        bench.AwaitAnswers(1);

        Assert.Equal(HostBench.Accounts + 2, _record["exchange.journal.lag"]);
    }

    [Fact]
    public void Pause_OfAFullDisk_IsToldWhileItLasts()
    {
        var disk = new SimulatedDisk();
        using var bench = HostBench.Start(
            slots: 512, storage: disk, options: new() { Meter = _meter, SnapshotEvery = 0, SegmentBytes = 1 << 18 });
        Assert.Equal(0, _record["exchange.journal.paused"]);
        disk.CapacityBytes = disk.UsedBytes;
        ulong number = 1;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                number += bench.TryOrder(1, number) ? 1UL : 0;
                return bench.Host.Input.IsPaused;
            },
            HostBench.Patience));

        Assert.Equal(1, _record["exchange.journal.paused"]);
        disk.CapacityBytes = long.MaxValue;
        Assert.True(SpinWait.SpinUntil(() => _record["exchange.journal.paused"] == 0, HostBench.Patience));
    }

    [Fact]
    public void Snapshots_WrittenAndFailed_AreMeasuredAndCounted()
    {
        var disk = new SimulatedDisk();
        var written = new List<long>();
        var options = new HostOptions { Meter = _meter, SnapshotEvery = 1000, SnapshotWritten = (sequence, _) => written.Add(sequence) };
        var bench = HostBench.Start(storage: disk, options: options);
        Assert.Equal(HostBench.Accounts + 1, _record["exchange.snapshot.lag"]);
        Assert.Null(_record["exchange.snapshot.age"]);
        bench.Host.Dispose();
        Assert.Equal([HostBench.Accounts + 1], written);
        Assert.Equal(0, _record["exchange.snapshot.lag"]);
        bench.Clock.Advance(7_000_000_000);
        Assert.Equal(7, _record["exchange.snapshot.age"]);
        Assert.Equal([0.0], _record.Recorded("exchange.snapshot.duration"));

        using var meter = new Meter("next host");
        using var record = new MeterRecord(meter);
        var next = HostBench.Recover(disk, options: options with { Meter = meter });
        Assert.Equal(0, record["exchange.snapshot.lag"]);
        next.Host.Start();
        next.PublishOrder(1, 1);
        next.AwaitAnswers(1);
        next.Storage.Creating = name => throw new IOException($"no room for {name}");
        next.Host.Dispose();
        Assert.Equal(1, record["exchange.snapshot.failures"]);
        Assert.Equal(1, record["exchange.snapshot.lag"]);
        Assert.Contains("no room", Assert.Single(next.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Instruments_WithoutAListener_AreOff()
    {
        var published = new List<Instrument>();
        using var meter = new Meter("nobody's");
        using var onlooker = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == meter)
                {
                    published.Add(instrument);
                }
            },
        };
        onlooker.Start();
        using var bench = HostBench.Start(options: new() { Meter = meter, SnapshotEvery = 0 });

        Assert.NotEmpty(published);
        Assert.All(published, instrument => Assert.False(instrument.Enabled));
    }

    /// <summary>Others sync too, such as the thread that prepares segments.</summary>
    private static bool IsJournal => Thread.CurrentThread.Name == "journal";

    private static void WaitIf(bool waits, ManualResetEventSlim disk)
    {
        if (waits)
        {
            disk.Wait();
        }
    }

    private static Dictionary<string, double> WithoutAdvances(Dictionary<string, double> commands)
    {
        // The passing of time is a command too, as often as it passes.
        commands.Remove("exchange.command.kind=Advance");
        return commands;
    }

    private static CommandHeader Header(int account, ulong number) => new() { Account = account, Session = 1, Number = number };

    private static Order Limit(Side side, int price) => Order.Limit(side, new(1), new(price), TimeInForce.GoodTillCancelled);

    private double? Used(string ring) => _record[$"exchange.ring.usage{{exchange.ring={ring}}}"];

    private double[] Commits() => _record.Recorded("exchange.journal.commit.duration");

    private double[] Releases() => _record.Recorded("exchange.release.latency");
}
