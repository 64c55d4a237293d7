using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.DirectExchange;

/// <summary>
/// Of a Gaussian endowment, from the table of the standard one: within the table's tolerance times the deviation of the
/// exact v. Incentives do not suffer from it, since v, v⁻¹ and their integrals are those of one and the same curve.
/// </summary>
public sealed class GaussianVirtualEndowment : VirtualEndowment
{
    private readonly double _deviation;

    private GaussianVirtualEndowment(double mean, double deviation, GaussianTable table)
        : base(mean, table.Variance * deviation * deviation, double.NegativeInfinity, double.PositiveInfinity)
    {
        _deviation = deviation;
        Table = table;
    }

    /// <summary>The table.</summary>
    public GaussianTable Table { get; }

    /// <inheritdoc/>
    public override double Flat => _deviation * Table.Flat;

    /// <summary>Makes it. <see cref="Reason.OutOfRange"/>: the deviation is not above zero.</summary>
    public static Reason TryCreate(
        FixedDecimal mean, FixedDecimal deviation, GaussianTable table, out VirtualEndowment? created)
    {
        created = null;
        if (deviation.Scaled <= 0)
        {
            return Reason.OutOfRange;
        }
        created = new GaussianVirtualEndowment(Reals.From(mean), Reals.From(deviation), table);
        return Reason.None;
    }

    private protected override double Above(double distance) => _deviation * Table.Of(distance / _deviation);

    private protected override double InverseAbove(double deviation) => _deviation * Table.Inverse(deviation / _deviation);

    private protected override double IntegralAbove(double deviation) =>
        _deviation * _deviation * Table.InverseIntegral(deviation / _deviation);
}
