using Exchange.V1;
using Google.Protobuf;

namespace Exchange.Gateway.Tests;

/// <summary>
/// Conditional auctions over the wire, mostly with the worked example of the fundamental value model: α = 1, β = ½, μ = 2,
/// five agents with the signals 3, 1, −2, 4 and 0, σ = 6/5. Then p = 9/5, q = (5/16)(s − 6/5) and t = p·q.
/// </summary>
public sealed class ConditionalAuctionTests
{
    private const string Rule = """{"conditionalAuction":{"sigma":"1.2"}}""";

    private const string Slope = "4.8";

    private static readonly string[] Names = ["A", "B", "C", "D", "E"];

    private static readonly string[] Intercepts = ["4.5", "1.5", "-3", "6", "0"];

    private static readonly (string Quantity, string Cash)[] Shares =
        [("0.5625", "-1.0125"), ("-0.0625", "0.1125"), ("-1", "1.8"), ("0.875", "-1.575"), ("-0.375", "0.675")];

    [Fact]
    public async Task Clear_WorkedExample_EveryoneIsToldItsShareThePublicThePriceAndTheOperatorTheSurplus()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("dcda", Rule, lot: "0.0001");
        using var data = gateway.Operator.Subscribe("dcda");
        await data.ReadUntilAsync(() => data.HasSnapshot("dcda"));
        using var surplus = await SurplusAsync(gateway);
        var traders = new List<TestCaller>();
        var sessions = new List<TestSession>();
        for (var i = 0; i < Names.Length; i++)
        {
            traders.Add(await gateway.DefineTraderAsync(Names[i]));
            sessions.Add(await traders[i].OpenAsync());
            Assert.Equal([""], await sessions[i].ActAsync(Say.Conditional(1, 7, Intercepts[i], Slope, "dcda")));
        }

        await gateway.ClearAsync("dcda");
        await data.ReadUntilAsync(() => data.Events.Count == 1);

        for (var i = 0; i < Names.Length; i++)
        {
            var session = sessions[i];
            await session.ReadUntilAsync(() => session.Events.Count == 2);
            Assert.Equal(["accepted 7", $"allocated 7 {Shares[i].Quantity} {Shares[i].Cash} 0"], Say.Texts(session.Events));
            var balances = await traders[i].BalancesAsync();
            Assert.Equal(1_000_000 + decimal.Parse(Shares[i].Cash), decimal.Parse(balances.Cash));
            Assert.Equal(1_000 + decimal.Parse(Shares[i].Quantity), decimal.Parse(balances.Units["XYZ"]));
            session.Dispose();
        }
        Assert.Equal(["cleared 1.4375@1.8 0 "], Say.Texts(data.Events));
        Assert.True(await surplus.ResponseStream.MoveNext(default));
        Assert.Equal(["settled 0"], Say.Texts(surplus.ResponseStream.Current.Events));
    }

    [Fact]
    public async Task Clear_WithoutTax_RunsADeficitThatLiveMarketsDoNotAllowByDefault()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("safe", """{"conditionalAuction":{"sigma":"0"}}""", lot: "0.0001");
        await gateway.DefineSessionAsync("vcg", """{"conditionalAuction":{"sigma":"0","maxDeficit":"2.1375"}}""", lot: "0.0001");
        using var data = gateway.Operator.Subscribe();
        await data.ReadUntilAsync(() => data.HasSnapshot("safe") && data.HasSnapshot("vcg"));
        using var surplus = await SurplusAsync(gateway);
        for (var i = 0; i < Names.Length; i++)
        {
            var trader = await gateway.DefineTraderAsync(Names[i]);
            await trader.SubmitAsync(Say.Conditional(0, 1, Intercepts[i], "3", "safe"));
            await trader.SubmitAsync(Say.Conditional(0, 1, Intercepts[i], "3", "vcg"));
        }

        await gateway.ClearAsync("safe");
        await gateway.ClearAsync("vcg");
        await data.ReadUntilAsync(() => data.Events.Count == 2);

        Assert.Equal(["cleared 0@ 0 DEFICIT", "cleared 2.3@1.8 0 "], Say.Texts(data.Events));
        Assert.True(await surplus.ResponseStream.MoveNext(default));
        Assert.Equal(["settled -2.1375"], Say.Texts(surplus.ResponseStream.Current.Events));
        Assert.Equal("-2.1375", (await gateway.Operator.BalancesAsync("operator")).Cash);
    }

    [Fact]
    public async Task Submit_ConditionOnAGroup_IsTakenOnceSomebodyIsInIt()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("dcda", Rule);
        var a = await gateway.DefineTraderAsync("A", groups: "north");
        var bid = Say.Conditional(0, 1, "1", "1", "dcda", "south:1");

        Assert.Equal("UNKNOWN_GROUP", (await a.SubmitAsync(bid)).Answer.Reason);
        Assert.Equal("UNKNOWN_ACCOUNT", (await a.SubmitAsync(Say.Conditional(0, 1, "1", "1", "dcda", "@B:1"))).Answer.Reason);
        await gateway.DefineTraderAsync("B", groups: ["south", "north"]);

        Assert.Equal("", (await a.SubmitAsync(bid)).Answer.Reason);
        Assert.Equal("", (await a.SubmitAsync(Say.ReplaceConditional(0, 1, "1", "1", "dcda", "@B:1 north:2"))).Answer.Reason);
    }

    [Fact]
    public async Task Restart_StandingBidsAndGroups_AreThereAgain()
    {
        const string Groups = """{"conditionalAuction":{"sigmaModel":{"group":{"alpha":"1","beta":"0.5","mu":"2"},"traders":"4"}},"disclosure":{"groupSums":true}}""";
        const string GroupSlope = "4.375";
        using var directory = new TemporaryDirectory();
        TestCaller d;
        await using (var gateway = await TestGateway.StartAsync(directory.Path))
        {
            await gateway.DefineSessionAsync("dcda", Groups, lot: "0.000001");
            var a = await gateway.DefineTraderAsync("A", groups: "north");
            var b = await gateway.DefineTraderAsync("B", groups: "north");
            var c = await gateway.DefineTraderAsync("C", groups: "south");
            d = await gateway.DefineTraderAsync("D", groups: "south");
            await a.SubmitAsync(Say.Conditional(0, 1, "4.5", GroupSlope, "dcda", "north:0.875", standing: true));
            await b.SubmitAsync(Say.Conditional(0, 1, "9", "9", "dcda", standing: true));
            await b.SubmitAsync(Say.ReplaceConditional(0, 1, "1.5", GroupSlope, "dcda", "north:0.875"));
            await c.SubmitAsync(Say.Conditional(0, 1, "-3", GroupSlope, "dcda", "south:0.875"));
        }

        await using var again = await TestGateway.StartAsync(directory.Path);
        using var data = again.Operator.Subscribe("dcda");
        await data.ReadUntilAsync(() => data.HasSnapshot("dcda"));
        using var session = await again.Returning(d).OpenAsync();
        Assert.Equal([""], await session.ActAsync(Say.Conditional(1, 1, "6", GroupSlope, "dcda", "south:0.875")));
        await again.ClearAsync("dcda");
        await again.ClearAsync("dcda");
        await session.ReadUntilAsync(() => session.Events.Count == 2);
        await data.ReadUntilAsync(() => data.Events.Count == 4);

        // Example 5 with the signals 3, 1 and −2, 4: p = 9/4, q = 1/2, −1/14, −15/14 and 9/14, t = p·q. Then two are left.
        Assert.Equal(["accepted 1", "allocated 1 0.642857 -1.446428571429 0.000000321429"], Say.Texts(session.Events));
        Assert.Equal(
            ["cleared 1.142857@2.25 0 ", "groupSum north 0.428572", "groupSum south -0.428572", "cleared 0@ 0 DEFICIT"],
            Say.Texts(data.Events));
    }

    [Fact]
    public async Task List_ConditionalAuctions_PrintsBackWhatWasDefined()
    {
        await using var gateway = await TestGateway.StartAsync();
        var trader = await gateway.DefineTraderAsync("A");
        string[] rules =
        [
            """{"sigma":"1.2","maxDeficit":"0"}""",
            """{"sigma":"0","collar":{"low":"-10","high":"12.5"},"maxQuantity":"40","maxDeficit":"2.5"}""",
            """{"sigmaModel":{"fundamental":{"alpha":"1","beta":"0.5","mu":"2"},"traders":"5"},"maxDeficit":"0"}""",
            """{"sigmaModel":{"group":{"alpha":"1","beta":"0","mu":"0.001"}},"maxDeficit":"0"}""",
            """{"sigmaModel":{"bounds":{"ownEffect":"1.1","pairwiseEffect":"0.1","steepest":"2"},"traders":"1000"},"maxDeficit":"0"}""",
        ];
        for (var i = 0; i < rules.Length; i++)
        {
            var limits = i % 2 == 0 ? "true" : "false";
            await gateway.DefineSessionAsync(
                $"m{i}", $$$"""{"conditionalAuction":{{{rules[i]}}},"limits":{{{limits}}},"disclosure":{"groupSums":{{{limits}}}}}""");
        }

        var listed = (await trader.Markets.ListAsync(new(), trader.Options)).Markets.Select(market => market.Definition).ToArray();

        Assert.Equal(rules.Select(JsonParser.Default.Parse<ConditionalAuction>), listed.Select(market => market.ConditionalAuction));
        Assert.All(listed, market => Assert.Null(market.Collar));
        Assert.Equal([true, false, true, false, true], listed.Select(market => market.Limits));
        Assert.Equal([true, false, true, false, true], listed.Select(market => market.Disclosure.GroupSums));
    }

    /// <summary>What the operator is told from now on.</summary>
    private static async Task<Grpc.Core.AsyncServerStreamingCall<EventsResponse>> SurplusAsync(TestGateway gateway)
    {
        var call = gateway.Operator.Trading.Events(new() { Account = "operator" }, gateway.Operator.Options);
        await call.ResponseHeadersAsync;
        return call;
    }
}
