using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>
/// A clearing rule that acts on every order as it arrives. It knows accounts only as numbers; cash, units and
/// messages are its caller's. Deterministic; one thread; no allocation in steady state.
/// </summary>
public abstract class ContinuousRule
{
    /// <summary>The number of live orders.</summary>
    public abstract int OrderCount { get; }

    /// <summary>Brings an order: trades, and rests or is cancelled by its time in force.</summary>
    /// <returns>
    /// <see cref="Reason.DuplicateId"/> when the account has a live order with this id, <see cref="Reason.Limit"/> when the
    /// rule can keep no more orders; nothing changed then.
    /// </returns>
    public abstract Reason Submit(int account, ulong id, in Order order, ReportBuffer reports);

    /// <summary>
    /// Changes a live order. A smaller quantity at the same price keeps time priority, unless it is to be lost;
    /// everything else is a cancel and a new arrival, which trades if it crosses.
    /// </summary>
    /// <returns><see cref="Reason.UnknownOrder"/> when there is no such live order; nothing changed then.</returns>
    public abstract Reason Replace(int account, ulong id, in Replacement replacement, ReportBuffer reports);

    /// <summary>Cancels a live order.</summary>
    /// <returns><see cref="Reason.UnknownOrder"/> when there is no such live order; nothing changed then.</returns>
    public abstract Reason Cancel(int account, ulong id, CancelReason why, ReportBuffer reports);

    /// <summary>Cancels every live order of an account, oldest first.</summary>
    public abstract void CancelAll(int account, CancelReason why, ReportBuffer reports);

    /// <summary>
    /// Takes every live order out: each is reported as cancelled, buyers first, the best price first and at a price the
    /// oldest first.
    /// </summary>
    public abstract void TakeAll(ReportBuffer reports);

    /// <summary>The best price of a side and the sum of its quantities; false when the side is empty.</summary>
    public abstract bool TryGetBest(Side side, out Price price, out Quantity quantity);

    /// <summary>The next worse price of a side and the sum of its quantities; false when there is none.</summary>
    public abstract bool TryGetNext(Side side, Price after, out Price price, out Quantity quantity);

    /// <summary>The sum of the open quantities at a price.</summary>
    public abstract Quantity QuantityAt(Side side, Price price);

    /// <summary>Writes everything that future behaviour depends on, in an order that does not depend on history.</summary>
    public abstract void WriteState(StateWriter writer);
}
