using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Feeds;

namespace Exchange.Gateway.Tests.Feeds;

/// <summary>
/// What subscribers are told of a random stream: whoever reads along, stalls or comes late knows, after every update, what the
/// kernel discloses there.
/// </summary>
public sealed class FeedTests(ITestOutputHelper output)
{
    public static TheoryData<DepthDisclosure, bool, SelfTrade, int> Markets { get; } = new()
    {
        { DepthDisclosure.Full, false, SelfTrade.Allowed, 1 },
        { DepthDisclosure.Full, false, SelfTrade.CancelResting, 2 },
        { DepthDisclosure.Full, true, SelfTrade.Allowed, 3 },
        { DepthDisclosure.Full, true, SelfTrade.Decrement, 4 },
        { DepthDisclosure.Levels, false, SelfTrade.CancelBoth, 5 },
        { DepthDisclosure.Top, false, SelfTrade.Allowed, 6 },
        { DepthDisclosure.None, false, SelfTrade.Allowed, 7 },
    };

    [Theory]
    [MemberData(nameof(Markets))]
    public void Read_RandomStream_EverybodyKnowsWhatIsDisclosed(DepthDisclosure depth, bool orders, SelfTrade selfTrade, int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var disclosure = new Disclosure(depth, depth == DepthDisclosure.Levels ? 3 : 0, depth == DepthDisclosure.None ? 1000 : 0)
        {
            ShowsOrders = orders,
        };
        var bench = new FeedBench(disclosure, selfTrade);
        var flow = new FeedFlow(bench, random);
        flow.Act(200);
        var details = Enum.GetValues<FeedDetail>();
        var fast = details.Select(bench.Subscribe).ToList();
        var slow = details.Select(bench.Subscribe).ToList();
        flow.Act(50);
        bench.Answer();
        for (var round = 0; round < 1500; round++)
        {
            flow.Act(random.Next(20));
            bench.HandOver();
            if (random.Next(3) == 0)
            {
                fast.ForEach(reader => reader.Read());
            }
            if (round % 500 == 100)
            {
                slow.ForEach(reader => reader.Read());
            }
            if (random.Next(200) == 0)
            {
                slow.Add(bench.Subscribe(details[random.Next(details.Length)]));
            }
            if (random.Next(100) == 0)
            {
                bench.CheckAgainstKernel();
            }
            if (random.Next(3) != 0)
            {
                // Otherwise the feed may take in all at once what it was handed.
                bench.Settle();
            }
        }

        foreach (var reader in fast.Concat(slow))
        {
            reader.ReadToEnd();
        }
        bench.CheckAgainstKernel();
        Assert.All(fast, reader => Assert.Equal(0, reader.Conflations));
        Assert.Contains(slow, reader => reader.Conflations > 0);
    }

    [Fact]
    public void Read_Orders_IcebergsAndLostPriorityGetNewNumbersAndKeptPriorityDoesNot()
    {
        var bench = new FeedBench(Disclosure.Lit with { ShowsOrders = true });
        var reader = bench.Subscribe(FeedDetail.Orders);
        bench.Answer();
        Buy(1, 10, new() { Display = new(4) });
        Buy(2, 5);
        Assert.Equal("1:4@100 2:5@100", Known());
        Sell(3, 4);
        Assert.Equal("2:5@100 3:4@100", Known());
        Replace(2, 3);
        Assert.Equal("2:3@100 3:4@100", Known());
        Replace(2, 6);
        Assert.Equal("3:4@100 4:6@100", Known());
        // What is hidden goes first, and is told to nobody.
        Replace(1, 4);
        Assert.Equal("3:4@100 4:6@100", Known());
        Sell(4, 9);
        Assert.Equal("4:1@100", Known());

        string Known()
        {
            bench.HandOver();
            reader.ReadToEnd();
            return reader.OrdersOf(FeedBench.Market);
        }

        void Buy(ulong id, long lots, OrderTerms terms = default) => bench.Apply((record, header) => Commands.SubmitOrder(
            record, header, id, Order.Limit(Side.Buy, new(lots), new(100), TimeInForce.GoodTillCancelled), terms));

        void Sell(ulong id, long lots) => bench.Apply(
            (record, header) => Commands.SubmitOrder(
                record, header, id, Order.Limit(Side.Sell, new(lots), new(100), TimeInForce.GoodTillCancelled)),
            account: 2);

        void Replace(ulong id, long lots) => bench.Apply((record, header) => Commands.ReplaceOrder(
            record, header, id, new Replacement(new(lots), null, LosesPriority: false)));
    }

    [Fact]
    public void Read_OrdersWhileTheFeedFallsBehind_ForgetsThoseThatCameAndWent()
    {
        var bench = new FeedBench(Disclosure.Lit with { ShowsOrders = true }) { KeepsHistory = false };
        Rest(bench, 1_000_000, 50);
        var reader = bench.Subscribe(FeedDetail.Orders);
        bench.Answer();
        reader.ReadToEnd();
        var flow = new FeedFlow(bench, new Random(11));
        flow.Act(3 * EventBatch.Capacity);
        bench.Apply((record, header) => Commands.CancelOrder(record, header, 1_000_000));
        bench.HandOver();

        reader.ReadToEnd();
        Assert.Equal(1, reader.Conflations);
        Assert.Equal(bench.Orders, reader.OrdersOf(FeedBench.Market));
        Assert.DoesNotContain("1:1@50", bench.Orders);
    }

    [Fact]
    public void Read_Orders_AtAPriceTheLowestNumberTradesFirst()
    {
        const int Seed = 5;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        var bench = new FeedBench(Disclosure.Lit with { ShowsOrders = true }) { KeepsHistory = false };
        for (ulong id = 1; id < 5000; id++)
        {
            var order = Order.Limit((Side)random.Next(2), new(random.Next(1, 20)), new(random.Next(95, 105)), TimeInForce.GoodTillCancelled);
            var terms = new OrderTerms { Display = new(random.Next(3) * 2) };
            bench.Apply((record, header) => Commands.SubmitOrder(record, header, id, order, terms), onlyTrades: true);
            var (older, lots) = ((ulong)random.Next(1, (int)id + 1), random.Next(1, 20));
            bench.Apply((record, header) => Commands.ReplaceOrder(record, header, older, new(new(lots), null, LosesPriority: false)));
            bench.CheckAgainstKernel();
        }
        Assert.InRange(bench.ChangesInTurn, 100, int.MaxValue);
    }

    [Fact]
    public void Read_StalledForLong_IsToldTheLatestOfEveryLevelAndHowManyEventsAreMissing()
    {
        var bench = new FeedBench(Disclosure.Lit);
        var reader = bench.Subscribe();
        bench.Answer();
        reader.ReadToEnd();

        Cross(bench, 2 * FrameLog.Capacity);
        var before = bench.EventCount;
        Cross(bench, 2 * MarketImage.MaxEvents);
        reader.ReadToEnd();

        Assert.Equal(1, reader.Conflations);
        Assert.Equal(MarketImage.MaxEvents, reader.Events.Count);
        Assert.Equal((ulong)(bench.EventCount - MarketImage.MaxEvents), reader.Missed);
        Assert.InRange(before, 1, bench.EventCount);
    }

    [Fact]
    public void Read_FeedFellBehind_TellsWhatItTookInTogether()
    {
        var bench = new FeedBench(Disclosure.Lit);
        var reader = bench.Subscribe();
        bench.Answer();
        reader.ReadToEnd();

        // One batch, since the release thread does not wait.
        for (var i = 0; i < 3 * EventBatch.Capacity; i++)
        {
            bench.Apply((record, header) => Commands.SubmitOrder(
                record, header, (ulong)i, Order.Limit(i % 2 == 0 ? Side.Buy : Side.Sell, new(1), new(100), TimeInForce.GoodTillCancelled)));
        }
        bench.HandOver();
        reader.ReadToEnd();

        Assert.Equal(1, reader.Conflations);
        Assert.Equal((ulong)bench.EventCount, reader.Missed + (ulong)reader.Events.Count);
    }

    [Fact]
    public void Read_BookOfManyLevels_ComesInPartsWhileItChanges()
    {
        const int Levels = 300_000;
        var bench = new FeedBench(Disclosure.Lit) { KeepsHistory = false };
        for (var i = 0; i < Levels; i++)
        {
            Rest(bench, (ulong)i, i);
        }
        var reader = bench.Subscribe();
        bench.Answer();
        bench.Settle();
        var random = new Random(7);
        var parts = 0;
        while (!reader.HasSnapshot(FeedBench.Market))
        {
            Assert.True(reader.Read());
            parts++;
            for (var i = 0; i < 100; i++)
            {
                var id = (ulong)random.Next(Levels);
                bench.Apply((record, header) => Commands.CancelOrder(record, header, id));
            }
            Rest(bench, (ulong)(Levels + parts), random.Next(Levels));
            bench.HandOver();
            bench.Settle();
        }

        reader.ReadToEnd();
        Assert.InRange(parts, Levels / MarketFeed.MaxChangesPerPart, int.MaxValue);
        Assert.All(reader.PartSizes, size => Assert.InRange(size, 1, 1 << 20));
        Assert.Equal(bench.Text, Say.Text(reader.BookOf(FeedBench.Market)));
    }

    [Fact]
    public void Read_MoreGoneThanIsRemembered_BeginsAnew()
    {
        var bench = new FeedBench(Disclosure.Lit) { KeepsHistory = false };
        var reader = bench.Subscribe();
        bench.Answer();
        reader.ReadToEnd();
        for (var i = 0; i <= MarketImage.MaxGone + 1; i++)
        {
            Rest(bench, (ulong)i, i);
            bench.Apply((record, header) => Commands.CancelOrder(record, header, (ulong)i));
            if (i % 100 == 0)
            {
                bench.HandOver();
                bench.Settle();
            }
        }
        Rest(bench, 1_000_000, 77);
        bench.HandOver();
        bench.Settle();

        reader.ReadToEnd();
        Assert.Equal(0, reader.Conflations);
        Assert.Equal("1@77 | ", Say.Text(reader.BookOf(FeedBench.Market)));
    }

    [Fact]
    public void Notify_NobodyReads_StandsInLineOnce()
    {
        var bench = new FeedBench(Disclosure.Lit);
        var reader = bench.Subscribe();
        bench.Answer();
        reader.ReadToEnd();
        Cross(bench, 10);
        Assert.True(reader.Read());
        Assert.False(reader.Read());
    }

    private static void Rest(FeedBench bench, ulong id, int ticks) => bench.Apply((record, header) => Commands.SubmitOrder(
        record, header, id, Order.Limit(Side.Buy, new(1), new(ticks), TimeInForce.GoodTillCancelled)));

    /// <summary>Trades in rounds of their own.</summary>
    private static void Cross(FeedBench bench, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var side in new[] { Side.Buy, Side.Sell })
            {
                bench.Apply((record, header) => Commands.SubmitOrder(
                    record, header, (ulong)side, Order.Limit(side, new(1), new(100), TimeInForce.GoodTillCancelled)));
            }
            bench.HandOver();
            bench.Settle();
        }
    }
}
