using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

public sealed class OrderTermsTests
{
    [Fact]
    public async Task SubmitAsync_PostOnly_IsRefusedWhereItWouldTake()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 1, 10));

        Assert.Equal("POST_ONLY", (await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 10) { PostOnly = true })).Reason);
        Assert.True((await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 9.99m) { PostOnly = true })).IsAccepted);
    }

    [Fact]
    public async Task SubmitAsync_MinimumQuantity_IsCancelledWhereItCannotExecute()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 2, 10));

        var answer = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 5, 10) { MinimumQuantity = 3 });

        Assert.Equal(new Cancelled(0, "lit", answer.OrderId, 5, "MINIMUM"), Read(session)[^1]);
    }

    [Fact]
    public async Task SubmitAsync_Iceberg_ShowsItsSliceAlone()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();

        await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 10, 10) { Display = 3 });

        Assert.Equal(3, await BestAskAsync(client));
        var answer = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 4, 10));
        Assert.Equal(
            [(3m, 1m), (1m, 0m)],
            Read(session).OfType<Filled>().Where(filled => filled.Id == answer.OrderId).Select(filled => (filled.Quantity, filled.Remaining)));
        Assert.Equal(2, await BestAskAsync(client));
    }

    [Fact]
    public async Task SubmitAsync_GoodTillDate_ExpiresByTheExchangesClock()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        var first = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5));
        var now = Assert.IsType<Accepted>(await session.Events.ReadAsync()).At;

        var answer = await session.SubmitAsync(
            "lit", new LimitOrder(Side.Buy, 2, 5, TimeInForce.GoodTillDate) { Expires = now + 0.05m });

        Assert.True(first.IsAccepted && answer.IsAccepted);
        Assert.Equal(answer.OrderId, Assert.IsType<Accepted>(await session.Events.ReadAsync()).Id);
        var expired = Assert.IsType<Cancelled>(await session.Events.ReadAsync());
        Assert.Equal((answer.OrderId, 2m, "EXPIRED"), (expired.Id, expired.Quantity, expired.Reason));
        Assert.True(expired.At >= now + 0.05m);
        Assert.Equal("MALFORMED", (await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5) { Expires = now })).Reason);
    }

    [Fact]
    public async Task SubmitAsync_Stops_AreTriggeredByTheTradeThatReachesThem()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 1, 10));
        await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 4, 11));
        var market = await session.SubmitAsync("lit", new MarketOrder(Side.Buy, 1) { Stop = 10 });
        var limit = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 2, 10.5m) { Stop = 10 });
        Assert.Equal(new Accepted(0, "lit", limit.OrderId), Read(session)[^1]);

        var taker = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 10));

        Assert.Equal(
            [
                new Filled(0, "lit", taker.OrderId, Side.Buy, 1, 10, 0, Liquidity.Taker),
                new Triggered(0, "lit", market.OrderId),
                new Triggered(0, "lit", limit.OrderId),
                new Filled(0, "lit", market.OrderId, Side.Buy, 1, 11, 0, Liquidity.Taker),
            ],
            Read(session).Where(told => told is Triggered or Filled { Liquidity: Liquidity.Taker }));
        Assert.True((await session.CancelAsync("lit", limit.OrderId)).IsAccepted);
    }

    [Fact]
    public async Task DefineAsync_SelfTradeAndCollar_AreKeptAndHold()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "strict",
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "1",
            ContinuousBook = new(),
            SelfTrade = V1.SelfTrade.CancelResting,
            Collar = new() { Low = "5", High = "20" },
        });
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        var resting = await session.SubmitAsync("strict", new LimitOrder(Side.Sell, 2, 10));

        await session.SubmitAsync("strict", new LimitOrder(Side.Buy, 1, 10));

        Assert.Equal(new Cancelled(0, "strict", resting.OrderId, 2, "SELF_TRADE"), Read(session)[^1]);
        Assert.Equal("PRICE_COLLAR", (await session.SubmitAsync("strict", new LimitOrder(Side.Buy, 1, 20.01m))).Reason);
        var definition = (await client.Markets.ListAsync()).Single(market => market.Id == "strict").Definition;
        Assert.Equal((V1.SelfTrade.CancelResting, "5", "20"), (definition.SelfTrade, definition.Collar.Low, definition.Collar.High));
    }

    private static async Task<decimal> BestAskAsync(ExchangeClient client)
    {
        await foreach (var update in client.MarketData.SubscribeAsync(["lit"]))
        {
            return Assert.IsType<BookSnapshot>(update).Asks[0].Quantity;
        }
        throw new InvalidOperationException("The stream ended.");
    }

    // The time is the exchange's business.
    private static List<Event> Read(TradingSession session)
    {
        var events = new List<Event>();
        while (session.Events.TryRead(out var told))
        {
            events.Add(told with { At = 0 });
        }
        return events;
    }
}
