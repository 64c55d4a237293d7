using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.SizeDiscovery;

/// <summary>
/// Propositions 1 and 2 by brute force: with the value of going on V(z) = (β₀ + β₁Z̄)(z − Z̄) − K(z − Z̄)² nobody gains by a
/// misreport, nor by staying away.
/// </summary>
public class SizeDiscoveryIncentiveTests
{
    private const double Negligible = 1e-9;

    [Theory]
    [InlineData(AggregateSource.Stated, 1)]
    [InlineData(AggregateSource.Price, 1)]
    [InlineData(AggregateSource.Stated, 0.5)]
    [InlineData(AggregateSource.Stated, 0.95)]
    public void Truth_AgainstTruth_IsOptimalWhateverKappa0(AggregateSource source, double fraction)
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var random = new SeededGenerator(seed);
            var market = Market.Draw(random, source, fraction, kappa0: -0.001 - random.NextUnit());
            market.AssertTruthIsOptimal(market.Inventories, seed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.98)]
    public void Truth_AgainstAnything_IsOptimalWithTheDominantKappa0(double fraction)
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var random = new SeededGenerator(seed);
            var market = Market.Draw(random, AggregateSource.Stated, fraction, kappa0: null);
            if (fraction < 1)
            {
                // −Kξ((m + 1)ξ − m)(m − 1)/m², below zero for ξ > m/(m + 1).
                var m = market.Inventories.Length;
                var kappa0 = -market.Curvature * fraction * (((m + 1) * fraction) - m) * (m - 1) / (m * m);
                market = market with { Session = market.Session with { Kappa0 = kappa0 } };
            }
            long[] others = [.. market.Inventories.Select(_ => market.Step * (random.NextBelow(2_001) - 1_000))];
            market.AssertTruthIsOptimal(others, seed);
        }
    }

    [Fact]
    public void Participation_AgainstTruth_NeverCosts()
    {
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var random = new SeededGenerator(seed);
            var market = Market.Draw(random, AggregateSource.Stated, fraction: 1, kappa0: null);
            for (var i = 0; i < market.Inventories.Length; i++)
            {
                var (stays, joins) = (market.Value(market.Inventories[i]), market.Utility(i, market.Inventories));
                // (6): what is gained is K(z − average)².
                var gain = market.Curvature * Math.Pow(market.Units(market.Inventories[i]) - market.Average, 2);
                Assert.Equal(gain, joins - stays, Negligible);
            }
        }
    }

    /// <summary>Those who report, of a market of as many traders or more; inventories and reports in lots.</summary>
    private sealed record Market(SampleSession Session, long[] Inventories, double MarketAverage, double Curvature)
    {
        // A multiple of the number of reports, so that nothing is rounded.
        public long Step => 1_000L * Inventories.Length;

        public double Average => Units(Inventories.Sum()) / Inventories.Length;

        public static Market Draw(SeededGenerator random, AggregateSource source, double fraction, double? kappa0)
        {
            var count = 3 + (int)random.NextBelow(6);
            var traders = source == AggregateSource.Price ? count : count + (int)random.NextBelow(5);
            long[] inventories = [.. Enumerable.Range(0, count).Select(_ => 1_000L * count * (random.NextBelow(2_001) - 1_000))];
            var session = new SampleSession(0.5, 0.1, 0.1, source) { Fraction = fraction, Kappa0 = kappa0, Traders = traders };
            var aggregate = inventories.Sum() * session.LotSize;
            var average = traders == count ? aggregate / count : Math.Round(random.NextUnit() - 0.5, 3);
            session = source == AggregateSource.Price
                ? session with { AuctionPrice = 0.5 - (2 * average), Sessions = 0.05 }
                : session with { Aggregate = aggregate, MarketAverage = average };
            var curvature = source == AggregateSource.Price
                ? Equilibrium.CurvatureByPrice(0.1, 0.1, traders, 0.05)
                : Equilibrium.Curvature(0.1, 0.1, traders);
            return new(session, inventories, average, curvature);
        }

        public double Units(long lots) => lots * Session.LotSize;

        public double Value(long lots)
        {
            var away = Units(lots) - MarketAverage;
            return ((0.5 - (2 * MarketAverage)) * away) - (Curvature * away * away);
        }

        public double Utility(int i, long[] reports)
        {
            var result = Session.Clear(default, reports);
            Assert.True(result.IsCleared);
            // What a fraction of a lot would be worth does not count: inventories are chosen so that there is none for ξ = 1.
            var bought = Session.Fraction * ((reports.Sum() / (double)reports.Length) - reports[i]);
            var away = ((Inventories[i] + bought) * Session.LotSize) - MarketAverage;
            return ((0.5 - (2 * MarketAverage)) * away) - (Curvature * away * away) + ((double)result.Payments[i].Atoms * 1e-12);
        }

        public void AssertTruthIsOptimal(long[] others, ulong seed)
        {
            for (var i = 0; i < Inventories.Length; i++)
            {
                var truthful = Utility(i, With(others, i, Inventories[i]));
                foreach (var miss in new long[] { -3_000, -500, -100, -20, -3, -1, 1, 3, 20, 100, 500, 3_000 })
                {
                    var lie = Utility(i, With(others, i, Inventories[i] + (miss * Step)));
                    Assert.True(lie <= truthful + Negligible, $"seed {seed}: trader {i} gains {lie - truthful} by {miss} steps");
                }
            }
        }

        private static long[] With(long[] reports, int i, long report)
        {
            long[] changed = [.. reports];
            changed[i] = report;
            return changed;
        }
    }
}
