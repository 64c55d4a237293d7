using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

public sealed class SessionTests
{
    [Fact]
    public async Task Open_NewSession_SaysWhoAndHowFar()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");

        using var session = await trader.OpenAsync(session: 42);

        Assert.Equal(("A", 42UL, 0UL), (session.Opened.Account, session.Opened.Session, session.Opened.LastNumber));
        Assert.True(decimal.Parse(session.Opened.At) > 0);
        await session.EndAsync();
    }

    [Fact]
    public async Task Instructions_SeveralAMessage_AreAnsweredInOrderWithTheirEvents()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var (maker, taker) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var session = await maker.OpenAsync();

        await session.ActAsync(
            Say.Sell(1, 11, "5", "10.01"),
            Say.Sell(2, 12, "5", "10.02"),
            Say.Replace(3, 11, quantity: "3"),
            Say.Cancel(4, 12),
            Say.Cancel(5, 99),
            Say.Buy(6, 13, "1", "9"));
        await taker.SubmitAsync(Say.Buy(0, 1, "4", "10.01", timeInForce: TimeInForce.Ioc));
        await session.ActAsync(Say.CancelAll(7));
        await session.EndAsync();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], session.Answers.Select(answer => (int)answer.Number));
        Assert.Equal(["", "", "", "", "UNKNOWN_ORDER", "", ""], session.Answers.Select(answer => answer.Reason));
        Assert.NotEmpty(session.Answers[4].Detail);
        Assert.Equal(
            [
                "accepted 11", "accepted 12", "replaced 11 3@10.01", "cancelled 12 5 USER", "rejected 99 UNKNOWN_ORDER",
                "accepted 13", "filled 11 Sell 3@10.01 Maker", "cancelled 13 1 USER",
            ],
            Say.Texts(session.Events));
        Assert.Equal(1UL, session.FirstSequence);
        for (var i = 0; i < 6; i++)
        {
            Assert.True(session.EventsByAnswer[i] > i, "an answer came before its event");
        }
    }

    [Fact]
    public async Task Open_WithInstructions_CarriesThemOut()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = new TestSession(trader.Trading.Session(trader.Options));

        await session.OpenAsync("", 1, Say.Buy(1, 1, "5", "10"));
        await session.ReadUntilAsync(() => session.Answers.Count == 1);

        Assert.Equal(["accepted 1"], Say.Texts(session.Events));
    }

    [Fact]
    public async Task Refusals_OfTheGateway_TakeTheirPlaceAmongTheAnswers()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        var instructions = Enumerable.Range(1, 900)
            .Select(n => n % 3 == 0 ? Say.Buy((ulong)n, (ulong)n, "1", "0.001") : Say.Buy((ulong)n, (ulong)n, "1", "1"))
            .ToArray();

        await session.ActAsync(instructions);

        Assert.Equal(Enumerable.Range(1, 900), session.Answers.Select(answer => (int)answer.Number));
        Assert.All(session.Answers, answer => Assert.Equal(answer.Number % 3 == 0 ? "OFF_GRID" : "", answer.Reason));
        await session.EndAsync();
    }

    [Fact]
    public async Task Numbers_Repeated_AnswerTheSameAndActOnce()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();

        var first = await session.ActAsync(Say.Buy(1, 1, "5", "10"), Say.Buy(2, 1, "5", "10"), Say.Cancel(3, 8));
        var again = await session.ActAsync(Say.Buy(1, 1, "5", "10"), Say.Buy(2, 7, "1", "1"), Say.Cancel(3, 1));

        Assert.Equal(["", "DUPLICATE_ID", "UNKNOWN_ORDER"], first);
        Assert.Equal(first, again);
        Assert.Equal(["accepted 1", "rejected 1 DUPLICATE_ID", "rejected 8 UNKNOWN_ORDER"], Say.Texts(session.Events));
        Assert.Equal("5@10 | ", Say.Text(await trader.DepthAsync("lit")));
    }

    [Fact]
    public async Task Numbers_SkippedOrOlderThanWhatIsKept_AreTooOld()
    {
        const int Kept = 65_536;
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        Assert.Equal(["", "TOO_OLD"], await session.ActAsync(Say.CancelAll(5), Say.CancelAll(4)));

        for (var sent = 0; sent < Kept; sent += 512)
        {
            var first = 6 + sent;
            await session.ActAsync([.. Enumerable.Range(first, 512).Select(n => Say.CancelAll((ulong)n))]);
        }

        Assert.Equal(["", "TOO_OLD"], await session.ActAsync(Say.CancelAll(6), Say.CancelAll(5)));
        Assert.DoesNotContain(session.Answers.Skip(2).SkipLast(1), answer => answer.Reason.Length > 0);
    }

    [Fact]
    public async Task HalfClose_WithInstructionsUnderWay_EndsAfterAllAnswers()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();

        for (var message = 0; message < 20; message++)
        {
            var first = (message * 100) + 1;
            await session.SendAsync(
                [.. Enumerable.Range(first, 100).Select(n => Say.Buy((ulong)n, (ulong)n, "1", n % 10 == 0 ? "x" : "1"))]);
        }
        await session.EndAsync();

        Assert.Equal(Enumerable.Range(1, 2000), session.Answers.Select(answer => (int)answer.Number));
        Assert.Equal(1800, session.Events.Count);
    }

    [Fact]
    public async Task Open_SameClientSessionAgain_AbortsTheFirstAndTellsWhereItStands()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var first = await trader.OpenAsync(session: 7);
        await first.ActAsync(Say.Buy(10, 1, "5", "10"));

        using var second = await trader.OpenAsync(session: 7);

        Assert.Equal(StatusCode.Aborted, (await first.ReadToFailureAsync()).StatusCode);
        Assert.Equal(10UL, second.Opened.LastNumber);
        Assert.Equal(["", ""], await second.ActAsync(Say.Buy(10, 1, "5", "10"), Say.Buy(11, 2, "1", "9")));
        Assert.Equal("5@10 1@9 | ", Say.Text(await trader.DepthAsync("lit")));
        await second.EndAsync();
    }

    [Fact]
    public async Task Open_OtherSessionsOfTheAccount_HearTheEventsAndOnlyTheirAnswers()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var one = await trader.OpenAsync(session: 1);
        using var other = await trader.OpenAsync(session: 2);

        await one.ActAsync(Say.Buy(1, 1, "5", "10"));
        await other.ActAsync(Say.Buy(1, 2, "5", "9"));
        await one.EndAsync();
        await other.EndAsync();

        Assert.Equal(["accepted 1", "accepted 2"], Say.Texts(other.Events));
        Assert.Single(one.Answers);
        Assert.Single(other.Answers);
    }

    [Fact]
    public async Task TwoBots_TradingWithEachOther_AgreeOnEveryFill()
    {
        const int Rounds = 300;
        await using var gateway = await TestGateway.StartLitAsync();
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        var before = await gateway.SumAsync();
        using var one = await a.OpenAsync();
        using var other = await b.OpenAsync();

        await Task.WhenAll(TradeAsync(one, Side.Buy), TradeAsync(other, Side.Sell));
        await Task.WhenAll(one.EndAsync(), other.EndAsync());

        var (bought, sold) = (Fills(one), Fills(other));
        Assert.Equal(bought, sold);
        Assert.Equal(Rounds * 2, bought.Sum(fill => fill.Quantity));
        Assert.Equal((1000 + (Rounds * 2)).ToString(), (await a.BalancesAsync()).Units["XYZ"]);
        Assert.Equal(
            1_000_000 - bought.Sum(fill => fill.Quantity * fill.Price), decimal.Parse((await a.BalancesAsync()).Cash));
        Assert.Equal(before, await gateway.SumAsync());
        Assert.Equal(" | ", Say.Text(await a.DepthAsync("lit")));

        static async Task TradeAsync(TestSession session, Side side)
        {
            for (ulong n = 1; n <= Rounds; n++)
            {
                await session.ActAsync(Say.Limit(n, side, n, "2", "10"));
            }
        }

        static (decimal Quantity, decimal Price)[] Fills(TestSession session) =>
        [
            .. session.Events.Where(told => told.Filled is not null)
                .Select(told => (decimal.Parse(told.Filled.Quantity), decimal.Parse(told.Filled.Price))),
        ];
    }
}
