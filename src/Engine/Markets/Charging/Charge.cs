using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Charging;

/// <summary>
/// What is paid to the operator besides the price. A charge sees at once all the bids that cleared at one instant in the
/// markets that levy it, so that it may depend on the whole of them (on everything an account traded in several
/// instruments, say). Pure and deterministic; one thread.
/// </summary>
public abstract class Charge
{
    /// <summary>
    /// Whether the charge depends on an account's whole quantity, so that a market with it takes one bid an account.
    /// </summary>
    public virtual bool TakesOneBidAnAccount => false;

    /// <summary>Whether the charge is owed also where nobody trades, so that a market with it clears at any rate.</summary>
    public virtual bool IsOwedWithoutVolume => false;

    /// <summary>
    /// Whether a bidder can join. <see cref="Reason.OutOfRange"/>: the charge depends on capacities, and the bidder has none
    /// or one that does not go with the others'.
    /// </summary>
    /// <param name="capacity">The bidder's.</param>
    /// <param name="other">Of one of those who have bid; null when nobody has.</param>
    public virtual Reason Check(Capacity capacity, Capacity? other) => Reason.None;

    /// <summary>Which charge.</summary>
    internal abstract ChargeKind Kind { get; }

    /// <summary>Adds what each bid's account owes to <paramref name="owed"/>, in the bids' order; negative is received.</summary>
    public abstract void Assess(ReadOnlySpan<ClearedBid> bids, Span<Cash> owed);

    /// <summary>Writes the parameters, for the command that defines a market.</summary>
    internal abstract void Write(ref RecordWriter writer);
}
