using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// Both ways to the revenue–efficiency frontier (Chen 2024) as live markets: what the operator earns and what the traders
/// bear, out of simulated bids.
/// </summary>
public class FrontierTests
{
    private static readonly double[] FiveEqual = [0.5, 0.5, 0.5, 0.5, 0.5];

    [Theory]
    [InlineData(1, 2 / 15.0, 0.051, 2 / 15.0, 0.082)] // revenue (N − 1)/N · 1/6
    [InlineData(0, 0, 0.034, 1 / 15.0, 0.089)]
    public void Markets_FiveUniformTraders_GiveTheWorkedFigures(
        double alpha, double revenue, double revenueDeviation, double holdingCost, double holdingCostDeviation)
    {
        // The deviations are those of one auction. The error of the mean of 10,000 is a hundredth of them, at most 0.0009,
        // and the mean is allowed three errors; rounding to lots and ticks, 10⁻⁵ or so, hides in that.
        const int Auctions = 10_000;
        var (auction, exchange) = Simulate(new(false, 0, 1, alpha, 2, FiveEqual), Auctions, seed: 1);
        AssertMean(revenue, revenueDeviation, auction.Revenue);
        AssertMean(holdingCost, holdingCostDeviation, auction.HoldingCost);
        AssertMean(holdingCost, holdingCostDeviation, exchange.HoldingCost);
        // The direct exchange's payments go by expectations over the others' endowments: they vary less.
        Assert.InRange(exchange.Revenue.StandardError, 0, 0.001);
        Assert.Equal(revenue, exchange.Revenue.Mean, 3 * exchange.Revenue.StandardError);

        static void AssertMean(double expected, double deviation, Sample sample)
        {
            Assert.Equal(deviation, sample.Deviation, 0.05 * deviation);
            Assert.Equal(expected, sample.Mean, 3 * deviation / Math.Sqrt(Auctions));
        }
    }

    [Theory]
    [MemberData(nameof(Economy.All), MemberType = typeof(Economy))]
    public void Markets_AnyEconomy_GiveTheFrontier(Economy economy)
    {
        // Four of the sample's own errors: this asks four questions of each of eighteen economies.
        var expected = Frontier.Of(economy);
        var (auction, exchange) = Simulate(economy, auctions: 1_000, seed: 12);
        foreach (var figures in new[] { auction, exchange })
        {
            Assert.Equal(expected.Revenue, figures.Revenue.Mean, 4 * figures.Revenue.StandardError);
            Assert.Equal(expected.HoldingCost, figures.HoldingCost.Mean, 4 * figures.HoldingCost.StandardError);
        }
    }

    [Fact]
    public void Frontier_FiveUniformTraders_IsTheWorkedFigures()
    {
        AssertFrontier(alpha: 1, revenue: 2 / 15.0, holdingCost: 2 / 15.0);
        AssertFrontier(alpha: 0, revenue: 0, holdingCost: 1 / 15.0);

        static void AssertFrontier(double alpha, double revenue, double holdingCost)
        {
            var frontier = Frontier.Of(new(false, 0, 1, alpha, 2, FiveEqual));
            Assert.Equal(revenue, frontier.Revenue, 1e-12);
            Assert.Equal(holdingCost, frontier.HoldingCost, 1e-12);
        }
    }

    [Fact]
    public void FeeAuction_EverybodyInTheFlatRegion_ClearsWithoutVolumeAndOwesTheFee()
    {
        var auction = new FeeAuction(new(false, 0, 1, 1, 2, FiveEqual));
        var random = new SeededGenerator(13);
        for (var draw = 1; draw <= 100; draw++)
        {
            var clearing = auction.Clear(auction.Stated([.. FiveEqual.Select(_ => random.NextUnit() - 0.5)]));
            Assert.Equal((ClearingFailure.None, 0), (clearing.Cleared.Failure, clearing.Cleared.Quantity.Lots));
            Assert.Equal(2_000_000, clearing.Ticks);
            Assert.All(clearing.Allocations, allocation => Assert.Equal(0, allocation.Lots));
            Assert.All(clearing.Allocations, allocation => Assert.Equal("0.033333333333", clearing.ChargeOn(allocation).ToString()));
            Assert.Equal(draw * 5 * (Int128)33_333_333_333, auction.Market.OperatorCash.Atoms);
        }
    }

    /// <summary>The same endowments through both markets, which move the same quantities up to rounding.</summary>
    private static (Figures Auction, Figures Exchange) Simulate(Economy economy, int auctions, ulong seed)
    {
        var (auction, exchange) = (new FeeAuction(economy), new LiveDirectExchange(economy));
        var (ofAuction, ofExchange) = (new Figures(economy), new Figures(economy));
        var random = new SeededGenerator(seed);
        for (var draw = 0; draw < auctions; draw++)
        {
            double[] endowments = [.. economy.Draw(random).Select(DemandLine.ToGrain)];
            var (auctioned, exchanged) = (auction.Clear(auction.Stated(endowments)), exchange.Clear(endowments));
            ofAuction.Add(endowments, auctioned);
            ofExchange.Add(endowments, exchanged);
            foreach (var (one, other) in auctioned.Allocations.Zip(exchanged.Allocations))
            {
                Assert.Equal(DemandLine.Units(other.Lots), DemandLine.Units(one.Lots), auction.TradeError);
            }
        }
        return (ofAuction, ofExchange);
    }

    /// <summary>The trader averages of revenue and holding cost, auction by auction.</summary>
    private sealed class Figures(Economy economy)
    {
        public Sample Revenue { get; } = new();

        public Sample HoldingCost { get; } = new();

        public void Add(double[] endowments, LiveClearing clearing)
        {
            Revenue.Add(-clearing.Allocations.Average(allocation => DemandLine.Currency(allocation.Cash)));
            HoldingCost.Add(clearing.Allocations.Average(allocation =>
            {
                var held = endowments[allocation.Trader] + DemandLine.Units(allocation.Lots);
                return held * held / (2 * economy.Capacities[allocation.Trader]);
            }));
        }
    }
}
