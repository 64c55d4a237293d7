using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

public sealed class MarketsServiceTests
{
    [Fact]
    public async Task List_AfterDefinitions_ShowsThemInOrderWithTheirDefaults()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        await gateway.DefineAsync("dark", new() { Depth = DepthDisclosure.None, PrintDelay = "0.25" }, tick: "0.005", lot: "10");

        var markets = (await gateway.Operator.Markets.ListAsync(new(), gateway.Operator.Options)).Markets;

        Assert.Equal(["lit", "dark"], markets.Select(market => market.Definition.Id));
        Assert.All(markets, market => Assert.Equal(MarketPhase.Open, market.Phase));
        Assert.Equal("0", markets[0].Definition.Disclosure.PrintDelay);
        var dark = markets[1].Definition;
        Assert.Equal(("XYZ", "0.005", "10"), (dark.Instrument, dark.TickSize, dark.LotSize));
        Assert.Equal((DepthDisclosure.None, "0.25"), (dark.Disclosure.Depth, dark.Disclosure.PrintDelay));
    }

    [Fact]
    public async Task Define_NameInUse_AlreadyExists()
    {
        await using var gateway = await TestGateway.StartLitAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(() => gateway.DefineAsync("lit"));

        Assert.Equal(StatusCode.AlreadyExists, failure.StatusCode);
        Assert.StartsWith("DUPLICATE_ID", failure.Status.Detail);
    }

    public static TheoryData<string, string, string> BadDefinitions => new()
    {
        { """{}""", "InvalidArgument", "MALFORMED" },
        { """{"market":{"id":"a b","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{}}}""", "InvalidArgument", "MALFORMED" },
        { """{"market":{"id":"m","instrument":"","tickSize":"1","lotSize":"1","continuousBook":{}}}""", "InvalidArgument", "MALFORMED" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"1","lotSize":"1"}}""", "InvalidArgument", "MALFORMED" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"0","lotSize":"1","continuousBook":{}}}""", "InvalidArgument", "OUT_OF_RANGE" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"-1","lotSize":"1","continuousBook":{}}}""", "InvalidArgument", "OUT_OF_RANGE" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"x","lotSize":"1","continuousBook":{}}}""", "InvalidArgument", "MALFORMED" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"1","lotSize":"0.0000001","continuousBook":{}}}""", "InvalidArgument", "OFF_GRID" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{},"disclosure":{"depth":"LEVELS"}}}""", "InvalidArgument", "OUT_OF_RANGE" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{},"disclosure":{"printDelay":"-1"}}}""", "InvalidArgument", "OUT_OF_RANGE" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{},"trigger":{"every":"1"}}}""", "InvalidArgument", "MALFORMED" },
        { """{"market":{"id":"m","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{},"charges":{"makerFee":"1e5"}}}""", "InvalidArgument", "MALFORMED" },
    };

    [Theory]
    [MemberData(nameof(BadDefinitions))]
    public async Task Define_BadDefinition_IsRefusedWithItsReason(string json, string status, string reason)
    {
        await using var gateway = await TestGateway.StartAsync();
        var request = DefineMarketRequest.Parser.ParseJson(json);

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await gateway.Operator.Markets.DefineAsync(request, gateway.Operator.Options));

        Assert.Equal(status, failure.StatusCode.ToString());
        Assert.StartsWith(reason + ": ", failure.Status.Detail);
        Assert.Empty((await gateway.Operator.Markets.ListAsync(new(), gateway.Operator.Options)).Markets);
    }

    [Fact]
    public async Task SetPhase_HaltedOpenClosed_RefusesAndCancelsAsThePhaseSays()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        Assert.Equal([""], await session.ActAsync(Say.Buy(1, 1, "5", "10")));

        await SetAsync(MarketPhase.Halted);
        Assert.Equal(["WRONG_PHASE"], await session.ActAsync(Say.Buy(2, 2, "5", "10")));
        Assert.Equal("5@10 | ", Say.Text(await trader.DepthAsync("lit")));

        await SetAsync(MarketPhase.Open);
        Assert.Equal([""], await session.ActAsync(Say.Buy(3, 3, "5", "9")));

        await SetAsync(MarketPhase.Closed);
        await session.ReadUntilAsync(() => session.Events.Count == 5);
        Assert.Equal(
            ["accepted 1", "rejected 2 WRONG_PHASE", "accepted 3", "cancelled 1 5 PHASE", "cancelled 3 5 PHASE"],
            Say.Texts(session.Events));
        var listed = await trader.Markets.ListAsync(new(), trader.Options);
        Assert.Equal(MarketPhase.Closed, Assert.Single(listed.Markets).Phase);

        async Task SetAsync(MarketPhase phase) =>
            await gateway.Operator.Markets.SetPhaseAsync(new() { Market = "lit", To = phase }, gateway.Operator.Options);
    }

    [Theory]
    [InlineData("none", MarketPhase.Halted, StatusCode.NotFound)]
    [InlineData("lit", MarketPhase.Unspecified, StatusCode.InvalidArgument)]
    [InlineData("lit", (MarketPhase)99, StatusCode.InvalidArgument)]
    public async Task SetPhase_Bad_IsRefused(string market, MarketPhase phase, StatusCode expected)
    {
        await using var gateway = await TestGateway.StartLitAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await gateway.Operator.Markets.SetPhaseAsync(new() { Market = market, To = phase }, gateway.Operator.Options));

        Assert.Equal(expected, failure.StatusCode);
    }
}
