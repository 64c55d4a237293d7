using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>
/// The virtual endowment v of a trader whose endowment has a symmetric distribution F with density f (Chen 2024,
/// Theorem 1 and Corollary 1.1), for a weight α on revenue: e − α(1 − F)/f above the flat region around the mean m,
/// e + αF/f below it, and m in it. All of it is symmetric about m, so that only distances above m are computed.
/// Outside the support v⁻¹ goes on as a straight line. Immutable; + − × ÷ only, so the same bits on every machine.
/// </summary>
public abstract class VirtualEndowment
{
    private protected VirtualEndowment(FixedDecimal alpha, double mean, double variance, double low, double high)
    {
        (Alpha, Mean, Variance, Low, High) = (alpha, mean, variance, low, high);
    }

    /// <summary>The weight α on revenue, from 0 to 1, as it was given.</summary>
    public FixedDecimal Alpha { get; }

    /// <summary>The mean m of the endowment, and by symmetry of v.</summary>
    public double Mean { get; }

    /// <summary>The variance of v(e).</summary>
    public double Variance { get; }

    /// <summary>The least endowment there can be.</summary>
    public double Low { get; }

    /// <summary>The greatest endowment there can be.</summary>
    public double High { get; }

    /// <summary>Half the width of the flat region: it is [m − this, m + this], [e_a, e_b] in the paper.</summary>
    public abstract double Flat { get; }

    /// <summary>Whether an endowment is in the support.</summary>
    public bool Contains(double endowment) => endowment >= Low && endowment <= High;

    /// <summary>
    /// Whether two traders with these capacities have means proportional to them, which the theory needs: the mean is
    /// zero, or the capacities are equal.
    /// </summary>
    public bool IsProportional(double capacity, double other) => Mean == 0 || capacity == other;

    /// <summary>v(e).</summary>
    public double Of(double endowment) => Mean + DeviationOf(endowment);

    /// <summary>v(e) − m.</summary>
    public double DeviationOf(double endowment)
    {
        var distance = endowment - Mean;
        return distance < 0 ? 0 - Above(-distance) : Above(distance);
    }

    /// <summary>v⁻¹(w); m itself, which a whole interval is mapped to, gives m.</summary>
    public double Inverse(double value)
    {
        var deviation = value - Mean;
        return deviation == 0 ? Mean : Mean + (deviation < 0 ? -InverseAbove(-deviation) : InverseAbove(deviation));
    }

    /// <summary>∫₀^y (v⁻¹(m + s) − m) ds, an even function of the deviation y, zero or more.</summary>
    public double InverseIntegral(double deviation) => IntegralAbove(deviation < 0 ? -deviation : deviation);

    /// <summary>Writes it as part of a market's definition.</summary>
    internal abstract void Write(ref RecordWriter writer);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static VirtualEndowment Read(ref RecordReader reader) => reader.ReadByte() == GaussianVirtualEndowment.Tag
        ? GaussianVirtualEndowment.ReadRest(ref reader)
        : UniformVirtualEndowment.ReadRest(ref reader);

    /// <summary>v(m + distance) − m for a distance of zero or more.</summary>
    private protected abstract double Above(double distance);

    /// <summary>v⁻¹(m + deviation) − m for a deviation above zero.</summary>
    private protected abstract double InverseAbove(double deviation);

    /// <summary>The integral of <see cref="InverseAbove"/> from zero to a deviation of zero or more.</summary>
    private protected abstract double IntegralAbove(double deviation);
}
