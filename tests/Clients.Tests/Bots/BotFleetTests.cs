using Exchange.Bots;
using Exchange.Clients.Tests.Sdk;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Bots;

public sealed class BotFleetTests(ITestOutputHelper output)
{
    private const int Seed = 7;

    [Fact]
    public async Task RunAsync_ZeroIntelligence_ConstraintMakesTheMarketEfficientAndNoneIsAboveOne()
    {
        await using var exchange = await TestExchange.StartAsync();
        await exchange.DefineBookAsync("ziu");
        await exchange.DefineBookAsync("mm");

        var report = await RunUntilAsync(exchange, 4, [
            Fast(new("lit", [new("zi-c", 12)])),
            Fast(new("ziu", [new("zi-u", 12)])),
            Fast(new("mm", [new("zi-c", 10), new("market-maker", 2)])),
        ]);

        var (constrained, unconstrained, made) = (report.Markets[0], report.Markets[1], report.Markets[2]);
        // Wide, for what order the bots come in is the machine's; usual are 0.98, 0.71 and 0.98.
        Assert.InRange(constrained.Efficiency!.Value, 0.85, 1);
        Assert.True(unconstrained.Efficiency < constrained.Efficiency);
        Assert.InRange(unconstrained.Efficiency!.Value, -1, 0.85);
        Assert.InRange(made.Efficiency!.Value, 0.75, 1);
        Assert.Equal([("zi-c", 10), ("market-maker", 2)], made.Strategies.Select(strategy => (strategy.Strategy, strategy.Bots)));
        Assert.Equal(made.Efficiency.Value, made.Strategies[0].Efficiency!.Value, 12);
        Assert.Null(made.Strategies[1].Efficiency);
        Assert.All(report.Markets, market =>
        {
            Assert.Equal(0, market.Refusals);
            Assert.True(market.Trades > 0 && market.Volume == market.Trades && market.Orders > market.Trades);
            Assert.True(market.Latency.Count > market.Orders);
        });
    }

    [Fact]
    public async Task RunAsync_Stopped_LeavesNoOrdersAndConservesWhatWasTraded()
    {
        await using var exchange = await TestExchange.StartAsync();
        var report = await RunUntilAsync(exchange, 2, [Fast(new("lit", [new("zi-u", 6), new("market-maker", 1)]))]);

        var (bids, asks) = await exchange.Operator.MarketData.GetDepthAsync("lit");
        Assert.Empty(bids);
        Assert.Empty(asks);
        var accounts = await exchange.Operator.Accounts.ListAsync();
        var cash = 0m;
        var units = 0m;
        foreach (var account in accounts.Where(id => id.StartsWith("zi-u", StringComparison.Ordinal) || id.StartsWith("market", StringComparison.Ordinal)))
        {
            var balances = await exchange.Operator.Accounts.GetBalancesAsync(account);
            Assert.Equal(0, balances.Reserved.Cash);
            cash += balances.Held.Cash - 1_000_000;
            units += balances.Held.Units["XYZ"] - 100_000;
        }
        Assert.Equal((0m, 0m), (cash, units));
        Assert.True(report.Markets[0].Trades > 0);
    }

    [Fact]
    public async Task RunAsync_UnknownMarketOrStrategy_Throws()
    {
        await using var exchange = await TestExchange.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, 1, [new("nowhere", [new("zi-c", 2)])]));
        await Assert.ThrowsAsync<ArgumentException>(() => RunUntilAsync(exchange, 1, [new("lit", [new("nobody", 2)])]));
    }

    [Fact]
    public async Task RunAsync_ExchangeGoesDown_Throws()
    {
        var exchange = await TestExchange.StartAsync();
        var progress = new StopAfter(1, async () => await exchange.DisposeAsync());
        var options = new FleetOptions(exchange.Url, exchange.OperatorToken, [Fast(new("lit", [new("zi-c", 4)]))]);
        await Assert.ThrowsAsync<SessionException>(() => BotFleet.RunAsync(options, progress));
    }

    // As many decisions in a period however slow the machine is.
    private static Crowd Fast(Crowd crowd) => crowd with
    {
        PeriodLength = TimeSpan.FromMinutes(1),
        TurnsPerPeriod = 100,
        ThinkTime = TimeSpan.FromMilliseconds(4),
    };

    // Until every market has completed so many periods, however fast the machine is.
    private async Task<FleetReport> RunUntilAsync(TestExchange exchange, int periods, Crowd[] crowds)
    {
        using var stop = new CancellationTokenSource();
        var options = new FleetOptions(exchange.Url, exchange.OperatorToken, crowds) { Seed = Seed, ProgressEvery = TimeSpan.FromMilliseconds(20) };
        var report = await BotFleet.RunAsync(options, new StopAfter(periods, stop.CancelAsync), stop.Token);
        foreach (var market in report.Markets)
        {
            output.WriteLine(
                $"seed {Seed}, {market.Market}: {market.Periods} periods, efficiency {market.Efficiency:F4}, {market.Orders} orders, "
                + $"{market.Trades} trades, latency p50 {market.Latency.PercentileNs(50)} p99 {market.Latency.PercentileNs(99)} ns");
        }
        return report;
    }

    private sealed class StopAfter(int periods, Func<Task> stop) : IProgress<FleetReport>
    {
        private bool _isStopped;

        public void Report(FleetReport value)
        {
            if (!_isStopped && value.Markets.All(market => market.Periods >= periods))
            {
                _isStopped = true;
                _ = stop();
            }
        }
    }
}
