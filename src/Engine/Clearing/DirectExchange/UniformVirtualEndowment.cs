using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>
/// Of an endowment that is uniform between two bounds, L on either side of the mean: outside a flat region of αL/(1 + α)
/// a straight line of slope 1 + α, which reaches the bound with the endowment itself.
/// </summary>
public sealed class UniformVirtualEndowment : VirtualEndowment
{
    internal const byte Tag = 1;

    private readonly double _slope;

    private UniformVirtualEndowment(
        FixedDecimal least, FixedDecimal most, FixedDecimal alpha, double low, double high, double weight)
        : base(alpha, (low + high) / 2, VarianceOf((high - low) / 2, weight), low, high)
    {
        (Least, Most) = (least, most);
        _slope = 1 + weight;
        Flat = weight * ((high - low) / 2) / _slope;
    }

    /// <summary>The lower bound as it was given.</summary>
    public FixedDecimal Least { get; }

    /// <summary>The upper bound as it was given.</summary>
    public FixedDecimal Most { get; }

    /// <inheritdoc/>
    public override double Flat { get; }

    /// <summary>
    /// Makes it. <see cref="Reason.OutOfRange"/>: α is not from 0 to 1, or low not below high by enough for a double.
    /// </summary>
    public static Reason TryCreate(FixedDecimal low, FixedDecimal high, FixedDecimal alpha, out VirtualEndowment? created)
    {
        created = null;
        var (least, most, weight) = (Reals.From(low), Reals.From(high), Reals.From(alpha));
        if (weight is < 0 or > 1 || least >= most)
        {
            return Reason.OutOfRange;
        }
        created = new UniformVirtualEndowment(low, high, alpha, least, most, weight);
        return Reason.None;
    }

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write(Tag);
        writer.Write(Least);
        writer.Write(Most);
        writer.Write(Alpha);
    }

    internal static VirtualEndowment ReadRest(ref RecordReader reader)
    {
        var reason = TryCreate(reader.ReadDecimal(), reader.ReadDecimal(), reader.ReadDecimal(), out var read);
        System.Diagnostics.Debug.Assert(reason == Reason.None, "It was created once.");
        return read!;
    }

    private protected override double Above(double distance) => distance <= Flat ? 0 : _slope * (distance - Flat);

    private protected override double InverseAbove(double deviation) => Flat + (deviation / _slope);

    private protected override double IntegralAbove(double deviation) =>
        deviation * (Flat + (deviation / (2 * _slope)));

    private static double VarianceOf(double halfWidth, double alpha) => halfWidth * halfWidth / (3 * (1 + alpha));
}
