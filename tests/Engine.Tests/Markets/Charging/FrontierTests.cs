using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;
using static Exchange.Engine.Tests.Clearing.DirectExchange.DirectExchangeRuleTests;

namespace Exchange.Engine.Tests.Markets.Charging;

/// <summary>Revenue and holding cost of both ways to the revenue–efficiency frontier, by simulation.</summary>
public class FrontierTests
{
    private const int Auctions = 10_000;
    private const double Capacity = 0.5;

    private static readonly double[] Capacities = [Capacity, Capacity, Capacity, Capacity, Capacity];

    [Theory]
    [InlineData(1, 2 / 15.0, 2 / 15.0)] // (N − 1)/N · 1/6
    [InlineData(0, 0, 1 / 15.0)]
    public void Simulation_FiveUniformTraders_GivesTheWorkedNumbers(double alpha, double revenue, double holdingCost)
    {
        var economy = new Economy(false, 0, 1, alpha, 2, Capacities);
        AssertFrontier(Simulate(economy, DirectExchange(economy), seed: 11), revenue, holdingCost);
        AssertFrontier(Simulate(economy, FeeAuction(economy), seed: 12), revenue, holdingCost);
    }

    [Theory]
    [MemberData(nameof(Economy.All), MemberType = typeof(Economy))]
    public void Simulation_SameEndowments_BothMechanismsEarnTheSame(Economy economy)
    {
        var direct = Simulate(economy, DirectExchange(economy), seed: 13);
        var auction = Simulate(economy, FeeAuction(economy), seed: 13);
        var scale = economy.Width * economy.Width / economy.Capacities.Min();
        Assert.Equal(direct.HoldingCost.Mean, auction.HoldingCost.Mean, 1e-5 * scale);
        var error = direct.Revenue.StandardError + auction.Revenue.StandardError;
        Assert.Equal(direct.Revenue.Mean, auction.Revenue.Mean, (4 * error) + (1e-5 * scale));
    }

    private static void AssertFrontier(Frontier frontier, double revenue, double holdingCost)
    {
        Assert.InRange(frontier.Revenue.StandardError, 0, 0.001);
        Assert.InRange(frontier.HoldingCost.StandardError, 0, 0.001);
        Assert.Equal(revenue, frontier.Revenue.Mean, 3 * frontier.Revenue.StandardError);
        Assert.Equal(holdingCost, frontier.HoldingCost.Mean, 3 * frontier.HoldingCost.StandardError);
    }

    /// <summary>The trader averages of revenue and holding cost, auction by auction.</summary>
    private static Frontier Simulate(Economy economy, Func<double[], (double[] Trades, double Revenue)> mechanism, ulong seed)
    {
        var random = new SeededGenerator(seed);
        var (revenue, holdingCost) = (new Sample(), new Sample());
        for (var auction = 0; auction < Auctions; auction++)
        {
            var endowments = economy.Draw(random).Select(endowment => Math.Truncate(endowment * 1e6) / 1e6).ToArray();
            var (trades, earned) = mechanism(endowments);
            revenue.Add(earned / endowments.Length);
            holdingCost.Add(endowments.Zip(trades, (e, x) => (e + x) * (e + x))
                .Zip(economy.Capacities, (square, capacity) => square / (2 * capacity)).Average());
        }
        return new(revenue, holdingCost);
    }

    private static Func<double[], (double[] Trades, double Revenue)> DirectExchange(Economy economy)
    {
        var rule = Rule(economy, "0.000001");
        return endowments =>
        {
            EndowmentReport[] reports = [.. endowments.Select((e, i) => Report(i, e, economy.Capacities[i]))];
            var (allocations, operatorCash) = Clear(rule, reports);
            return ([.. allocations.Select(allocation => allocation.Quantity.Lots * 1e-6)], (double)operatorCash.Atoms * 1e-12);
        };
    }

    private static Func<double[], (double[] Trades, double Revenue)> FeeAuction(Economy economy)
    {
        var auction = new DoubleAuction(economy);
        return endowments =>
        {
            var bids = auction.Clear(endowments);
            var operatorCash = Assessment.Assess([auction.Fee], bids, new Cash[bids.Length]);
            return ([.. bids.Select(bid => bid.Quantity.Lots * 1e-6)], (double)operatorCash.Atoms * 1e-12);
        };
    }

    private sealed record Frontier(Sample Revenue, Sample HoldingCost);

    private sealed class Sample
    {
        private int _count;
        private double _sum;
        private double _squares;

        public double Mean => _sum / _count;

        public double StandardError => Math.Sqrt(((_squares / _count) - (Mean * Mean)) / _count);

        public void Add(double value)
        {
            _count++;
            _sum += value;
            _squares += value * value;
        }
    }
}
