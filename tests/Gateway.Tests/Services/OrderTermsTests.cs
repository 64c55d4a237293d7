using Exchange.V1;
using Google.Protobuf;

namespace Exchange.Gateway.Tests;

/// <summary>Orders with terms from the wire: in a session and by themselves.</summary>
public sealed class OrderTermsTests
{
    [Fact]
    public async Task Session_OrdersWithEveryTerm_DoWhatTheyAskFor()
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineAsync("lit");
        using var session = await (await gateway.DefineTraderAsync("A")).OpenAsync();

        Assert.All(
            await session.ActAsync(
                Limit(1, "SELL", "10", "9", """ "display":"4","timeInForce":"GTD","expires":"10.5" """),
                Limit(2, "BUY", "9", "8", """ "postOnly":true """),
                Limit(3, "BUY", "9", "9", """ "minimumQuantity":"9" """),
                Limit(4, "BUY", "1", "7", """ "stop":"9.01" """),
                Limit(5, "BUY", "2", "9", """ "minimumQuantity":"2" """)),
            Assert.Empty);
        clock.Advance(500);
        await session.ReadUntilAsync(() => session.Events.Exists(told => told.Cancelled is { Reason: "EXPIRED" }));

        Assert.DoesNotContain(session.Events, told => told.Triggered is not null);
        Assert.Equal(
            ["filled 1 Sell 4@9 Maker", "filled 3 Buy 4@9 Taker", "filled 1 Sell 4@9 Maker", "filled 3 Buy 4@9 Taker", "filled 1 Sell 1@9 Maker", "filled 3 Buy 1@9 Taker"],
            Say.Texts(session.Events.Where(told => told.Filled is not null)));
        Assert.Equal(
            ["cancelled 5 2 MINIMUM", "cancelled 1 1 EXPIRED"], Say.Texts(session.Events.Where(told => told.Cancelled is not null)));
    }

    [Fact]
    public async Task Submit_OrderWithTerms_IsTaken()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        var response = await trader.SubmitAsync(Limit(1, "SELL", "10", "9", """ "display":"4","postOnly":true """));
        Assert.Equal("", response.Answer.Reason);
        Assert.Equal(" | 4@9", Say.Text(await trader.DepthAsync("lit")));
        response = await trader.SubmitAsync(Limit(2, "BUY", "10", "9", """ "postOnly":true """));
        Assert.Equal("POST_ONLY", response.Answer.Reason);
    }

    private static Instruction Limit(ulong number, string side, string quantity, string price, string terms) =>
        JsonParser.Default.Parse<Instruction>(
            $$"""{"number":"{{number}}","submit":{"market":"lit","id":"{{number}}","limit":{"side":"{{side}}","quantity":"{{quantity}}","price":"{{price}}",{{terms}}"""
            + "}}}");
}
