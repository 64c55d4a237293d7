using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>A charge on every bid by itself, a function of its quantity.</summary>
public abstract class BidCharge : Charge
{
    /// <inheritdoc/>
    public sealed override void Assess(ReadOnlySpan<ClearedBid> bids, Span<Cash> owed)
    {
        for (var i = 0; i < bids.Length; i++)
        {
            owed[i] += Of(bids[i].Quantity);
        }
    }

    /// <summary>What is owed for a quantity bought or sold.</summary>
    public abstract Cash Of(Quantity quantity);
}
