using Exchange.Engine.Clearing.DirectExchange;

namespace Exchange.Gateway.Mapping;

/// <summary>
/// Computes the tables of Gaussian virtual endowments. It needs exp, which is not the same to the last bit on every
/// machine; the table therefore travels inside the market's definition, and the kernel never computes one.
/// </summary>
internal static class GaussianTables
{
    /// <summary>
    /// The greatest error of a table's curve, in deviations, up to <see cref="Reach"/>; one endowment in 10¹⁵ is beyond.
    /// </summary>
    public const double Tolerance = 1e-10;

    /// <summary>How far a table reaches, in deviations.</summary>
    public const double Reach = 8;

    // Below this the Mills ratio comes from its power series, above it from its continued fraction: fifteen digits each.
    private const double SeriesReach = 1.5;
    private const int SeriesTerms = 40;
    private const int FractionTerms = 120;

    private const double MaxPanel = 1.0 / 64;

    /// <summary>The table for a weight α from 0 to 1.</summary>
    public static GaussianTable For(double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        var nodes = Nodes(alpha);
        var values = new double[nodes.Count];
        var slopes = new double[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            values[i] = i == 0 ? 0 : Virtual(alpha, nodes[i]);
            slopes[i] = 1 + (alpha * (1 - (nodes[i] * MillsRatio(nodes[i]))));
        }
        return new(nodes.ToArray(), values, slopes, Variance(alpha, nodes));
    }

    /// <summary>
    /// Each step as long as the tolerance allows: a cubic with exact values and slopes at both ends is within h⁴/384 of
    /// the greatest fourth derivative, which is αR⁗ at the near end, since every derivative of R falls in magnitude.
    /// </summary>
    private static List<double> Nodes(double alpha)
    {
        List<double> nodes = [FlatEnd(alpha)];
        while (nodes[^1] < Reach)
        {
            var bend = alpha * FourthDerivative(nodes[^1]);
            var step = Math.Sqrt(Math.Sqrt(384 * Tolerance / bend));
            nodes.Add(Math.Min(nodes[^1] + step, Reach));
        }
        return nodes;
    }

    /// <summary>Where z = αR(z), by Newton's method.</summary>
    private static double FlatEnd(double alpha)
    {
        var z = 0.0;
        for (var step = 0; step < 8; step++)
        {
            var slope = 1 + (alpha * (1 - (z * MillsRatio(z))));
            z -= Virtual(alpha, z) / slope;
        }
        return z;
    }

    private static double Virtual(double alpha, double z) => z - (alpha * MillsRatio(z));

    /// <summary>Twice the integral of ν²φ above the flat region, by Simpson's rule.</summary>
    private static double Variance(double alpha, List<double> nodes)
    {
        var sum = 0.0;
        for (var i = 1; i < nodes.Count; i++)
        {
            var panels = (int)Math.Ceiling((nodes[i] - nodes[i - 1]) / MaxPanel);
            var width = (nodes[i] - nodes[i - 1]) / panels;
            for (var panel = 0; panel < panels; panel++)
            {
                var start = nodes[i - 1] + (panel * width);
                var ends = SquareDensity(alpha, start) + SquareDensity(alpha, start + width);
                sum += width / 6 * (ends + (4 * SquareDensity(alpha, start + (width / 2))));
            }
        }
        return 2 * sum;
    }

    private static double SquareDensity(double alpha, double z)
    {
        var value = Virtual(alpha, z);
        return value * value * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
    }

    /// <summary>R = (1 − Φ)/φ for z ≥ 0.</summary>
    private static double MillsRatio(double z)
    {
        if (z < SeriesReach)
        {
            // (Φ − ½)/φ is the sum of z^(2k+1)/(2k+1)!!.
            var (term, sum) = (z, z);
            for (var k = 1; k < SeriesTerms; k++)
            {
                term *= z * z / ((2 * k) + 1);
                sum += term;
            }
            return (Math.Sqrt(Math.PI / 2) * Math.Exp(z * z / 2)) - sum;
        }
        var denominator = z;
        for (var k = FractionTerms; k > 0; k--)
        {
            denominator = z + (k / denominator);
        }
        return 1 / denominator;
    }

    /// <summary>R⁗, from R′ = zR − 1.</summary>
    private static double FourthDerivative(double z)
    {
        var ratio = MillsRatio(z);
        var first = (z * ratio) - 1;
        var second = ratio + (z * first);
        var third = (2 * first) + (z * second);
        return (3 * second) + (z * third);
    }
}
