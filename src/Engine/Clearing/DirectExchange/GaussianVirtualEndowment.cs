using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>
/// Of a Gaussian endowment, from the table of the standard one: within the table's tolerance times the deviation of the
/// exact v. Incentives do not suffer from it, since v, v⁻¹ and their integrals are those of one and the same curve.
/// </summary>
public sealed class GaussianVirtualEndowment : VirtualEndowment
{
    internal const byte Tag = 2;

    private readonly double _deviation;

    private GaussianVirtualEndowment(
        FixedDecimal centre, FixedDecimal spread, FixedDecimal alpha, double mean, double deviation, GaussianTable table)
        : base(alpha, mean, table.Variance * deviation * deviation, double.NegativeInfinity, double.PositiveInfinity)
    {
        (Centre, Spread) = (centre, spread);
        _deviation = deviation;
        Table = table;
    }

    /// <summary>The mean as it was given.</summary>
    public FixedDecimal Centre { get; }

    /// <summary>The standard deviation as it was given.</summary>
    public FixedDecimal Spread { get; }

    /// <summary>The table.</summary>
    public GaussianTable Table { get; }

    /// <inheritdoc/>
    public override double Flat => _deviation * Table.Flat;

    /// <summary>Makes it. <see cref="Reason.OutOfRange"/>: the deviation is not above zero.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="table">The table for the weight.</param>
    /// <param name="created">The virtual endowment, when it could be made.</param>
    /// <param name="alpha">The weight, to be told with the market's definition: what is computed is in the table.</param>
    public static Reason TryCreate(
        FixedDecimal mean, FixedDecimal deviation, GaussianTable table, out VirtualEndowment? created, FixedDecimal alpha = default)
    {
        created = null;
        if (deviation.Scaled <= 0)
        {
            return Reason.OutOfRange;
        }
        created = new GaussianVirtualEndowment(mean, deviation, alpha, Reals.From(mean), Reals.From(deviation), table);
        return Reason.None;
    }

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write(Tag);
        writer.Write(Centre);
        writer.Write(Spread);
        writer.Write(Alpha);
        Table.Write(ref writer);
    }

    internal static VirtualEndowment ReadRest(ref RecordReader reader)
    {
        var (mean, deviation, alpha) = (reader.ReadDecimal(), reader.ReadDecimal(), reader.ReadDecimal());
        var reason = TryCreate(mean, deviation, GaussianTable.Read(ref reader), out var read, alpha);
        System.Diagnostics.Debug.Assert(reason == Reason.None, "It was created once.");
        return read!;
    }

    private protected override double Above(double distance) => _deviation * Table.Of(distance / _deviation);

    private protected override double InverseAbove(double deviation) => _deviation * Table.Inverse(deviation / _deviation);

    private protected override double IntegralAbove(double deviation) =>
        _deviation * _deviation * Table.InverseIntegral(deviation / _deviation);
}
