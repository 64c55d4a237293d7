using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>
/// A clearing rule that is a function of the bids collected: it changes none of them, and the same bids at the same
/// moment give the same result. What it is parameterised by is given at construction. One thread; no allocation in
/// steady state.
/// </summary>
public abstract class SessionRule
{
    /// <summary>Whether a second bid of an account is refused.</summary>
    public virtual bool TakesOneBidAnAccount => false;

    /// <summary>Whether a bid of a kind that the market takes can join those collected; why not.</summary>
    public virtual Reason Check(CollectedBids bids, in Bidder bidder, in Bid bid) => Reason.None;

    /// <summary>Computes who trades how much, and at which price, or why nobody does.</summary>
    public abstract void Clear(CollectedBids bids, in ClearingMoment moment, ClearingResult result);
}

/// <summary>What a clearing depends on besides its bids and its rule.</summary>
/// <param name="Previous">
/// The moment of the last clearing that took place: flows of demand run from there. One that failed left every bid as it
/// was, the flows too.
/// </param>
/// <param name="Now">The moment of the clearing, not before the previous one.</param>
/// <param name="Number">The clearing's number, counted from 1: random rationing draws by it.</param>
/// <param name="Reference">The reference price rounded down to a tick; null when there is none.</param>
public readonly record struct ClearingMoment(Timestamp Previous, Timestamp Now, ulong Number, Price? Reference)
{
    /// <summary>What accounts can bear, for a rule that takes limits; null: anything.</summary>
    public IAccountLimits? Limits { get; init; }
}
