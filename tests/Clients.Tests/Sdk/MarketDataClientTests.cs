using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Sdk;

public sealed class MarketDataClientTests(ITestOutputHelper output)
{
    [Fact]
    public async Task SubscribeAsync_RandomOrders_LocalBookEndsAsTheExchangesBook()
    {
        const int Seed = 3;
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync(new SessionOptions { OnEvent = _ => { } });
        var book = new LocalBook("lit");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        for (var round = 0; round < 3; round++)
        {
            // The subscription begins in the midst of trading.
            var last = new LimitOrder(Side.Buy, 1, 1 + round);
            var trading = TradeAsync(last);
            await foreach (var update in client.MarketData.SubscribeAsync(["lit"], stop.Token))
            {
                book.Apply(update);
                if (book.Levels(Side.Buy).Any(level => level.Price == last.Price))
                {
                    break;
                }
            }
            await trading;
            var (bids, asks) = await client.MarketData.GetDepthAsync("lit");
            Assert.Equal(bids, book.Levels(Side.Buy));
            Assert.Equal(asks, book.Levels(Side.Sell));
        }

        async Task TradeAsync(Order last)
        {
            for (var i = 0; i < 500; i++)
            {
                var order = new LimitOrder(random.Next(2) == 0 ? Side.Buy : Side.Sell, random.Next(1, 5), 90 + random.Next(20));
                var answer = await session.SubmitAsync("lit", order);
                Assert.True(answer.IsAccepted);
                if (random.Next(3) == 0)
                {
                    await session.CancelAsync("lit", answer.OrderId);
                }
            }
            await session.SubmitAsync("lit", last);
        }
    }

    [Fact]
    public async Task SubscribeAsync_UpdateMissing_SubscribesAnew()
    {
        var subscriptions = 0;
        await using var exchange = await FakeExchange.StartAsync(async stream =>
        {
            subscriptions++;
            await stream.WriteAsync(Response(Snapshot(5), Level(6), Level(subscriptions == 1 ? 8ul : 7ul)));
        });
        var sequences = new List<ulong>();
        await foreach (var update in exchange.Client.MarketData.SubscribeAsync(["m"]))
        {
            sequences.Add(update.Sequence);
        }
        Assert.Equal([5, 6, 5, 6, 7], sequences);
    }

    [Fact]
    public async Task SubscribeAsync_SnapshotInParts_IsPutTogether()
    {
        await using var exchange = await FakeExchange.StartAsync(async stream =>
        {
            // The first is never finished: part 0 begins anew.
            await stream.WriteAsync(Response(Part(4, 0, ("7", "1"))));
            await stream.WriteAsync(Response(Part(5, 0, ("9", "1"), ("8", "1")), Part(6, 1, ("9", "0"), ("7", "3"))));
            await stream.WriteAsync(Response(Part(8, 2, isLast: true, ("8", "2"))));
            await stream.WriteAsync(Response(Level(9)));
        });
        var updates = new List<MarketUpdate>();
        await foreach (var update in exchange.Client.MarketData.SubscribeAsync(["m"]))
        {
            updates.Add(update);
        }
        var snapshot = Assert.IsType<BookSnapshot>(updates[0]);
        Assert.Equal([new(8, 2), new(7, 3)], snapshot.Bids);
        Assert.Equal([8UL, 9UL], updates.Select(update => update.Sequence));
    }

    [Fact]
    public async Task FollowAsync_BookCannotBeRight_BuildsItAnew()
    {
        var subscriptions = 0;
        await using var exchange = await FakeExchange.StartAsync(async stream =>
        {
            var isFirst = ++subscriptions == 1;
            var wrong = Level(6);
            wrong.Level.Quantity = isFirst ? "-1" : "2";
            await stream.WriteAsync(Response(Snapshot(5), wrong));
        });
        var book = new LocalBook("m");
        var sequences = new List<ulong>();
        await foreach (var update in exchange.Client.MarketData.FollowAsync(book))
        {
            sequences.Add(update.Sequence);
        }
        Assert.Equal([5, 5, 6], sequences);
        Assert.Equal(new PriceLevel(1, 2), book.BestBid);
    }

    [Fact]
    public async Task FollowAsync_SnapshotCannotBeRight_Throws()
    {
        await using var exchange = await FakeExchange.StartAsync(stream => stream.WriteAsync(Response(Part(5, 0, isLast: true, ("9", "-1")))));
        await Assert.ThrowsAsync<SequenceGapException>(async () =>
        {
            await foreach (var _ in exchange.Client.MarketData.FollowAsync(new LocalBook("m")))
            {
                // Not once.
            }
        });
    }

    [Fact]
    public async Task FollowAsync_Orders_AreThoseOfTheBookThatDisclosesThem()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "open",
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "1",
            ContinuousBook = new(),
            Disclosure = new() { Depth = V1.DepthDisclosure.Full, Orders = true },
        });
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync(new SessionOptions { OnEvent = _ => { } });
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await session.SubmitAsync("open", new LimitOrder(Side.Buy, 3, 99));
        await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 3, 99));
        var book = new LocalBook("open", MarketDetail.Orders);
        await foreach (var update in client.MarketData.FollowAsync(book, stop.Token))
        {
            if (update is BookSnapshot)
            {
                await session.SubmitAsync("open", new LimitOrder(Side.Buy, 2, 99));
                await session.SubmitAsync("open", new LimitOrder(Side.Sell, 1, 99));
            }
            if (book.BestBid?.Quantity == 4)
            {
                break;
            }
        }
        Assert.Equal([new(1, Side.Buy, 99, 2), new(2, Side.Buy, 99, 2)], book.Orders(Side.Buy));

        // Where orders are not disclosed, there are levels.
        var lit = new LocalBook("lit", MarketDetail.Orders);
        await foreach (var update in client.MarketData.FollowAsync(lit, stop.Token))
        {
            break;
        }
        Assert.Equal(new PriceLevel(99, 3), lit.BestBid);
        Assert.Empty(lit.Orders(Side.Buy));
    }

    [Fact]
    public async Task SubscribeAsync_Top_BringsBestPricesAndStatistics()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync(new SessionOptions { OnEvent = _ => { } });
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        var book = new LocalBook("lit", MarketDetail.Top);
        await foreach (var update in client.MarketData.FollowAsync(book, stop.Token))
        {
            if (update is BookSnapshot)
            {
                await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 98));
                await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 2, 99));
                await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 1, 99));
            }
            // What is told together may have the statistics ahead of the prices.
            if (book.Statistics is not null && book.BestBid == new PriceLevel(99, 1))
            {
                break;
            }
        }
        Assert.Equal(new PriceLevel(99, 1), book.BestBid);
        Assert.Equal(new MarketStatistics(99, 99, 99, 99, 1, 1), book.Statistics);
    }

    [Fact]
    public async Task SubscribeAsync_ExchangeGaveUpOnSlowReader_SubscribesAnew()
    {
        var subscriptions = 0;
        await using var exchange = await FakeExchange.StartAsync(async stream =>
        {
            await stream.WriteAsync(Response(Snapshot(5)));
            if (++subscriptions == 1)
            {
                throw new RpcException(new Status(StatusCode.ResourceExhausted, "slow"));
            }
        });
        var sequences = new List<ulong>();
        await foreach (var update in exchange.Client.MarketData.SubscribeAsync(["m"]))
        {
            sequences.Add(update.Sequence);
        }
        Assert.Equal([5, 5], sequences);
    }

    [Fact]
    public async Task SubscribeAsync_Cancelled_EndsQuietly()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var stop = new CancellationTokenSource();
        await foreach (var update in exchange.Operator.MarketData.SubscribeAsync([], stop.Token))
        {
            Assert.IsType<BookSnapshot>(update);
            await stop.CancelAsync();
        }
    }

    [Fact]
    public async Task SubscribeAsync_UnknownMarket_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        var updates = exchange.Operator.MarketData.SubscribeAsync(["nowhere"]).GetAsyncEnumerator();
        var exception = await Assert.ThrowsAsync<RpcException>(() => updates.MoveNextAsync().AsTask());
        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
    }

    private static V1.SubscribeResponse Response(params V1.MarketUpdate[] updates) => new() { Updates = { updates } };

    private static V1.MarketUpdate Snapshot(ulong sequence) => new()
    {
        Market = "m",
        Sequence = sequence,
        Snapshot = new() { Depth = new() { Market = "m" }, Phase = V1.MarketPhase.Open },
    };

    private static V1.MarketUpdate Part(ulong sequence, uint number, params (string Price, string Quantity)[] bids) =>
        Part(sequence, number, isLast: false, bids);

    private static V1.MarketUpdate Part(
        ulong sequence, uint number, bool isLast, params (string Price, string Quantity)[] bids)
    {
        var update = Snapshot(sequence);
        update.Snapshot.Part = new() { Number = number, IsLast = isLast, Levels = isLast ? 2U : 0 };
        update.Snapshot.Depth.Bids.Add(bids.Select(level => new V1.PriceLevel { Price = level.Price, Quantity = level.Quantity }));
        return update;
    }

    private static V1.MarketUpdate Level(ulong sequence) => new()
    {
        Market = "m",
        Sequence = sequence,
        Level = new() { Side = V1.Side.Buy, Price = "1", Quantity = "1" },
    };
}
