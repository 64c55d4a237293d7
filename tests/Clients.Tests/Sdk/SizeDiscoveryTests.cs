using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>Size discovery and workups through the library.</summary>
public sealed class SizeDiscoveryTests
{
    [Fact]
    public async Task ReplaceReportAsync_StandingReportInAnOpenSession_CountsAsTheNewOneAndStays()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineSizeDiscoveryAsync("size", new() { Operator = new(), Open = "1000" });
        using var client = await exchange.AddTraderAsync("A");
        using var other = await exchange.AddTraderAsync("B");
        using var third = await exchange.AddTraderAsync("C");
        await TransferAsync("A", -6);
        await TransferAsync("C", 6);
        await using var session = await client.OpenSessionAsync();
        var updates = exchange.Operator.MarketData.SubscribeAsync(["size"]).GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());

        var report = await session.SubmitAsync("size", new InventoryReport(5), standing: true);
        await exchange.Operator.Markets.ClearAsync("size");
        Assert.Equal("", (await session.ReplaceReportAsync("size", report.OrderId, new InventoryReport(4))).Reason);
        Assert.Equal("WRONG_BID_KIND", (await session.ReplaceReportAsync("size", report.OrderId, new EndowmentReport(4))).Reason);
        await other.SubmitAsync(new SubmitBid("size", new InventoryReport(10)) { Id = 1 });
        await third.SubmitAsync(new SubmitBid("size", new InventoryReport(16)) { Id = 1 });
        await exchange.Operator.Markets.ClearAsync("size");

        // Everyone is brought to 10, at the price 0.5 − 2·0.1·10/0.1.
        Assert.IsType<Accepted>(await session.Events.ReadAsync());
        Assert.Equal(report.OrderId, Assert.IsType<Replaced>(await session.Events.ReadAsync()).Id);
        var allocated = Assert.IsType<Allocated>(await session.Events.ReadAsync());
        Assert.Equal((report.OrderId, 6m, 117m, 0m), (allocated.Id, allocated.Quantity, allocated.Cash, allocated.Charge));
        var opened = Assert.IsType<Opened>(await NextAsync());
        Assert.Equal((null, opened.At + 1000), (opened.Price, opened.Closes));
        var cleared = Assert.IsType<Cleared>(await NextAsync());
        Assert.Equal((null, 6m, ""), (cleared.Price, cleared.Volume, cleared.Reason));
        Assert.True((await session.CancelAsync("size", report.OrderId)).IsAccepted);
        Assert.Equal("UNKNOWN_ORDER", (await other.SubmitAsync(new CancelOrder("size", 1))).Answer.Reason);
        await updates.DisposeAsync();

        async Task<Event> NextAsync()
        {
            Assert.True(await updates.MoveNextAsync());
            return Assert.IsType<MarketEvent>(updates.Current).Event;
        }

        Task<Balances> TransferAsync(string account, decimal units) =>
            exchange.Operator.Accounts.TransferAsync(account, 0, new Dictionary<string, decimal> { ["XYZ"] = units });
    }

    [Fact]
    public async Task SizeDiscovery_OfAMarket_IsWhatItSupposes()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata);
        await exchange.DefineSizeDiscoveryAsync("alone", Poisson("1.5"));
        await exchange.DefineSizeDiscoveryAsync("priced", Poisson("0.1"), reference: "auction");
        await exchange.DefineSizeDiscoveryAsync("observed", Poisson("0.12"), new() { Positions = true }, reference: "auction");
        await exchange.DefineSizeDiscoveryAsync("stated", new() { Every = "1" }, new() { ObservedAggregate = "7", Fraction = "0.5" });
        var markets = (await exchange.Operator.Markets.ListAsync()).ToDictionary(market => market.Id);

        Assert.Null(markets["auction"].SizeDiscovery);
        AssertIs(markets["alone"], "", AggregateSource.Positions, 1.5m, 1);
        AssertIs(markets["priced"], "auction", AggregateSource.Price, 0.1m, 1);
        AssertIs(markets["observed"], "auction", AggregateSource.Positions, 0.12m, 1);
        AssertIs(markets["stated"], "", AggregateSource.Stated, 0, 0.5m);
        // (34) and (24) of the figures' economy; an auction cannot live beside 0.12 sessions that rely on its price.
        Assert.Equal(-0.1, markets["priced"].SizeDiscovery!.DemandOf(10).PriceSlope, 1e-15);
        Assert.Equal(((0.1 * 0.12) - 0.08) / 0.4, markets["observed"].SizeDiscovery!.DemandOf(10).PriceSlope, 1e-15);
        var none = Assert.Throws<ArgumentOutOfRangeException>(() => markets["priced"].SizeDiscovery!.DemandOf(8));
        Assert.Contains("8 traders with 0.1 sessions a second: up to 0.083", none.Message, StringComparison.Ordinal);

        static void AssertIs(Market market, string reference, AggregateSource source, decimal sessions, decimal fraction)
        {
            var supposed = market.SizeDiscovery!;
            Assert.Equal((0.5m, 0.1m, 0.1m, source), (supposed.Value, supposed.Gamma, supposed.Rate, supposed.Source));
            Assert.Equal((reference, sessions, fraction), (market.Reference, supposed.Sessions, supposed.Fraction));
            Assert.False(market.IsWorkup);
        }
    }

    [Fact]
    public async Task DefineAsync_MoreSessionsThanThereIsAnEquilibriumFor_Warns()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata);
        var warning = Assert.Single(
            await exchange.DefineSizeDiscoveryAsync("often", Poisson("0.12"), new() { Traders = "10" }, reference: "auction"));
        Assert.Contains("0.1167184", warning, StringComparison.Ordinal);
        Assert.Empty(await exchange.DefineSizeDiscoveryAsync("rare", Poisson("0.11"), new() { Traders = "10" }, reference: "auction"));
    }

    [Fact]
    public async Task Workup_AfterATradeInTheBook_IsOpenAtItsPrice()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "workup",
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "1",
            Workup = new() { Rationing = V1.Rationing.Time, Price = "7.5" },
            Reference = "lit",
            Trigger = new() { AfterTrade = new() { Market = "lit" }, Open = "0.25" },
        });
        var market = (await exchange.Operator.Markets.ListAsync()).Single(market => market.Id == "workup");
        Assert.Equal(("lit", true, 7.5m, 0.25m), (market.Reference, market.IsWorkup, market.FrozenPrice, market.OpenFor));
        using var client = await exchange.AddTraderAsync("A");
        var updates = exchange.Operator.MarketData.SubscribeAsync(["workup"]).GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());

        await client.SubmitAsync(new SubmitBid("lit", new LimitOrder(Side.Buy, 1, 10)) { Id = 1 });
        await client.SubmitAsync(new SubmitBid("lit", new LimitOrder(Side.Sell, 1, 10)) { Id = 2 });

        Assert.True(await updates.MoveNextAsync());
        var opened = Assert.IsType<Opened>(Assert.IsType<MarketEvent>(updates.Current).Event);
        Assert.Equal((10m, opened.At + 0.25m), (opened.Price, opened.Closes));
        await updates.DisposeAsync();
    }

    private static V1.Trigger Poisson(string rate) => new() { Poisson = new() { Rate = rate, Seed = "01" } };
}
