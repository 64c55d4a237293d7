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

    /// <summary>Adds what each bid's account owes to <paramref name="owed"/>, in the bids' order; negative is received.</summary>
    public abstract void Assess(ReadOnlySpan<ClearedBid> bids, Span<Cash> owed);
}
