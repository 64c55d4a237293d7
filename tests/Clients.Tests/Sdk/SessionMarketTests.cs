using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>Session markets through the library: sealed bids in, clearings on the operator's word, what everybody is told.</summary>
public sealed class SessionMarketTests
{
    [Fact]
    public async Task ReplaceScheduleAsync_StandingSchedule_ClearsAsTheNewOneAndStays()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata);
        using var client = await exchange.AddTraderAsync("A");
        using var other = await exchange.AddTraderAsync("B");
        await using var session = await client.OpenSessionAsync();
        await using var others = await other.OpenSessionAsync();

        var bid = await session.SubmitAsync("auction", new Schedule([new(9, 10), new(11, -10)]), standing: true);
        var sale = await others.SubmitAsync("auction", new LimitOrder(Side.Sell, 4, 8));
        Assert.True(sale.IsAccepted);
        var replaced = await session.ReplaceScheduleAsync("auction", bid.OrderId, new([new(9, 20), new(11, 0)]));
        Assert.True(replaced.IsAccepted);
        Assert.Equal(bid.OrderId, replaced.OrderId);
        await exchange.Operator.Markets.ClearAsync("auction");

        // At 10.60 the schedule wants the 4 that are sold.
        Assert.IsType<Accepted>(await session.Events.ReadAsync());
        var told = Assert.IsType<Replaced>(await session.Events.ReadAsync());
        Assert.Equal((bid.OrderId, 20m, null), (told.Id, told.Quantity, told.Price));
        var allocated = Assert.IsType<Allocated>(await session.Events.ReadAsync());
        Assert.Equal((bid.OrderId, 4m, 0m), (allocated.Id, allocated.Quantity, allocated.Charge));
        Assert.Equal("UNKNOWN_ORDER", (await others.CancelAsync("auction", sale.OrderId)).Reason);
        Assert.True((await session.CancelAsync("auction", bid.OrderId)).IsAccepted);
        Assert.Equal(16, Assert.IsType<Cancelled>(await session.Events.ReadAsync()).Quantity);
    }

    [Fact]
    public async Task SubmitAsync_EndowmentReports_AreAllocatedAndSpent()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "direct",
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "0.000001",
            DirectExchange = new() { Alpha = "0", PayoffMean = "10", Uniform = new() { Low = "-1", High = "1" } },
        });
        var quantities = new List<decimal>();
        foreach (var (account, endowment) in new[] { ("A", 0.5m), ("B", -0.25m), ("C", 0.2m) })
        {
            await exchange.Operator.Accounts.DefineAsync(account, capacity: 0.5m);
            var (answer, _) = await exchange.Operator.SubmitAsync(
                new SubmitBid("direct", new EndowmentReport(endowment)) { Id = 1 }, account);
            Assert.Equal("", answer.Reason);
        }

        await exchange.Operator.Markets.ClearAsync("direct");

        // α = 0: everyone ends with the average, 0.15.
        foreach (var account in new[] { "A", "B", "C" })
        {
            quantities.Add((await exchange.Operator.Accounts.GetBalancesAsync(account)).Held.Units.GetValueOrDefault("XYZ"));
        }
        Assert.Equal([-0.35m, 0.4m, -0.05m], quantities);
        var (again, _) = await exchange.Operator.SubmitAsync(new CancelOrder("direct", 1), "A");
        Assert.Equal("UNKNOWN_ORDER", again.Reason);
    }

    [Fact]
    public async Task SubscribeAsync_RandomRationing_TheDrawIsTheOneCommittedTo()
    {
        const int Sellers = 8;
        const int Bought = 3;
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("batch", V1.Rationing.Random);
        using var stop = new CancellationTokenSource();
        var updates = exchange.Operator.MarketData.SubscribeAsync(["batch"], stop.Token).GetAsyncEnumerator();
        await updates.MoveNextAsync();
        var snapshot = Assert.IsType<BookSnapshot>(updates.Current);
        Assert.Empty(snapshot.Bids);
        var commitment = snapshot.Commitment;
        for (var clearing = 1; clearing <= 3; clearing++)
        {
            // The buyer arrives as number 0, sellers as 1 to 8; all at one price, so that the draw alone decides.
            await SubmitAsync("buyer", new LimitOrder(Side.Buy, Bought, 10), clearing);
            for (var seller = 1; seller <= Sellers; seller++)
            {
                await SubmitAsync($"seller-{seller}", new LimitOrder(Side.Sell, 1, 10), clearing);
            }
            await exchange.Operator.Markets.ClearAsync("batch");

            var cleared = Assert.IsType<Cleared>(await NextAsync());
            Assert.Equal((10m, Bought, "", Bought - Sellers), (cleared.Price, cleared.Volume, cleared.Reason, cleared.Surplus));
            var revealed = Assert.IsType<SeedDisclosed>(await NextAsync());
            var draw = new RandomDraw(revealed.Revealed);
            Assert.True(draw.Keeps(commitment));
            await AssertServedAsync(draw.OrderOfService(1 + Sellers).Where(arrival => arrival > 0).Take(Bought), clearing);
            var next = Assert.IsType<SeedDisclosed>(await NextAsync()).Commitment;
            Assert.False(draw.Keeps(next));
            commitment = next;
        }
        await stop.CancelAsync();
        await updates.DisposeAsync();

        async Task<Event> NextAsync()
        {
            Assert.True(await updates.MoveNextAsync());
            return Assert.IsType<MarketEvent>(updates.Current).Event;
        }

        async Task SubmitAsync(string account, Bid bid, int clearing)
        {
            if (clearing == 1)
            {
                await exchange.Operator.Accounts.DefineAsync(account);
            }
            var (answer, _) = await exchange.Operator.SubmitAsync(new SubmitBid("batch", bid) { Id = (ulong)clearing }, account);
            Assert.True(answer.IsAccepted);
        }

        // Sellers begin every clearing with nothing.
        async Task AssertServedAsync(IEnumerable<int> expected, int clearing)
        {
            var served = new List<int>();
            for (var seller = 1; seller <= Sellers; seller++)
            {
                var units = (await exchange.Operator.Accounts.GetBalancesAsync($"seller-{seller}")).Held.Units.GetValueOrDefault("XYZ");
                if (units < 0)
                {
                    served.Add(seller);
                    await exchange.Operator.Accounts.TransferAsync($"seller-{seller}", 0, new Dictionary<string, decimal> { ["XYZ"] = -units });
                }
            }
            Assert.True(served.SequenceEqual(expected.Order()), $"clearing {clearing}: {string.Join(' ', served)}");
        }
    }

    [Fact]
    public async Task SubscribeAsync_ClearingNotYetTold_TheSnapshotKeepsItsCommitment()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("slow", V1.Rationing.Random, printDelay: "1000");
        var before = await CommitmentAsync();
        await exchange.Operator.Accounts.DefineAsync("A");
        await exchange.Operator.SubmitAsync(new SubmitBid("slow", new LimitOrder(Side.Buy, 1, 10)) { Id = 1 }, "A");
        await exchange.Operator.SubmitAsync(new SubmitBid("slow", new LimitOrder(Side.Sell, 1, 10)) { Id = 2 }, "A");

        await exchange.Operator.Markets.ClearAsync("slow");

        Assert.Equal(before, await CommitmentAsync());
        var (cancelled, _) = await exchange.Operator.SubmitAsync(new CancelOrder("slow", 1), "A");
        Assert.Equal("UNKNOWN_ORDER", cancelled.Reason);

        async Task<string> CommitmentAsync()
        {
            using var stop = new CancellationTokenSource();
            await foreach (var update in exchange.Operator.MarketData.SubscribeAsync(["slow"], stop.Token))
            {
                await stop.CancelAsync();
                return Assert.IsType<BookSnapshot>(update).Commitment;
            }
            throw new InvalidOperationException("There was no snapshot.");
        }
    }

    [Fact]
    public async Task ClearAsync_NoSuchMarketOrABook_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        var unknown = await Assert.ThrowsAsync<RpcException>(() => exchange.Operator.Markets.ClearAsync("nowhere"));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        await Assert.ThrowsAsync<RpcException>(() => exchange.Operator.Markets.ClearAsync("lit"));
    }

    [Fact]
    public void Schedule_SamePoints_IsEqual()
    {
        var one = new Schedule([new(9, 10), new(11, -10)]);
        Schedule[] same = [new([new(9.0m, 10), new(11, -10)])];
        Assert.Equal(one, same[0]);
        Assert.Equal(one.GetHashCode(), same[0].GetHashCode());
        Assert.NotEqual(one, one with { PerSecond = true });
        Assert.NotEqual(one, new Schedule([new(9, 10), new(11, -9)]));
    }
}
