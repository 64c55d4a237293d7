using Exchange.Engine.Tests.Clearing.DirectExchange;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// What a trader of an economy is expected to pay and to bear on the revenue–efficiency frontier, the average over traders:
/// the expectations of the payment and of (e + X)²/(2κ) for X = −v + (κ/K)Σv, from three moments of one endowment.
/// </summary>
internal readonly record struct Frontier(double Revenue, double HoldingCost)
{
    public static Frontier Of(Economy economy)
    {
        var (v, n, total) = (economy.Endowments, economy.Capacities.Length, economy.Capacities.Sum());
        var variance = Expect(economy, x => x * x);
        var virtualVariance = Expect(economy, x => Squared(v.DeviationOf(economy.Mean + x)));
        var covariance = Expect(economy, x => x * v.DeviationOf(economy.Mean + x));
        var rent = Expect(economy, x => Integral(economy, x));
        var (revenue, holdingCost) = (0.0, 0.0);
        foreach (var capacity in economy.Capacities)
        {
            var (own, share) = (1 - (capacity / total), capacity / total);
            var fromOthers = share * share * (n - 1) * virtualVariance;
            var square = (own * own * virtualVariance) + fromOthers;
            revenue += ((own * (covariance - rent)) - (square / 2)) / capacity;
            var held = variance - (2 * own * covariance) + square;
            holdingCost += ((economy.Mean * economy.Mean) + held) / (2 * capacity);
        }
        return new(revenue / n, holdingCost / n);
    }

    /// <summary>∫ (v − m) from the mean to x beyond it.</summary>
    private static double Integral(Economy economy, double x)
    {
        var flat = Math.Min(economy.Endowments.Flat, x);
        return GaussLegendreRule.Integrate(s => economy.Endowments.DeviationOf(economy.Mean + s), flat, x, 64);
    }

    /// <summary>The expectation of an even function of the distance from the mean, on either side of the flat region's end.</summary>
    private static double Expect(Economy economy, Func<double, double> value)
    {
        var end = economy.Width * (economy.IsGaussian ? 9 : 1);
        var flat = economy.Endowments.Flat;
        return 2 * (Integrate(0, flat) + Integrate(flat, end));

        double Integrate(double from, double to) => GaussLegendreRule.Integrate(x => value(x) * Density(x), from, to, 64);

        double Density(double x) => economy.IsGaussian ? Normal.PDF(0, economy.Width, x) : 1 / (2 * economy.Width);
    }

    private static double Squared(double value) => value * value;
}
