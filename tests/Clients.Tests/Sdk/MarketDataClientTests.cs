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
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
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

    private static V1.MarketUpdate Level(ulong sequence) => new()
    {
        Market = "m",
        Sequence = sequence,
        Level = new() { Side = V1.Side.Buy, Price = "1", Quantity = "1" },
    };
}
