using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;

namespace Exchange.Engine.Clearing.Workup;

/// <summary>
/// A workup: both sides name quantities at a frozen price, and the heavy side is rationed by time, as on BrokerTec; rationed
/// pro rata it is a matching session, as in most dark pools (Antill and Duffie 2017, section 2; Duffie and Zhu 2017). It is
/// the call auction of quantities without prices. Keeps its scratch; one thread.
/// </summary>
public sealed class WorkupRule : SessionRule
{
    private readonly CallAuctionRule _auction;

    /// <summary>Creates the rule.</summary>
    /// <param name="rationing">TIME or PRO_RATA.</param>
    /// <exception cref="ArgumentException">Another rationing.</exception>
    public WorkupRule(Rationing rationing)
    {
        if (rationing == Rationing.Random)
        {
            throw new ArgumentException("A workup rations by time or pro rata.", nameof(rationing));
        }
        _auction = new(rationing, RationingScope.All, []);
    }

    private protected override void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        _auction.Clear(bids, moment with { Limits = null }, result);
        if (result.IsCleared)
        {
            // The price was given: no step has left it.
            result.Succeed(DecidedBy.None, result.Price, result.Volume, result.Surplus);
        }
    }
}
