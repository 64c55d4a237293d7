using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>A fee for every unit bought or sold; negative is a rebate. Exact.</summary>
public sealed class PerUnitFee : BidCharge
{
    private readonly Cash _feePerLot;

    private PerUnitFee(FixedDecimal fee, Cash feePerLot) => (Fee, _feePerLot) = (fee, feePerLot);

    /// <summary>The fee as it was given.</summary>
    public FixedDecimal Fee { get; }

    internal override ChargeKind Kind => ChargeKind.PerUnitFee;

    /// <summary>
    /// Makes it. <see cref="Reason.OutOfRange"/>: beyond 10⁶ a unit or a lot. <see cref="Reason.OffGrid"/>: a lot's fee is
    /// no multiple of 10⁻¹².
    /// </summary>
    public static Reason TryCreate(FixedDecimal fee, Grid grid, out Charge? charge)
    {
        var reason = FeePerLot.TryRead(fee, grid, out var feePerLot);
        charge = reason == Reason.None ? new PerUnitFee(fee, feePerLot) : null;
        return reason;
    }

    /// <inheritdoc/>
    public override Cash Of(Quantity quantity) => FeePerLot.Times(_feePerLot, quantity);

    internal override void Write(ref RecordWriter writer) => writer.Write(Fee);
}
