using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

public sealed class SubmitTests
{
    [Fact]
    public async Task Submit_ThatTrades_ReturnsItsAnswerAndExactlyItsOwnEvents()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        await b.SubmitAsync(Say.Sell(0, 1, "3", "10"));

        var response = await a.SubmitAsync(Say.Buy(0, 5, "4", "10.5"));

        Assert.Equal("", response.Answer.Reason);
        Assert.Equal(["accepted 5", "filled 5 Buy 3@10 Taker"], Say.Texts(response.Events));
        Assert.All(response.Events, told => Assert.Equal("A", told.To));
    }

    [Fact]
    public async Task Submit_ManyAtOnce_EachReturnsItsOwn()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");

        var responses = await Task.WhenAll(
            Enumerable.Range(1, 300).Select(n => trader.SubmitAsync(Say.Buy(0, (ulong)n, "1", "1"))));

        Assert.Equal(Enumerable.Range(1, 300).Select(n => $"accepted {n}"), responses.Select(r => Say.Text(Assert.Single(r.Events))));
    }

    [Fact]
    public async Task Submit_RepeatedNumber_AnswersTheSameAndActsOnce()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");

        var first = await trader.SubmitAsync(Say.Buy(9, 1, "5", "10"), session: 3);
        var again = await trader.SubmitAsync(Say.Buy(9, 1, "5", "10"), session: 3);
        var older = await trader.SubmitAsync(Say.Buy(8, 1, "5", "10"), session: 3);

        Assert.Equal(first.Answer, again.Answer);
        Assert.Empty(again.Events);
        Assert.Equal("TOO_OLD", older.Answer.Reason);
        Assert.Equal("5@10 | ", Say.Text(await trader.DepthAsync("lit")));
    }

    [Fact]
    public async Task Submit_Rejected_ReturnsReasonAndEvent()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");

        var response = await trader.SubmitAsync(Say.Cancel(0, 77));

        Assert.Equal("UNKNOWN_ORDER", response.Answer.Reason);
        Assert.Equal(["rejected 77 UNKNOWN_ORDER"], Say.Texts(response.Events));
    }

    [Fact]
    public async Task Submit_NoInstruction_IsMalformed()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");

        var response = await trader.Trading.SubmitAsync(new(), trader.Options);

        Assert.Equal("MALFORMED", response.Answer.Reason);
    }

    [Fact]
    public async Task Submit_ByTheOperator_ActsForTheAccountItNames()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");

        var response = await gateway.Operator.Trading.SubmitAsync(
            new() { Account = "A", Instruction = Say.Buy(0, 1, "1", "1") }, gateway.Operator.Options);
        var own = await Assert.ThrowsAsync<RpcException>(async () => await gateway.Operator.Trading.SubmitAsync(
            new() { Account = "operator", Instruction = Say.Buy(0, 1, "1", "1") }, gateway.Operator.Options));

        Assert.Equal("A", Assert.Single(response.Events).To);
        Assert.Equal(StatusCode.PermissionDenied, own.StatusCode);
        Assert.Equal([""], [(await trader.SubmitAsync(Say.Cancel(0, 1))).Answer.Reason]);
    }

    [Fact]
    public async Task Events_WhileOthersAct_BringsEveryEventOfTheAccountInOrder()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        await a.SubmitAsync(Say.Buy(0, 1, "5", "10"));
        using var events = a.Trading.Events(new(), a.Options);
        await events.ResponseHeadersAsync;

        await b.SubmitAsync(Say.Sell(0, 1, "2", "10"));
        await a.SubmitAsync(Say.Cancel(0, 1));

        var heard = new List<Event>();
        ulong next = 2;
        while (heard.Count < 2)
        {
            Assert.True(await events.ResponseStream.MoveNext());
            Assert.Equal(next, events.ResponseStream.Current.FirstSequence);
            next += (ulong)events.ResponseStream.Current.Events.Count;
            heard.AddRange(events.ResponseStream.Current.Events);
        }
        Assert.Equal(["filled 1 Buy 2@10 Maker", "cancelled 1 3 USER"], Say.Texts(heard));
    }
}
