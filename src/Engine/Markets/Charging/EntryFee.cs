using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>
/// A fee that every account with a bid owes once a clearing, whether it trades or not; its first bid bears it. Exact.
/// Keeps its scratch.
/// </summary>
public sealed class EntryFee : Charge
{
    private readonly Cash _fee;
    private readonly HashSet<int> _entered = [];

    private EntryFee(FixedDecimal fee, Cash cash) => (Fee, _fee) = (fee, cash);

    /// <summary>The fee as it was given.</summary>
    public FixedDecimal Fee { get; }

    internal override ChargeKind Kind => ChargeKind.EntryFee;

    /// <summary>The fee as cash.</summary>
    internal Cash Cash => _fee;

    /// <summary>
    /// Makes it. <see cref="Reason.OutOfRange"/>: beyond 10⁶. <see cref="Reason.OffGrid"/>: no multiple of 10⁻¹².
    /// </summary>
    public static Reason TryCreate(FixedDecimal fee, out Charge? charge)
    {
        charge = null;
        if (!Cash.TryFrom(fee, out var cash))
        {
            return Reason.OffGrid;
        }
        if (Int128.Abs(cash.Atoms) > Charges.MaxFeePerLot.Atoms)
        {
            return Reason.OutOfRange;
        }
        charge = new EntryFee(fee, cash);
        return Reason.None;
    }

    /// <inheritdoc/>
    public override void Assess(ReadOnlySpan<ClearedBid> bids, Span<Cash> owed)
    {
        _entered.Clear();
        for (var i = 0; i < bids.Length; i++)
        {
            if (_entered.Add(bids[i].Account))
            {
                owed[i] += _fee;
            }
        }
    }

    internal override void Write(ref RecordWriter writer) => writer.Write(Fee);
}
