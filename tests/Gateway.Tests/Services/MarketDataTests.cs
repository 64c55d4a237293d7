using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

public sealed class MarketDataTests
{
    [Fact]
    public async Task Subscribe_LateToAMarket_HasItsBookAndPhase()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        await trader.SubmitAsync(Say.Buy(0, 1, "5", "9.99"));
        await trader.SubmitAsync(Say.Buy(0, 2, "7", "9.99"));
        await trader.SubmitAsync(Say.Sell(0, 3, "1", "10"));
        await gateway.Operator.Markets.SetPhaseAsync(new() { Market = "lit", To = MarketPhase.Halted }, gateway.Operator.Options);

        using var data = trader.Subscribe("lit");
        await data.ReadUntilAsync(() => data.HasSnapshot("lit"));

        Assert.Equal("12@9.99 | 1@10", Say.Text(data.BookOf("lit")));
        Assert.Equal(MarketPhase.Halted, data.PhaseOf("lit"));
    }

    [Fact]
    public async Task Subscribe_Open_BringsLevelsPrintsAndPhases()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe();
        await data.ReadUntilAsync(() => data.HasSnapshot("lit"));

        await a.SubmitAsync(Say.Buy(0, 1, "5", "10"));
        await b.SubmitAsync(Say.Sell(0, 1, "2", "10"));
        await gateway.Operator.Markets.SetPhaseAsync(new() { Market = "lit", To = MarketPhase.Closed }, gateway.Operator.Options);
        await data.ReadUntilAsync(() => data.SequenceOf("lit") > 0 && Say.Text(data.BookOf("lit")) == " | " && data.Events.Count == 2);

        Assert.Equal(["print 2@10", "phase Closed"], Say.Texts(data.Events));
        Assert.All(data.Events, told => Assert.Equal("public", told.To));
    }

    [Theory]
    [InlineData(DepthDisclosure.Full, 0U)]
    [InlineData(DepthDisclosure.Levels, 3U)]
    [InlineData(DepthDisclosure.Top, 0U)]
    public async Task Subscribe_WhileTradingGoesOn_RebuildsExactlyTheBook(DepthDisclosure depth, uint levels)
    {
        const int Seed = 20261120;
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineAsync("lit", new() { Depth = depth, Levels = levels });
        var traders = new[] { await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B") };
        using var early = traders[0].Subscribe("lit");

        var trading = traders.Select((trader, i) => TradeAtRandomAsync(trader, Seed + i)).ToArray();
        await early.ReadUntilAsync(() => early.SequenceOf("lit") > 100);
        using var late = traders[1].Subscribe("lit");
        await late.ReadUntilAsync(() => late.HasSnapshot("lit"));
        await Task.WhenAll(trading);

        // A subscriber after the end sees in its snapshot where the others must arrive.
        using var last = traders[0].Subscribe("lit");
        await last.ReadUntilAsync(() => last.HasSnapshot("lit"));
        var end = last.SequenceOf("lit");
        await early.ReadUntilAsync(() => early.SequenceOf("lit") >= end);
        await late.ReadUntilAsync(() => late.SequenceOf("lit") >= end);
        var shown = Say.Text(await traders[0].DepthAsync("lit"));
        Assert.NotEqual(" | ", shown);
        Assert.All([early, late, last], data => Assert.Equal((end, shown), (data.SequenceOf("lit"), Say.Text(data.BookOf("lit")))));
        Assert.Contains(early.Events, told => told.Print is not null);
    }

    [Fact]
    public async Task GetDepth_DarkMarket_ShowsNothingToTradersAndAllToTheOperator()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineAsync("dark", new() { Depth = DepthDisclosure.None });
        var trader = await gateway.DefineTraderAsync("A");
        await trader.SubmitAsync(Say.Buy(0, 1, "5", "10", market: "dark"));

        Assert.Equal(" | ", Say.Text(await trader.DepthAsync("dark")));
        Assert.Equal("5@10 | ", Say.Text(await gateway.Operator.DepthAsync("dark")));
    }

    [Fact]
    public async Task Subscribe_DarkMarket_BringsOnlyDelayedPrintsAndNobodyNeedsToSend()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineAsync("dark", new() { Depth = DepthDisclosure.None, PrintDelay = "0.3" });
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe("dark");
        await data.ReadUntilAsync(() => data.HasSnapshot("dark"));

        await a.SubmitAsync(Say.Buy(0, 1, "5", "10", market: "dark"));
        var fill = await b.SubmitAsync(Say.Sell(0, 1, "2", "10", market: "dark"));
        await data.ReadUntilAsync(() => data.Events.Count == 1);

        Assert.Equal(["print 2@10"], Say.Texts(data.Events));
        Assert.Equal(1UL, data.SequenceOf("dark"));
        Assert.Equal(0.3m, decimal.Parse(data.Events[0].At) - decimal.Parse(fill.Events[0].At));
    }

    [Fact]
    public async Task Subscribe_DarkMarketWhileSomebodyKeepsAsking_StillPrints()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineAsync("dark", new() { Depth = DepthDisclosure.None, PrintDelay = "0.2" });
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));
        using var data = a.Subscribe("dark");
        using var enough = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                await b.BalancesAsync();
            }
        }));

        await a.SubmitAsync(Say.Buy(0, 1, "5", "10", market: "dark"));
        await b.SubmitAsync(Say.Sell(0, 1, "2", "10", market: "dark"));
        await data.ReadUntilAsync(() => data.Events.Count == 1);

        await enough.CancelAsync();
        await asking;
    }

    [Fact]
    public async Task Subscribe_UnknownMarket_IsNotFound()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        using var data = gateway.Operator.Subscribe("lit", "none");

        Assert.Equal(StatusCode.NotFound, (await data.ReadToFailureAsync()).StatusCode);
        var failure = await Assert.ThrowsAsync<RpcException>(() => gateway.Operator.DepthAsync("none"));
        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
    }

    private static async Task TradeAtRandomAsync(TestCaller trader, int seed)
    {
        var random = new Random(seed);
        using var session = await trader.OpenAsync();
        ulong number = 0;
        for (var message = 0; message < 60; message++)
        {
            await session.ActAsync([.. Enumerable.Range(0, 20).Select(_ => Next(random, ++number))]);
        }
        await session.EndAsync();
    }

    private static Instruction Next(Random random, ulong number)
    {
        var side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        var price = (9.9m + (random.Next(20) * 0.01m)).ToString();
        var quantity = random.Next(1, 9).ToString();
        var older = (ulong)random.Next(1, (int)number + 1);
        return random.Next(10) switch
        {
            < 6 => Say.Limit(number, side, number, quantity, price),
            6 => Say.Replace(number, older, quantity, price),
            7 => Say.Market(number, side, number, quantity),
            _ => Say.Cancel(number, older),
        };
    }
}
