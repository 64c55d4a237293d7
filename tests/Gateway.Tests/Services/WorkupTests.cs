using Exchange.V1;

namespace Exchange.Gateway.Tests;

/// <summary>Workups and matching sessions over the wire: quantities at the last price of a lit market.</summary>
public sealed class WorkupTests
{
    [Theory]
    [InlineData("TIME", "-50 -10 0")]
    [InlineData("PRO_RATA", "-23 -28 -9")]
    public async Task Clear_AfterATradeInTheLitMarket_IsAtItsPriceWhateverComesNext(string rationing, string sold)
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineAsync("lit");
        await gateway.DefineSessionAsync(
            "workup", $$$"""{"workup":{"rationing":"{{{rationing}}}"},"reference":"lit","trigger":{"afterTrade":{"market":"lit"},"open":"2"}}""");
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe("workup");
        await data.ReadUntilAsync(() => data.HasSnapshot("workup"));
        using var buying = await a.OpenAsync();
        using var selling = await b.OpenAsync();

        // A standing order is there when the trade comes; the rest are brought while the session is open.
        var standing = Say.Market(1, Side.Buy, 10, "40", "workup");
        standing.Submit.Standing = true;
        Assert.Equal(["", ""], await buying.ActAsync(standing, Say.Buy(2, 1, "1", "10.05")));
        Assert.Equal([""], await selling.ActAsync(Say.Sell(1, 1, "1", "10.05")));
        await data.ReadUntilAsync(() => data.Events.Count == 1);
        clock.Advance(1_000);
        Assert.Equal(["", "", ""], await selling.ActAsync(
            Say.Market(2, Side.Sell, 10, "50", "workup"), Say.Market(3, Side.Sell, 11, "60", "workup"), Say.Market(4, Side.Sell, 12, "20", "workup")));
        Assert.Equal(["", ""], await buying.ActAsync(Say.Market(3, Side.Buy, 11, "20", "workup"), Say.Buy(4, 2, "1", "11")));
        Assert.Equal([""], await selling.ActAsync(Say.Sell(5, 2, "1", "11")));
        clock.Advance(1_000);
        await data.ReadUntilAsync(() => data.Events.Count == 2);

        Assert.Equal(["opened workup@10.05 until 12", "cleared 60@10.05 -70 "], Say.Texts(data.Events));
        await selling.ReadUntilAsync(() => selling.Events.Count(told => told.Allocated is not null) == 3);
        await buying.ReadUntilAsync(() => buying.Events.Count(told => told.Allocated is not null) == 2);
        Assert.Equal(sold, string.Join(' ', AllocatedTo(selling).Select(share => share.Quantity)));
        Assert.Equal(["40", "20"], AllocatedTo(buying).Select(share => share.Quantity));
        Assert.All(AllocatedTo(selling).Concat(AllocatedTo(buying)), share =>
            Assert.Equal((-10.05m * decimal.Parse(share.Quantity), "0"), (decimal.Parse(share.Cash), share.Charge)));
    }

    [Fact]
    public async Task Clear_WithoutAPrice_SaysSoAndKeepsTheOrders()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        await gateway.DefineSessionAsync("match", """{"workup":{"rationing":"PRO_RATA"},"reference":"lit"}""");
        var trader = await gateway.DefineTraderAsync("A");
        using var data = trader.Subscribe("match");
        await data.ReadUntilAsync(() => data.HasSnapshot("match"));
        await trader.SubmitAsync(Say.Market(0, Side.Buy, 1, "5", "match"));
        await trader.SubmitAsync(Say.Market(0, Side.Sell, 2, "3", "match"));

        await gateway.ClearAsync("match");
        await trader.SubmitAsync(Say.Buy(0, 1, "1", "7"));
        await trader.SubmitAsync(Say.Sell(0, 2, "1", "7"));
        await gateway.ClearAsync("match");
        await data.ReadUntilAsync(() => data.Events.Count == 2);

        Assert.Equal(["cleared 0@ 0 NO_REFERENCE", "cleared 3@7 2 "], Say.Texts(data.Events));
    }

    private static IEnumerable<Allocated> AllocatedTo(TestSession session) =>
        session.Events.Where(told => told.Allocated is not null).Select(told => told.Allocated);
}
