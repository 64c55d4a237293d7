using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Tests.Journal;
using Exchange.Engine.Tests.Kernel;
using Exchange.Engine.Tests.Ring;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>A host whose disk fills up, and has room again.</summary>
public class DiskFullTests
{
    private const int Producers = 3;
    private const int Slots = 512;
    private const int SegmentBytes = 256 << 10;
    private const long Every = 1_000_000;
    private const ushort Pulse = 1;

    private static readonly HostOptions Options = new() { SegmentBytes = SegmentBytes, SnapshotEvery = 2_000 };

    [Theory]
    [InlineData(Durability.Sync)]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void DiskFull_AtRandomPointsUnderLoad_PausesAndGoesOnWithoutALoss(Durability durability)
    {
        const int Rounds = 2;
        for (var seed = 1; seed <= 2; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            using var bench = HostBench.Start(durability, Slots, storage: disk, options: Options);
            var traders = new Traders(bench, seed);
            for (var round = 0; round < Rounds; round++)
            {
                traders.Trade(random.Next(500));
                disk.CapacityBytes = disk.UsedBytes + random.Next(SegmentBytes);
                traders.TradeUntilPaused();

                // Everything that was taken is answered, and so are questions, many more than the ring holds.
                bench.AwaitAnswers(traders.Taken);
                Ask(bench, round, 3 * Slots);
                Assert.True(bench.Host.Input.IsPaused, $"seed {seed}");
                Assert.Equal(traders.Taken, bench.Consumer.Answers().Length);

                disk.CapacityBytes = long.MaxValue;
                AwaitContinued(bench);
            }
            traders.Trade(100);
            bench.AwaitAnswers(traders.Taken);
            bench.StopAndAudit();

            Assert.Equal(Rounds, bench.Warnings.Count(warning => warning.Contains("no instruction is taken", StringComparison.Ordinal)));
            Assert.Equal(Rounds, bench.Warnings.Count(warning => warning.Contains("instructions are taken", StringComparison.Ordinal)));
            Assert.Equal(Rounds, Continuations(disk).Count);
            traders.AssertAnsweredOnceInOrder();
        }
    }

    [Fact]
    public void DiskFull_RingFullAtThatMoment_JournalsAllThatIsInIt()
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk();
            using var bench = HostBench.Start(slots: Slots, storage: disk, options: Options);
            var traders = new Traders(bench, seed);
            traders.Trade(random.Next(500));
            disk.CapacityBytes = disk.UsedBytes;
            for (var stalls = 0; !bench.Host.Input.IsPaused; stalls++)
            {
                // The journal stands at its disk until the ring is full; then it has all of that at once.
                using var go = new ManualResetEventSlim();
                bench.Storage.Syncing = () => Stall(go);
                var taken = traders.Taken;
                SpinWait.SpinUntil(() => !bench.Host.Input.IsPaused && traders.TryTradeOne() && traders.Taken - taken > 2 * Slots, TimeSpan.FromMilliseconds(100));
                bench.Storage.Syncing = static () => { };
                go.Set();
                bench.AwaitAnswers(traders.Taken);
                Assert.InRange(stalls, 0, 100);
            }
            disk.CapacityBytes = long.MaxValue;
            AwaitContinued(bench);
            bench.StopAndAudit();
            traders.AssertAnsweredOnceInOrder();
        }

        static void Stall(ManualResetEventSlim go)
        {
            if (Thread.CurrentThread.Name == "journal")
            {
                go.Wait();
            }
        }
    }

    [Fact]
    public void DiskFull_TimersBecomeDue_FireOnceThereIsRoomAndMissedInstantsDoNot()
    {
        var disk = new SimulatedDisk();
        using var bench = HostBench.Start(slots: Slots, storage: disk, options: Options);
        var market = KernelBench.SessionDefinition("pulse", KernelBench.AuctionRule()) with { Trigger = new IntervalTrigger(Every) };
        bench.Publish((record, header) => Commands.DefineMarket(record, header, market));
        bench.Consumer.Await(released => released.Kind == EventKind.MarketDefined, count: 2);
        var defined = bench.Clock.Now;
        var mortal = Order.Limit(Side.Buy, new(1), new(50), TimeInForce.GoodTillCancelled);
        bench.Publish(
            (record, header) => Commands.SubmitOrder(record, header, 1_000_000, mortal, new OrderTerms { Expires = defined.After(2 * Every) }),
            new() { Account = Producers + 1, Session = 1, Number = 1 });
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            var order = Order.Limit(side, new(1), new(100), TimeInForce.GoodTillCancelled);
            bench.Publish((record, header) => Commands.SubmitOrder(record, header, 1, order), new() { Account = side == Side.Buy ? 1 : 2, Market = Pulse });
        }
        disk.CapacityBytes = disk.UsedBytes;
        new Traders(bench, seed: 1).TradeUntilPaused();

        bench.Clock.Advance((10 * Every) + (Every / 2));
        Ask(bench, 0, 1);
        bench.Clock.AwaitIdleKernel();
        Assert.DoesNotContain(bench.Consumer.Events(), IsTimed);

        disk.CapacityBytes = long.MaxValue;
        AwaitContinued(bench);
        bench.Consumer.Await(released => released.Kind == EventKind.Cancelled);
        bench.Clock.AwaitIdleKernel();
        Assert.DoesNotContain(bench.Consumer.Events(), released => released.Kind == EventKind.Cleared);
        bench.Clock.Advance(Every / 2);
        bench.Consumer.Await(released => released.Kind == EventKind.Cleared);

        Assert.Equal(
            [(EventKind.Cancelled, defined.After(2 * Every)), (EventKind.Cleared, defined.After(11 * Every))],
            bench.Consumer.Events().Where(IsTimed).Select(released => (released.Kind, released.Time)));
        bench.StopAndAudit();
        Assert.Equal([defined.After((10 * Every) + (Every / 2))], Continuations(disk));

        static bool IsTimed(Event released) => released.Kind is EventKind.Cancelled or EventKind.Cleared;
    }

    [Fact]
    public void Dispose_DiskFull_StopsCleanlyAndStartsWhenThereIsRoom()
    {
        var disk = new SimulatedDisk();
        using var bench = HostBench.Start(slots: Slots, storage: disk, options: Options);
        var traders = new Traders(bench, seed: 1);
        disk.CapacityBytes = disk.UsedBytes;
        traders.TradeUntilPaused();
        bench.AwaitAnswers(traders.Taken);
        var audit = bench.StopAndAudit();
        var (names, used) = (disk.List(), disk.UsedBytes);

        // Neither a segment nor a part of one finds room.
        disk.CapacityBytes = used + (SegmentBytes / 2);
        Assert.Contains("no space left", Assert.Throws<IOException>(() => HostBench.Recover(disk, bench.Clock, Options)).Message);
        Assert.Equal(names, disk.List());
        Assert.Equal(used, disk.UsedBytes);

        disk.CapacityBytes = long.MaxValue;
        using var again = HostBench.Recover(disk, bench.Clock, Options);
        Assert.Equal(audit.StateHash, again.Host.StateHash());
        again.Host.Start();
        again.PublishOrder(1, (ulong)traders.Taken + 1);
        again.AwaitAnswers(1);
        again.StopAndAudit();
    }

    [Fact]
    public void Write_NoRoomInAnAllocatedSegment_EndsTheHost()
    {
        using var bench = HostBench.Start();
        bench.Storage.Writing = static () =>
        {
            if (Thread.CurrentThread.Name == "journal")
            {
                throw new IOException("no space left after all");
            }
        };

        bench.TryOrder(1, 1);

        Assert.True(SpinWait.SpinUntil(() => bench.Failures.Count > 0, HostBench.Patience));
        Assert.Contains("no space left after all", Assert.IsType<JournalException>(Assert.Single(bench.Failures)).Message);
        Assert.Empty(bench.Consumer.Answers());
    }

    [Theory]
    [InlineData(1 << 16, 64 << 20, 1 << 16)]
    [InlineData(1 << 16, 1 << 20, 1 << 10)]
    [InlineData(1 << 16, 40_000, 512)]
    [InlineData(64, 40_000, 64)]
    public void SlotsFor_SmallSegments_LeavesHalfOfOneToBeUsed(int wanted, int segmentBytes, int slots) =>
        Assert.Equal(slots, JournalRoom.SlotsFor(wanted, segmentBytes));

    private static void AwaitContinued(HostBench bench) =>
        Assert.True(SpinWait.SpinUntil(() => !bench.Host.Input.IsPaused, HostBench.Patience), "the host stays paused");

    private static void Ask(HostBench bench, int round, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var ticket = (ulong)((round * 100_000) + i);
            bench.Publish((record, header) => Commands.Query(record, header, CommandKind.ShowBalances), new() { Account = 1, Number = ticket });
        }
        var last = (ulong)((round * 100_000) + count - 1);
        bench.Consumer.Await(released => released.Kind == EventKind.QueryEnded && released.Id == last);
    }

    /// <summary>When commands were taken again, as the journal says.</summary>
    private static List<Engine.Numerics.Timestamp> Continuations(JournalStorage storage)
    {
        var times = new List<Engine.Numerics.Timestamp>();
        JournalReader.Read(storage, (_, record) =>
        {
            if (CommandHeader.Of(record).Kind == CommandKind.Continued)
            {
                times.Add(CommandHeader.Of(record).Time);
            }
        });
        return times;
    }

    /// <summary>Accounts that trade with each other, each from a thread of its own.</summary>
    private sealed class Traders(HostBench bench, int seed)
    {
        private readonly ulong[] _taken = new ulong[Producers];
        private readonly Random[] _random = [.. Enumerable.Range(0, Producers).Select(i => new Random((seed * 100) + i))];

        /// <summary>How many instructions were taken; not while they trade.</summary>
        public int Taken => (int)_taken.Aggregate((sum, one) => sum + one);

        public void Trade(int each) => Run(trader =>
        {
            for (var i = 0; i < each; i++)
            {
                Assert.True(SpinWait.SpinUntil(() => TryTradeOne(trader), HostBench.Patience), "the ring stays full");
            }
        });

        public void TradeUntilPaused() => Run(trader => Assert.True(
            SpinWait.SpinUntil(() => !TryTradeOne(trader) && bench.Host.Input.IsPaused, HostBench.Patience), "the host is never paused"));

        public bool TryTradeOne(int trader = 0)
        {
            var random = _random[trader];
            var isTaken = bench.TryOrder(
                trader + 1, _taken[trader] + 1, random.Next(2) == 0 ? Side.Buy : Side.Sell, random.Next(95, 105));
            _taken[trader] += isTaken ? 1UL : 0;
            return isTaken;
        }

        public void AssertAnsweredOnceInOrder()
        {
            for (var trader = 0; trader < Producers; trader++)
            {
                Assert.Equal(
                    Enumerable.Range(1, (int)_taken[trader]).Select(number => (ulong)number),
                    bench.Consumer.Answers().Where(answer => answer.Account == trader + 1).Select(answer => answer.Id));
            }
        }

        private static void Run(Action<int> trade) => Array.ForEach(
            [.. Enumerable.Range(0, Producers).Select(trader => TestThread.Start(() => trade(trader)))], thread => thread.Join());
    }
}
