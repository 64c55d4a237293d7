using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.SizeDiscovery;

/// <summary>Payments by the formulas as the paper prints them, in decimals.</summary>
public class SizeDiscoveryTwinTests
{
    [Fact]
    public void Payments_ObservedAggregate_AreThoseOf4With5()
    {
        for (var seed = 1UL; seed <= 2_000; seed++)
        {
            var (session, reports, aggregate) = Draw(new SeededGenerator(seed), AggregateSource.Stated);
            decimal n = reports.Length, v = (decimal)session.Value, ratio = 2 * (decimal)session.Gamma / (decimal)session.Rate;
            var (kappa0, price) = ((decimal)session.Kappa0!, v - (ratio * aggregate / n));
            // Of the equilibrium, β₀ + β₁Z̄ = κ₁: (5).
            var kappa2 = -(aggregate / n) + ((-price + ((n - 1) / n * price)) / (2 * kappa0 * n));
            AssertPaid(session, reports, seed, report =>
                (kappa0 * Square((n * kappa2) + reports.Sum())) + (price * (report + kappa2)) + (price * price / (4 * kappa0 * n * n)));
        }
    }

    [Fact]
    public void Payments_PriceBased_AreThoseOf25()
    {
        for (var seed = 1UL; seed <= 2_000; seed++)
        {
            var (session, reports, _) = Draw(new SeededGenerator(seed), AggregateSource.Price);
            decimal n = reports.Length, p = (decimal)session.AuctionPrice!, v = (decimal)session.Value;
            var (kappa0, half) = ((decimal)session.Kappa0!, (decimal)session.Rate / (2 * (decimal)session.Gamma));
            // (26), whose sign is that of κ₂ in (4): the erratum.
            var delta = (-half * v) + (p * (half - (1 / (2 * n * n * kappa0))));
            AssertPaid(session, reports, seed, report =>
                (kappa0 * Square((n * delta) + reports.Sum())) + (p * (report + delta)) + (p * p / (4 * kappa0 * n * n)));
        }
    }

    private static (SampleSession Session, decimal[] Reports, decimal Aggregate) Draw(SeededGenerator random, AggregateSource source)
    {
        var count = 3 + (int)random.NextBelow(8);
        decimal[] reports = [.. Enumerable.Range(0, count).Select(_ => (random.NextBelow(2_001) - 1_000) / 100m)];
        var aggregate = random.NextBelow(2) == 0 ? reports.Sum() : (random.NextBelow(2_001) - 1_000) / 100m;
        return (
            new(Round(random.NextUnit()), Round(0.05 + random.NextUnit()), Round(0.05 + random.NextUnit()), source)
            {
                Aggregate = (double)aggregate,
                AuctionPrice = source == AggregateSource.Price ? Round(random.NextUnit()) : null,
                Kappa0 = -Round(0.01 + random.NextUnit()),
            },
            reports,
            aggregate);
    }

    private static void AssertPaid(SampleSession session, decimal[] reports, ulong seed, Func<decimal, decimal> paid)
    {
        var result = session.Clear([.. reports.Select(report => (double)report)]);
        for (var i = 0; i < reports.Length; i++)
        {
            var (expected, actual) = (paid(reports[i]), (decimal)result.Payments[i].Atoms / 1_000_000_000_000);
            Assert.True(Math.Abs(expected - actual) <= 1e-9m, $"seed {seed}: report {i} gets {actual}, not {expected}");
        }
    }

    private static double Round(double value) => Math.Round(value, 3);

    private static decimal Square(decimal value) => value * value;
}
