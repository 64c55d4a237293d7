using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>
/// A spread δ·|q| that the operator keeps between what buyers pay and sellers receive, δ on either side of the price. Exact.
/// </summary>
public sealed class Spread : BidCharge
{
    private readonly Cash _deltaPerLot;

    private Spread(FixedDecimal delta, Cash deltaPerLot) => (Delta, _deltaPerLot) = (delta, deltaPerLot);

    /// <summary>δ as it was given.</summary>
    public FixedDecimal Delta { get; }

    internal override ChargeKind Kind => ChargeKind.Spread;

    /// <summary>
    /// Makes it. <see cref="Reason.OutOfRange"/>: negative, or over 10⁶ a unit or a lot. <see cref="Reason.OffGrid"/>: a
    /// lot's δ is no multiple of 10⁻¹².
    /// </summary>
    public static Reason TryCreate(FixedDecimal delta, Grid grid, out Charge? charge)
    {
        var reason = FeePerLot.TryRead(delta, grid, out var deltaPerLot);
        reason = delta.Scaled < 0 ? Reason.OutOfRange : reason;
        charge = reason == Reason.None ? new Spread(delta, deltaPerLot) : null;
        return reason;
    }

    /// <inheritdoc/>
    public override Cash Of(Quantity quantity) => FeePerLot.Times(_deltaPerLot, quantity);

    internal override void Write(ref RecordWriter writer) => writer.Write(Delta);
}
