using Exchange.Bots;
using Exchange.Clients.Tests.Sdk;

namespace Exchange.Clients.Tests.Bots;

/// <summary>Fleets in session markets.</summary>
public sealed class SessionFleetTests(ITestOutputHelper output)
{
    private const int Seed = 11;

    [Fact]
    public async Task RunAsync_InventoryAgents_EndWithEqualInventories()
    {
        // c = −(5 − 2)·0.5/2: inventories even out at 0.75 a second.
        const int Agents = 5;
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("auction", V1.Rationing.ProRata, new() { Every = "0.05" }, lotSize: "0.000001");

        var report = await RunUntilAsync(exchange, new("auction", [new("inventory", Agents)])
        {
            PeriodLength = TimeSpan.FromMilliseconds(500),
            ThinkTime = TimeSpan.FromMilliseconds(2),
            Inventories = new() { PayoffRate = 0.5m, HoldingCost = 0.25m, LowestInventory = 0, HighestInventory = 20 },
        }, market => market.Efficiency > 0.999);

        Assert.InRange(report.Efficiency!.Value, 0.99, 1);
        Assert.Equal(0, report.Refusals);
        var inventories = await UnitsAsync(exchange, "inventory-");
        output.WriteLine(string.Join(' ', inventories));
        Assert.Equal(Agents, inventories.Count);
        // At least 0.99 of Σ(z − z̄)² is gone, which was at most 5 · 10².
        Assert.All(inventories, inventory => Assert.InRange(inventory - inventories.Average(), -2.24m, 2.24m));
    }

    [Fact]
    public async Task RunAsync_TruthfulInABatchAuction_RealisesNearlyAll()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("batch", V1.Rationing.Random);

        // Cleared on the operator's word: one clearing a period with everybody's bids in.
        var report = await RunUntilAsync(
            exchange, Fast(new("batch", [new("truthful", 10)])), market => market.Periods >= 3);

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
            exchange, Fast(new("batch", [new("zi-c", 10)])), market => market.Periods >= 3 && market.Trades > 0);

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
        var optimal = await RunUntilAsync(exchange, Fast(new("optimal", [new("frontier", 4)])), market => market.Periods >= 5);
        var direct = await RunUntilAsync(exchange, Fast(new("direct", [new("reporter", 4)])), market => market.Periods >= 5);

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

        var report = await RunUntilAsync(exchange, Fast(new("dcda", [new(strategy, 4)])), market => market.Periods >= 5);

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

        await Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, Fast(new("small", [new("fundamental", 5)])), _ => true));
        await Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, Fast(new("halves", [new("groups", 7)])), _ => true));
    }

    [Fact]
    public async Task RunAsync_MarketThatIsNotForTheStrategies_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineAuctionAsync("batch", V1.Rationing.Time);
        Task RunAsync(Crowd crowd) => Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, crowd, _ => true));

        await RunAsync(Fast(new("lit", [new("truthful", 2)])));
        await RunAsync(Fast(new("batch", [new("frontier", 2)])));
        await RunAsync(Fast(new("batch", [new("reporter", 2)])));
        await RunAsync(Fast(new("batch", [new("groups", 4)])));
        await RunAsync(Fast(new("batch", [new("truthful", 2), new("inventory", 2)])));
    }

    private static Crowd Fast(Crowd crowd) => crowd with
    {
        PeriodLength = TimeSpan.FromSeconds(1),
        ThinkTime = TimeSpan.FromMilliseconds(2),
    };

    private static async Task<List<decimal>> UnitsAsync(TestExchange exchange, string prefix)
    {
        var units = new List<decimal>();
        foreach (var account in (await exchange.Operator.Accounts.ListAsync()).Where(id => id.StartsWith(prefix, StringComparison.Ordinal)))
        {
            units.Add((await exchange.Operator.Accounts.GetBalancesAsync(account)).Held.Units["XYZ"]);
        }
        return units;
    }

    // Until it stands as the test wants, however fast the machine is.
    private async Task<MarketReport> RunUntilAsync(TestExchange exchange, Crowd crowd, Func<MarketReport, bool> isEnough)
    {
        using var stop = new CancellationTokenSource();
        var options = new FleetOptions(exchange.Url, exchange.OperatorToken, [crowd])
        {
            Seed = Seed,
            ProgressEvery = TimeSpan.FromMilliseconds(20),
        };
        var report = (await BotFleet.RunAsync(options, new StopWhen(isEnough, stop), stop.Token)).Markets[0];
        output.WriteLine(
            $"seed {Seed}, {report.Market}: {report.Periods} periods, efficiency {report.Efficiency:F4}, {report.Orders} orders, {report.Trades} trades");
        return report;
    }

    private sealed class StopWhen(Func<MarketReport, bool> isEnough, CancellationTokenSource stop) : IProgress<FleetReport>
    {
        public void Report(FleetReport value)
        {
            if (isEnough(value.Markets[0]))
            {
                stop.Cancel();
            }
        }
    }
}
