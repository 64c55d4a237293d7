using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Sdk;

public sealed class TradingSessionTests
{
    [Fact]
    public async Task SubmitAsync_OrdersThatMeet_EventsStandBeforeTheAnswer()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var buyer = await exchange.AddTraderAsync("A");
        using var seller = await exchange.AddTraderAsync("B");
        await using var buying = await buyer.OpenSessionAsync();
        await using var selling = await seller.OpenSessionAsync();

        var bid = await buying.SubmitAsync("lit", new LimitOrder(Side.Buy, 3, 10.01m));
        var ask = await selling.SubmitAsync("lit", new LimitOrder(Side.Sell, 2, 10));

        Assert.True(bid.IsAccepted && ask.IsAccepted);
        Assert.Equal("B", selling.Account);
        Assert.Equal(
            [
                new Accepted(0, "lit", ask.OrderId),
                new Filled(0, "lit", ask.OrderId, Side.Sell, 2, 10.01m, 0, Liquidity.Taker),
            ],
            Read(selling));
        var cancelled = await buying.CancelAllAsync("lit");
        Assert.True(cancelled.IsAccepted);
        Assert.Equal(
            [
                new Accepted(0, "lit", bid.OrderId),
                new Filled(0, "lit", bid.OrderId, Side.Buy, 2, 10.01m, 1, Liquidity.Maker),
                new Cancelled(0, "lit", bid.OrderId, 1, "USER"),
            ],
            Read(buying));
        Assert.Equal(2, buying.Latency.Count);
        Assert.Equal(979.98m, (await buyer.Accounts.GetBalancesAsync()).Held.Cash);
    }

    [Fact]
    public async Task SubmitAsync_OffTheGrid_IsRefusedWithItsReason()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        var answer = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 0.001m));
        Assert.False(answer.IsAccepted);
        Assert.Equal("OFF_GRID", answer.Reason);
        Assert.NotEmpty(answer.Detail);
        Assert.Equal("UNKNOWN_MARKET", (await session.SubmitAsync("nowhere", new MarketOrder(Side.Buy, 1))).Reason);
        Assert.Equal("UNKNOWN_ORDER", (await session.CancelAsync("lit", 99)).Reason);
    }

    [Fact]
    public async Task SendAsync_Thousands_AreAllAnsweredInOrder()
    {
        const int Count = 20_000;
        var answers = new List<Answer>();
        var events = new List<Event>();
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        var session = await client.OpenSessionAsync(
            new SessionOptions { OnEvent = events.Add, OnAnswer = answers.Add, MaxUnanswered = 500 });
        for (var i = 0; i < Count; i++)
        {
            var id = await session.SendAsync(new SubmitBid("lit", new LimitOrder(Side.Buy, 1, 5)));
            await session.SendAsync(new CancelOrder("lit", id));
        }
        await session.CloseAsync();
        Assert.Equal(2 * Count, answers.Count(answer => answer.IsAccepted));
        Assert.Equal(Enumerable.Range(1, 2 * Count).Select(number => (ulong)number), answers.Select(answer => answer.Number));
        Assert.Equal(Count, events.OfType<Cancelled>().Count());
    }

    [Fact]
    public async Task OpenSessionAsync_SameSessionAgain_GoesOnWithNumbersAndFreshOrderIds()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        ulong first;
        await using (var session = await client.OpenSessionAsync())
        {
            first = (await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5))).OrderId;
        }
        await using var again = await client.OpenSessionAsync();
        var answer = await again.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5));
        Assert.True(answer.IsAccepted);
        Assert.Equal(2ul, answer.Number);
        Assert.True(answer.OrderId > first);
    }

    [Fact]
    public async Task OpenSessionAsync_TakenOver_EndsTheFirstWithAnException()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var first = await client.OpenSessionAsync();
        await using var second = await client.OpenSessionAsync();
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => first.Events.Completion);
        Assert.IsType<SessionException>(exception);
        await Assert.ThrowsAsync<SessionException>(() => first.CancelAllAsync());
        Assert.True((await second.CancelAllAsync()).IsAccepted);
    }

    [Fact]
    public async Task OpenSessionAsync_WrongToken_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = ExchangeClient.Connect(exchange.Url, "nobody was given this token");
        var exception = await Assert.ThrowsAsync<RpcException>(() => client.OpenSessionAsync());
        Assert.Equal(StatusCode.Unauthenticated, exception.StatusCode);
    }

    [Fact]
    public async Task ExecuteAsync_AfterClose_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync();
        await session.CloseAsync();
        await session.CloseAsync();
        Assert.True(session.Events.Completion.IsCompletedSuccessfully);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => session.CancelAllAsync());
    }

    [Fact]
    public async Task Events_SequenceMissing_EndsTheSession()
    {
        await using var exchange = await FakeExchange.StartAsync(async (_, responses) =>
        {
            await responses.WriteAsync(AcceptedAt(7));
            await responses.WriteAsync(AcceptedAt(9));
        });
        await using var session = await exchange.Client.OpenSessionAsync();
        var exception = await Assert.ThrowsAsync<SessionException>(() => session.CloseAsync());
        Assert.Contains("9 where 8", exception.Message, StringComparison.Ordinal);
        Assert.True(session.Events.TryRead(out _));
        Assert.False(session.Events.TryRead(out _));
    }

    [Fact]
    public async Task ExecuteAsync_ExchangeFails_ThrowsWithTheStatus()
    {
        await using var exchange = await FakeExchange.StartAsync(async (requests, _) =>
        {
            await requests.MoveNext();
            throw new RpcException(new Status(StatusCode.Unavailable, "going down"));
        });
        await using var session = await exchange.Client.OpenSessionAsync(new SessionOptions { ReconnectFor = TimeSpan.Zero });
        var exception = await Assert.ThrowsAsync<SessionException>(() => session.CancelAllAsync());
        Assert.Equal(StatusCode.Unavailable, Assert.IsType<RpcException>(exception.InnerException).StatusCode);
    }

    [Fact]
    public async Task SendAsync_NoRoomWhenTheExchangeFails_Throws()
    {
        await using var exchange = await FakeExchange.StartAsync(async (requests, _) =>
        {
            await requests.MoveNext();
            throw new RpcException(new Status(StatusCode.Unavailable, "going down"));
        });
        await using var session = await exchange.Client.OpenSessionAsync(new SessionOptions { MaxUnanswered = 1, ReconnectFor = TimeSpan.Zero });
        await session.SendAsync(new CancelAllOrders());
        await Assert.ThrowsAsync<SessionException>(() => session.SendAsync(new CancelAllOrders()).AsTask());
    }

    [Fact]
    public async Task SubmitAsync_WithoutSession_ReturnsAnswerAndEvents()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        var (answer, events) = await client.SubmitAsync(new SubmitBid("lit", new LimitOrder(Side.Buy, 1, 5)) { Id = 12 });
        Assert.True(answer.IsAccepted);
        Assert.Equal(12ul, Assert.IsType<Accepted>(Assert.Single(events)).Id);
    }

    private static V1.SessionResponse AcceptedAt(ulong sequence) => new()
    {
        FirstSequence = sequence,
        Events = { new V1.Event { At = "0", To = "A", Accepted = new() { Market = "m", Id = 1 } } },
    };

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
