using Exchange.Bots;
using Exchange.Clients.Tests.Sdk;

namespace Exchange.Clients.Tests.Bots;

/// <summary>Fleets in session markets.</summary>
public sealed class SessionFleetTests(ITestOutputHelper output)
{
    private const int Seed = 11;

    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(2);

    /// <summary>The payoff comes four times a second, λ̄ of five traders is 1.4.</summary>
    private static readonly V1.SizeDiscovery Fast = new() { Value = "100", Gamma = "2", Rate = "4" };

    [Fact]
    public async Task RunAsync_InventoryAgents_EndWithEqualInventories()
    {
        // c = −(5 − 2)·2/2: inventories even out at 3 a second, and the payoff comes twice a second.
        const int Agents = 5;
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata, new() { Every = "0.05" }, lotSize: "0.000001");

        var report = await RunUntilAsync(
            exchange,
            new("auction", [new("inventory", Agents)]) { ThinkTime = Brief, Inventories = new() { PayoffRate = 2, HoldingCost = 1, ShocksPerSecond = 0 } },
            market => market.Periods >= 8);

        // What is left at the payoff is 1/4 on average, of what there was at the last.
        Assert.InRange(report.Efficiency!.Value, 0.1, 1);
        Assert.Equal(0, report.Refusals);
        var inventories = await UnitsAsync(exchange, "inventory-");
        output.WriteLine(string.Join(' ', inventories));
        Assert.Equal(Agents, inventories.Count);
        Assert.All(inventories, inventory => Assert.InRange(inventory - inventories.Average(), -0.5m, 0.5m));
    }

    [Fact]
    public async Task RunAsync_SizeTradersBesideAnAuction_TradeInBothAndKeepWhatThereIs()
    {
        const int Agents = 5;
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata, new() { Every = "0.05" }, lotSize: "0.000001");
        await exchange.DefineSizeDiscoveryAsync("size", Poisson("1.3"), Fast, reference: "auction");

        var fleet = await RunLinkedUntilAsync(
            exchange,
            new("size", [new("size-trader", Agents)])
            {
                ThinkTime = Brief,
                Inventories = new() { LowestInventory = 10, HighestInventory = 10, ShocksPerSecond = 10 },
            },
            markets => markets[0] is { Trades: > 0, Periods: >= 6 } && markets[1].Trades > 0);

        var (sessions, auction) = (fleet[0], fleet[1]);
        Assert.Equal(("size", "auction"), (sessions.Market, auction.Market));
        Assert.True(sessions.Efficiency <= 1);
        Assert.Equal((sessions.Efficiency, 0), (auction.Efficiency, auction.Strategies.Count));
        Assert.Equal((0, 0), (sessions.Refusals, auction.Refusals));
        var inventories = await UnitsAsync(exchange, "size-trader-");
        output.WriteLine(string.Join(' ', inventories));
        // Shocks only move what there is.
        Assert.Equal((Agents, 10 * Agents), (inventories.Count, inventories.Sum()));
    }

    [Fact]
    public async Task RunAsync_SizeTradersAlone_HoldTheSameAndALiarDoesNot()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineSizeDiscoveryAsync("size", new() { Operator = new() }, Fast);

        // One session a period, with everybody's report in.
        var report = await RunUntilAsync(
            exchange,
            new("size", [new("size-trader", 4), new("size-liar", 1)]) { ThinkTime = Brief, Inventories = new() { ShocksPerSecond = 0 } },
            market => market.Periods >= 3);

        Assert.Equal(0, report.Refusals);
        var (honest, liar) = (await UnitsAsync(exchange, "size-trader-"), await UnitsAsync(exchange, "size-liar-"));
        output.WriteLine($"{string.Join(' ', honest)}, {string.Join(' ', liar)}");
        // To the lot, of a sum that five cannot always share evenly.
        Assert.InRange(honest.Max() - honest.Min(), 0, 0.000001m);
        Assert.True(Math.Abs(liar.Single() - honest[0]) > 0.1m);
    }

    [Fact]
    public async Task RunAsync_WorkupAfterTrades_TradesInBoth()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "workup",
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "1",
            Workup = new() { Rationing = V1.Rationing.Time },
            Reference = "lit",
            Trigger = new() { AfterTrade = new() { Market = "lit" }, Open = "0.05" },
        });

        var fleet = await RunLinkedUntilAsync(
            exchange, Quick(new("workup", [new("workup", 10)])), markets => markets[0] is { Trades: > 0, Periods: >= 2 });

        Assert.Equal(("workup", "lit"), (fleet[0].Market, fleet[1].Market));
        Assert.True(fleet[0].Efficiency <= 1);
        Assert.True(fleet[1].Trades > 0);
        Assert.Equal((0, 0), (fleet[0].Refusals, fleet[1].Refusals));
    }

    [Fact]
    public async Task RunAsync_MatchingSession_RealisesWhatTheFrozenPriceAllows()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "matching",
            Instrument = "XYZ",
            TickSize = "1",
            LotSize = "1",
            Workup = new() { Rationing = V1.Rationing.ProRata, Price = "100" },
        });

        var report = await RunUntilAsync(exchange, Quick(new("matching", [new("workup", 10)])), market => market.Periods >= 3);

        Assert.InRange(report.Efficiency!.Value, 0.5, 1);
        Assert.Equal(0, report.Refusals);
    }

    [Fact]
    public async Task RunAsync_TruthfulInABatchAuction_RealisesNearlyAll()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("batch", V1.Rationing.Random);

        // Cleared on the operator's word: one clearing a period with everybody's bids in.
        var report = await RunUntilAsync(
            exchange, Quick(new("batch", [new("truthful", 10)])), market => market.Periods >= 3);

        Assert.Equal(1, report.Efficiency);
        Assert.Equal(0, report.Refusals);
        Assert.True(report.Trades > 0 && report.Volume >= report.Trades);
    }

    [Fact]
    public async Task RunAsync_ZeroIntelligenceInABatchAuction_TradesWithoutLosses()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("batch", V1.Rationing.Random, new() { Every = "0.02" });

        var report = await RunUntilAsync(
            exchange, Quick(new("batch", [new("zi-c", 10)])), market => market.Periods >= 3 && market.Trades > 0);

        Assert.InRange(report.Efficiency!.Value, 0, 1);
        Assert.Equal(0, report.Refusals);
    }

    [Fact]
    public async Task RunAsync_FrontierAndReporter_RealiseTheSameOfTheSameEndowments()
    {
        await using var exchange = await TestExchange.StartAsync();
        var endowments = new V1.UniformDistribution { Low = "-1", High = "1" };
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "optimal",
            Instrument = "XYZ",
            TickSize = "0.0001",
            LotSize = "0.000001",
            CallAuction = new() { Rationing = V1.Rationing.ProRata },
            Charges = new()
            {
                Charges_ = { new V1.Charge { TransactionFee = new() { Alpha = "0", PayoffMean = "100", Uniform = endowments } } },
            },
        });
        await exchange.Operator.Markets.DefineAsync(new()
        {
            Id = "direct",
            Instrument = "XYZ",
            TickSize = "0.0001",
            LotSize = "0.000001",
            DirectExchange = new() { Alpha = "0", PayoffMean = "100", Uniform = endowments },
        });

        // Without weight on revenue all of the gain is realised, whatever the endowments.
        var optimal = await RunUntilAsync(exchange, Quick(new("optimal", [new("frontier", 4)])), market => market.Periods >= 5);
        var direct = await RunUntilAsync(exchange, Quick(new("direct", [new("reporter", 4)])), market => market.Periods >= 5);

        Assert.Equal(1, optimal.Efficiency!.Value, 0.001);
        Assert.Equal(1, direct.Efficiency!.Value, 1e-9);
        Assert.Equal((0, 0), (optimal.Refusals, direct.Refusals));
    }

    /// <summary>All but what the tax takes: 1 − (σ/(μ + σ))² of the gains, σ_N = 3/1.5 and 1.5 with four of equal capacity.</summary>
    [Theory]
    [InlineData("fundamental", 0.75, 0.75)]
    [InlineData("groups", 0.8163265, 0.8163265)]
    [InlineData("capacities", 0.3, 0.999)]
    public async Task RunAsync_RevelationBids_RealiseWhatTheTaxLeaves(string strategy, double least, double most)
    {
        await using var exchange = await TestExchange.StartAsync();
        var model = new V1.SignalModel { Alpha = "1", Beta = "0.5", Mu = "2" };
        await exchange.DefineConditionalAsync("dcda", new()
        {
            SigmaModel = strategy == "groups" ? new() { Group = model, Traders = "4" } : new() { Fundamental = model },
        });

        var report = await RunUntilAsync(exchange, Quick(new("dcda", [new(strategy, 4)])), market => market.Periods >= 5);

        Assert.InRange(report.Efficiency!.Value, least - 1e-6, most + 1e-6);
        Assert.Equal(0, report.Refusals);
        Assert.True((await exchange.Operator.Accounts.GetBalancesAsync("operator")).Held.Cash >= 0);
    }

    [Fact]
    public async Task RunAsync_ConditionalAuctionWithoutATaxForSoMany_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        var model = new V1.SignalModel { Alpha = "1", Beta = "3", Mu = "2" };
        await exchange.DefineConditionalAsync("small", new() { SigmaModel = new() { Fundamental = model } });
        await exchange.DefineConditionalAsync("halves", new() { SigmaModel = new() { Group = model } });

        await Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, Quick(new("small", [new("fundamental", 5)])), _ => true));
        await Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, Quick(new("halves", [new("groups", 7)])), _ => true));
    }

    [Fact]
    public async Task RunAsync_MarketThatIsNotForTheStrategies_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("batch", V1.Rationing.Time);
        Task RunAsync(Crowd crowd) => Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, crowd, _ => true));

        await RunAsync(Quick(new("lit", [new("truthful", 2)])));
        await RunAsync(Quick(new("batch", [new("frontier", 2)])));
        await RunAsync(Quick(new("batch", [new("reporter", 2)])));
        await RunAsync(Quick(new("batch", [new("groups", 4)])));
        await RunAsync(Quick(new("batch", [new("truthful", 2), new("inventory", 2)])));
    }

    private static Crowd Quick(Crowd crowd) => crowd with
    {
        PeriodLength = TimeSpan.FromSeconds(1),
        ThinkTime = Brief,
    };

    private static V1.Trigger Poisson(string rate) => new() { Poisson = new() { Rate = rate, Seed = "01" } };

    private static async Task<List<decimal>> UnitsAsync(TestExchange exchange, string prefix)
    {
        var units = new List<decimal>();
        foreach (var account in (await exchange.Operator.Accounts.ListAsync()).Where(id => id.StartsWith(prefix, StringComparison.Ordinal)))
        {
            units.Add((await exchange.Operator.Accounts.GetBalancesAsync(account)).Held.Units["XYZ"]);
        }
        return units;
    }

    private async Task<MarketReport> RunUntilAsync(TestExchange exchange, Crowd crowd, Func<MarketReport, bool> isEnough) =>
        Assert.Single(await RunLinkedUntilAsync(exchange, crowd, markets => isEnough(markets[0])));

    // Until it stands as the test wants, however fast the machine is.
    private async Task<IReadOnlyList<MarketReport>> RunLinkedUntilAsync(
        TestExchange exchange, Crowd crowd, Func<IReadOnlyList<MarketReport>, bool> isEnough)
    {
        using var stop = new CancellationTokenSource();
        var options = new FleetOptions(exchange.Url, exchange.OperatorToken, [crowd])
        {
            Seed = Seed,
            ProgressEvery = TimeSpan.FromMilliseconds(20),
        };
        var fleet = await BotFleet.RunAsync(options, new StopWhen(isEnough, stop), stop.Token);
        foreach (var report in fleet.Markets)
        {
            output.WriteLine(
                $"seed {Seed}, {report.Market}: {report.Periods} periods, efficiency {report.Efficiency:F4}, {report.Orders} orders, {report.Trades} trades");
        }
        return fleet.Markets;
    }

    private sealed class StopWhen(Func<IReadOnlyList<MarketReport>, bool> isEnough, CancellationTokenSource stop) : IProgress<FleetReport>
    {
        public void Report(FleetReport value)
        {
            if (isEnough(value.Markets))
            {
                stop.Cancel();
            }
        }
    }
}
