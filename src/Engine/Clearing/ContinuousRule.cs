using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>
/// A clearing rule that acts on every order as it arrives. It knows accounts only as numbers; cash, units and
/// messages are its caller's. Deterministic; one thread; no allocation in steady state.
/// </summary>
public abstract class ContinuousRule
{
    /// <summary>The number of live orders, sleeping stops among them.</summary>
    public abstract int OrderCount { get; }

    /// <summary>When the next order expires; <see cref="Timestamp.Never"/> when none does.</summary>
    public abstract Timestamp NextExpiry { get; }

    /// <summary>Whether the account has a live order with an id.</summary>
    public abstract bool Has(int account, ulong id);

    /// <summary>A live order of an account, whether it rests or sleeps; false when it has none with an id.</summary>
    public abstract bool TryGet(int account, ulong id, out LiveOrder order);

    /// <summary>Brings an order: trades, and rests or is cancelled by its time in force.</summary>
    /// <returns>
    /// <see cref="Reason.DuplicateId"/> when the account has a live order with this id, <see cref="Reason.Limit"/> when the
    /// rule can keep no more orders; nothing changed then.
    /// </returns>
    public abstract Reason Submit(int account, ulong id, in Order order, ReportBuffer reports);

    /// <summary>
    /// Brings an order with terms. The minimum quantity and the stop are for its arrival; the others stay with it when it
    /// is replaced. A stop that the last trade has reached wakes at once. An order that has expired before it came is
    /// cancelled at once, untraded.
    /// </summary>
    /// <remarks>
    /// Every trade is in turn the last. The stops that it reaches wake by their stop prices, those that the price came by
    /// first before the others, at one price by arrival; once the order that traded has come to rest or an end, they arrive
    /// one after the other, and those that they wake after them.
    /// </remarks>
    /// <returns>
    /// As for a plain order, which an order with terms never is for <see cref="Reason.Limit"/>: it needs room whatever its time in
    /// force; <see cref="Reason.PostOnly"/> when it would take liquidity and may not. Nothing changed then.
    /// </returns>
    public abstract Reason Submit(
        int account, ulong id, in Order order, in OrderTerms terms, Timestamp now, ReportBuffer reports);

    /// <summary>
    /// Changes a live order. A smaller quantity at the same price keeps time priority, unless it is to be lost;
    /// everything else is a cancel and a new arrival, which trades if it crosses. What an iceberg hides is open too, and
    /// the first to go. A sleeping stop sleeps on, at its stop price.
    /// </summary>
    /// <returns>
    /// <see cref="Reason.UnknownOrder"/> when there is no such live order; <see cref="Reason.PostOnly"/> when it would take
    /// liquidity and may not; <see cref="Reason.WrongBidKind"/> when a market order is to have a price. Nothing changed
    /// then.
    /// </returns>
    public abstract Reason Replace(int account, ulong id, in Replacement replacement, ReportBuffer reports);

    /// <summary>Cancels a live order.</summary>
    /// <returns><see cref="Reason.UnknownOrder"/> when there is no such live order; nothing changed then.</returns>
    public abstract Reason Cancel(int account, ulong id, CancelReason why, ReportBuffer reports);

    /// <summary>Cancels every live order of an account, oldest first.</summary>
    public abstract void CancelAll(int account, CancelReason why, ReportBuffer reports);

    /// <summary>
    /// Takes every order out of the book: each is reported as cancelled, buyers first, the best price first and at a price
    /// the oldest first. Stops sleep on.
    /// </summary>
    /// <param name="reports">The cancellations.</param>
    /// <param name="terms">What each of them still asked for, in the same order.</param>
    public abstract void TakeAll(ReportBuffer reports, ICollection<OrderTerms> terms);

    /// <summary>Cancels every order that is due at or before a moment: by that, then by the order in which they were brought.</summary>
    public abstract void Expire(Timestamp now, ReportBuffer reports);

    /// <summary>Tells of a trade outside the rule, in an auction: it is the last, and wakes stops.</summary>
    public abstract void NoteTrade(Price price, ReportBuffer reports);

    /// <summary>The best price of a side and the sum of its displayed quantities; false when the side is empty.</summary>
    public abstract bool TryGetBest(Side side, out Price price, out Quantity quantity);

    /// <summary>The next worse price of a side and the sum of its displayed quantities; false when there is none.</summary>
    public abstract bool TryGetNext(Side side, Price after, out Price price, out Quantity quantity);

    /// <summary>The sum of the displayed quantities at a price.</summary>
    public abstract Quantity QuantityAt(Side side, Price price);

    /// <summary>
    /// The sum of the displayed quantities at a price that an account may trade with: without its own, where it is kept from
    /// trading with itself.
    /// </summary>
    public abstract Quantity QuantityFor(int account, Side side, Price price);

    /// <summary>Writes everything that future behaviour depends on, in an order that does not depend on history.</summary>
    public abstract void WriteState(StateWriter writer);

    /// <summary>Reads back what <see cref="WriteState"/> wrote; there were no orders before.</summary>
    /// <exception cref="InvalidDataException">It cannot have been written; the rule is not to be used.</exception>
    public abstract void ReadState(StateReader reader);
}

/// <summary>What is known of a live order.</summary>
/// <param name="Side">Its side.</param>
/// <param name="Limit">The worst price it accepts; of a market order that sleeps, the end of the price range.</param>
/// <param name="Open">What is open of it, hidden or not.</param>
public readonly record struct LiveOrder(Side Side, Price Limit, Quantity Open);
