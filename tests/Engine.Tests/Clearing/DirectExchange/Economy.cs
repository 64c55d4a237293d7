using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Numerics;
using Exchange.Gateway.Mapping;
using MathNet.Numerics.Distributions;

namespace Exchange.Engine.Tests.Clearing.DirectExchange;

/// <summary>Traders with random endowments, for tests: one distribution, capacities, a payoff mean and a weight on revenue.</summary>
public sealed record Economy(bool IsGaussian, double Mean, double Width, double Alpha, double PayoffMean, double[] Capacities)
{
    /// <summary>
    /// The virtual endowment; <see cref="Width"/> is half the support's width or the deviation. A copy with other capacities
    /// or payoff mean keeps it.
    /// </summary>
    public VirtualEndowment Endowments { get; } = Create(IsGaussian, Mean, Width, Alpha);

    /// <summary>Uniform and Gaussian, with equal and unequal capacities, with and without a mean.</summary>
    public static TheoryData<Economy> All() => [.. Each()];

    /// <summary>The endowment at a probability.</summary>
    public double Quantile(double probability) => IsGaussian
        ? Normal.InvCDF(Mean, Width, probability)
        : Mean + (Width * ((2 * probability) - 1));

    /// <summary>Everybody's endowment.</summary>
    public double[] Draw(SeededGenerator random) =>
        [.. Capacities.Select(_ => Quantile((random.NextUnit() + 1e-18) / (1 + 2e-18)))];

    /// <summary>A decimal from a double that has a short one.</summary>
    public static FixedDecimal DecimalOf(double value)
    {
        Assert.True(FixedDecimal.TryParse(((decimal)value).ToString("0.##################"), out var result));
        return result;
    }

    /// <summary>A capacity.</summary>
    public static Capacity CapacityOf(double value)
    {
        Assert.True(Capacity.TryFrom(DecimalOf(value), out var capacity));
        return capacity;
    }

    private static IEnumerable<Economy> Each()
    {
        double[] equal = [0.5, 0.5, 0.5, 0.5, 0.5];
        double[] unequal = [0.5, 2, 0.125, 1];
        foreach (var alpha in new[] { 0, 0.3, 1 })
        {
            yield return new(false, 0, 1, alpha, 0, equal);
            yield return new(false, 0, 1, alpha, 2, unequal);
            yield return new(false, 0.75, 1.5, alpha, 2, equal);
            yield return new(true, 0, 1, alpha, 2, equal);
            yield return new(true, 0, 0.5, alpha, 0, unequal);
            yield return new(true, -3, 2, alpha, 2, equal);
        }
    }

    private static VirtualEndowment Create(bool isGaussian, double mean, double width, double alpha)
    {
        var reason = isGaussian
            ? GaussianVirtualEndowment.TryCreate(DecimalOf(mean), DecimalOf(width), GaussianTables.For(alpha), out var created)
            : UniformVirtualEndowment.TryCreate(DecimalOf(mean - width), DecimalOf(mean + width), DecimalOf(alpha), out created);
        Assert.Equal(Reason.None, reason);
        return created!;
    }
}
