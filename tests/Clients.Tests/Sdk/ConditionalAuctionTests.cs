using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>Conditional auctions through the library.</summary>
public sealed class ConditionalAuctionTests
{
    private static readonly V1.SignalModel Signals = new() { Alpha = "1", Beta = "0.5", Mu = "2" };

    [Fact]
    public async Task ReplaceConditionalAsync_StandingBid_ClearsAsTheNewOneAndStays()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineConditionalAsync("dcda", new() { Sigma = "0", MaxDeficit = "100" });
        using var one = await exchange.AddTraderAsync("A", "north");
        using var other = await exchange.AddTraderAsync("B", "south", "coast");
        using var third = await exchange.AddTraderAsync("C");
        await using var session = await one.OpenSessionAsync();
        using var stop = new CancellationTokenSource();
        var surplus = (await exchange.Operator.ReadEventsAsync("operator", cancellation: stop.Token)).GetAsyncEnumerator();
        var updates = exchange.Operator.MarketData.SubscribeAsync(["dcda"]).GetAsyncEnumerator();
        Assert.True(await updates.MoveNextAsync());

        var bid = await session.SubmitAsync("dcda", new ConditionalBid(9, 1), standing: true);
        Assert.True(bid.IsAccepted);
        var replaced = await session.ReplaceConditionalAsync(
            "dcda", bid.OrderId, new(3, 0.5m) { Groups = [new("south", 0.5m), new("C", 0.5m, IsAccount: true)], MinQuantity = -50, MaxQuantity = 50 });
        Assert.Equal("", replaced.Reason);
        await other.SubmitAsync(new SubmitBid("dcda", new ConditionalBid(0, 1)) { Id = 1 });
        await third.SubmitAsync(new SubmitBid("dcda", new Schedule([new(-50, 50), new(50, -50)])) { Id = 1 });
        await exchange.Operator.Markets.ClearAsync("dcda");

        // Everyone's slope is one: p = (3 + 0 + 0)/3, and each faces the two others, r = 1/2.
        Assert.IsType<Accepted>(await session.Events.ReadAsync());
        Assert.Equal(bid.OrderId, Assert.IsType<Replaced>(await session.Events.ReadAsync()).Id);
        var allocated = Assert.IsType<Allocated>(await session.Events.ReadAsync());
        Assert.Equal((bid.OrderId, 2m, -1m), (allocated.Id, allocated.Quantity, allocated.Cash));
        Assert.True(await surplus.MoveNextAsync());
        var settled = Assert.IsType<Settled>(surplus.Current);
        Assert.Equal(("dcda", -1.5m), (settled.Market, settled.Cash));
        await stop.CancelAsync();
        Assert.False(await surplus.MoveNextAsync());
        Assert.Equal(1, Assert.IsType<Cleared>(await NextAsync()).Price);
        var sums = new List<(string, decimal)>();
        for (var i = 0; i < 3; i++)
        {
            sums.Add(Assert.IsType<GroupSum>(await NextAsync()) is var sum ? (sum.Group, sum.Quantity) : default);
        }
        Assert.Equal([("north", 2), ("south", -1), ("coast", -1)], sums);
        Assert.True((await session.CancelAsync("dcda", bid.OrderId)).IsAccepted);
        await updates.DisposeAsync();

        async Task<Event> NextAsync()
        {
            Assert.True(await updates.MoveNextAsync());
            return Assert.IsType<MarketEvent>(updates.Current).Event;
        }
    }

    [Fact]
    public async Task ConditionalAuction_OfAMarket_IsWhatItStates()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineConditionalAsync("fixed", new() { Sigma = "1.25" });
        await exchange.DefineConditionalAsync("one", new() { SigmaModel = new() { Fundamental = Signals } });
        await exchange.DefineConditionalAsync("two", new() { SigmaModel = new() { Group = Signals, Traders = "8" } });
        await exchange.DefineConditionalAsync("bounds", new()
        {
            SigmaModel = new() { Bounds = new() { OwnEffect = "1.1", PairwiseEffect = "0.1", Steepest = "2" } },
        });
        var markets = (await exchange.Operator.Markets.ListAsync()).ToDictionary(market => market.Id, market => market.ConditionalAuction);

        Assert.Null(markets["lit"]);
        AssertIs(markets["fixed"], traders: null, model: null, (2, 1.25m), (1000, 1.25m));
        AssertIs(markets["one"], traders: null, new(1, 0.5m, 2), (2, null), (5, 1.2m), (14, 3 / 11.5m));
        AssertIs(markets["two"], traders: 8, new(1, 0.5m, 2), (2, 0.5m), (5, 0.5m));
        AssertIs(markets["bounds"], traders: null, model: null, (2, null), (3, 2 * 1.3m / 0.7m), (5, 2 * 1.5m / (3.3m - 0.8m)));

        static void AssertIs(ConditionalAuction? auction, int? traders, SignalModel? model, params (int Bids, decimal? Sigma)[] sigmas)
        {
            Assert.Equal((traders, model, true), (auction!.Traders, auction.Model, auction.ShowsGroupSums));
            Assert.All(sigmas, row => Assert.Equal(row.Sigma ?? -1, auction.SigmaFor(row.Bids) ?? -1, 17));
        }
    }

    [Fact]
    public void ConditionalBid_SameCoefficients_IsEqual()
    {
        var one = new ConditionalBid(1, 2) { Groups = [new("g", 3), new("a", 4, IsAccount: true)], MaxQuantity = 5 };
        ConditionalBid[] same = [new(1.0m, 2) { Groups = [new("g", 3), new("a", 4, IsAccount: true)], MaxQuantity = 5 }];
        Assert.Equal(one, same[0]);
        Assert.Equal(one.GetHashCode(), same[0].GetHashCode());
        Assert.NotEqual(one, one with { MaxQuantity = null });
        Assert.NotEqual(one, one with { Groups = [new("g", 3), new("a", 4)] });
        Assert.Equal("a", one.ToMessage().Groups[1].Account);
    }
}
