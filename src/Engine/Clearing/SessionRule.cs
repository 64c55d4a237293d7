using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing;

/// <summary>
/// A clearing rule that is a function of the bids collected: it changes none of them, and the same bids at the same
/// moment give the same result. What it is parameterised by is given at construction. One thread; no allocation in
/// steady state.
/// </summary>
/// <remarks>
/// Limits never enter a solution, so that nobody's payment depends on another's (Andreyanov and Sadzik 2021 need it; every
/// rule here keeps to it). Whoever could not settle the result (<see cref="IAccountLimits"/>), or would get more than the
/// rule itself allows, is left out, as if it had never bid, and the rest cleared again, at most <see cref="MaxRepeats"/>
/// times; then <see cref="ClearingFailure.NotConverged"/>.
/// </remarks>
public abstract class SessionRule
{
    /// <summary>How often a clearing is repeated without those that are left out, before it fails as not converged.</summary>
    public const int MaxRepeats = 16;

    private bool[] _leftOut = [];
    private bool[] _marks = [];

    /// <summary>Whether a second bid of an account is refused.</summary>
    public virtual bool TakesOneBidAnAccount => false;

    /// <summary>Why a result cannot stand although it was computed, once nobody is left out of it any more; none: it can.</summary>
    private protected virtual ClearingFailure Objection => ClearingFailure.None;

    /// <summary>Whether a bid of a kind that the market takes can join those collected; why not.</summary>
    public virtual Reason Check(CollectedBids bids, in Bidder bidder, in Bid bid) => Reason.None;

    /// <summary>Computes who trades how much, and at which price, or why nobody does.</summary>
    public void Clear(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        var (count, at, repeats) = (bids.Count, moment, 0);
        Compute(bids, at, result);
        while (result.IsCleared && TryLeaveOut(bids, at.Limits, count, result))
        {
            if (repeats++ == MaxRepeats)
            {
                result.Fail(ClearingFailure.NotConverged);
                break;
            }
            at = at.Limits is { } limits ? at with { Inventories = limits.InventoriesOf(bids) } : at;
            Compute(bids, at, result);
        }
        if (result.IsCleared && Objection != ClearingFailure.None)
        {
            result.Fail(Objection);
        }
        if (bids.Count != count)
        {
            bids.ShowAll();
            result.Spread(_leftOut.AsSpan(0, count));
        }
    }

    /// <summary>Computes the result of the bids as they are.</summary>
    private protected abstract void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result);

    /// <summary>Marks bids that got more than the rule allows, by arrival; false when there are none.</summary>
    private protected virtual bool MarkExcess(Span<bool> marks) => false;

    /// <summary>Hides the bids that are to be left out besides those that are; false when there are none.</summary>
    private bool TryLeaveOut(CollectedBids bids, IAccountLimits? limits, int count, ClearingResult result)
    {
        if (_marks.Length < count)
        {
            (_marks, _leftOut) = (new bool[Math.Max(count, 2 * _marks.Length)], new bool[Math.Max(count, 2 * _marks.Length)]);
        }
        var marks = _marks.AsSpan(0, bids.Count);
        marks.Clear();
        if (!MarkExcess(marks) && !(limits?.Mark(bids, result, marks) ?? false))
        {
            return false;
        }
        var leftOut = _leftOut.AsSpan(0, count);
        if (bids.Count == count)
        {
            leftOut.Clear();
        }
        var next = 0;
        foreach (ref var isOut in leftOut)
        {
            isOut = isOut || marks[next++];
        }
        bids.Hide(marks);
        return true;
    }
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
    /// <summary>What accounts can bear; null: anything.</summary>
    public IAccountLimits? Limits { get; init; }

    /// <summary>What is held, for a rule that observes positions.</summary>
    public Inventories Inventories { get; init; }
}

/// <summary>What accounts hold of the market's instrument.</summary>
/// <param name="Reporting">Those with a bid, together.</param>
/// <param name="Everybody">All but the operator's, together.</param>
public readonly record struct Inventories(Units Reporting, Units Everybody);
