using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>The bot of the library's README, as it stands there, but for where it ends.</summary>
public sealed class TenLineBotTests
{
    [Fact]
    public async Task TenLineBot_AnOrderHitsItsQuote_QuotesAgain()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("bot");
        using var other = await exchange.AddTraderAsync("other");

        await using var session = await client.OpenSessionAsync();
        await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 99));
        await session.SubmitAsync("lit", new LimitOrder(Side.Sell, 1, 101));
        var (hit, _) = await other.SubmitAsync(new SubmitBid("lit", new MarketOrder(Side.Sell, 1)) { Id = 1 });
        Assert.True(hit.IsAccepted);
        await foreach (var filled in session.Events.ReadAllAsync().OfType<Filled>())
        {
            await session.SubmitAsync("lit", new LimitOrder(filled.Side, filled.Quantity, filled.Side == Side.Buy ? 99 : 101));
            break;
        }

        var (bids, asks) = await client.MarketData.GetDepthAsync("lit");
        Assert.Equal([new(99, 1)], bids);
        Assert.Equal([new(101, 1)], asks);
    }
}
