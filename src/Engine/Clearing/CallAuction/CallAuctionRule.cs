using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// The call auction: all bids trade at one price, at which the most is traded. Bids are orders and demand schedules, also
/// flows of demand (Antill and Duffie 2017 §3), on one grid; with random rationing it is the welfare paper's batch
/// auction with service in random order, with schedules the double auction of the other papers.
/// </summary>
/// <remarks>
/// The candidates are the ticks from the lowest to the highest price named; <see cref="PriceRule"/> chooses among them by
/// the usual four steps of European auctions and <see cref="Allotment"/> divides the volume. All of it is integer
/// arithmetic. However far apart the prices are, a bid is evaluated some forty times at most, and ten as a rule; none is
/// sorted, except by its ticket in a lottery.
/// </remarks>
public sealed class CallAuctionRule : SessionRule
{
    private readonly AuctionCurves _curves = new();
    private readonly SurplusSearch _search;
    private readonly Allotment _allotment;
    private readonly Rationing _rationing;
    private readonly byte[] _seed;
    private readonly bool _clearsWithoutVolume;

    /// <summary>Creates the rule.</summary>
    /// <param name="rationing">Who of the heavy side gets the volume.</param>
    /// <param name="scope">What is rationed.</param>
    /// <param name="seed">The market's 32 secret bytes with random rationing; otherwise of no account.</param>
    /// <param name="clearsWithoutVolume">
    /// Whether bids that do not cross clear nonetheless, at the price of the least surplus and with nothing traded: a
    /// market with the transaction fee, which is owed also where nobody trades. Where nobody bids nobody owes it.
    /// </param>
    /// <exception cref="ArgumentException">Random rationing without a seed of 32 bytes.</exception>
    public CallAuctionRule(Rationing rationing, RationingScope scope, ReadOnlySpan<byte> seed, bool clearsWithoutVolume = false)
    {
        if (rationing == Rationing.Random && seed.Length != Lottery.Length)
        {
            throw new ArgumentException("Random rationing draws by a seed of 32 bytes.", nameof(seed));
        }
        _search = new(_curves);
        _allotment = new(_curves, rationing, scope);
        _rationing = rationing;
        _seed = seed.ToArray();
        _clearsWithoutVolume = clearsWithoutVolume;
    }

    private protected override void Compute(CollectedBids bids, in ClearingMoment moment, ClearingResult result)
    {
        _curves.Read(bids, moment);
        var lots = result.Begin(bids.Count);
        if (!TryFindCandidates(moment.Reference, out var low, out var high))
        {
            result.Fail(ClearingFailure.NoReference);
            return;
        }
        var (ticks, totals, decidedBy) = new PriceRule(_curves, _search, low, high, moment.Reference).Choose();
        if (totals.Volume == 0 && (!_clearsWithoutVolume || bids.Count == 0))
        {
            result.Fail(ClearingFailure.NoCross);
            return;
        }
        if (totals.Volume != 0)
        {
            Divide(ticks, totals, moment.Number, lots);
        }
        result.Succeed(decidedBy, new(ticks), new(totals.Volume), new(totals.Surplus));
    }

    private void Divide(int ticks, Totals totals, ulong clearing, Span<long> lots)
    {
        Span<byte> secret = stackalloc byte[Lottery.Length];
        if (_rationing == Rationing.Random)
        {
            Lottery.DeriveSecret(_seed, clearing, secret);
        }
        _allotment.Divide(ticks, totals, secret, lots);
    }

    /// <summary>From the lowest to the highest price named, or the reference alone when none is.</summary>
    private bool TryFindCandidates(Price? reference, out int low, out int high)
    {
        (low, high) = (_curves.LowestTicks, _curves.HighestTicks);
        if (low > high && reference is { } only)
        {
            low = high = only.Ticks;
        }
        return low <= high;
    }
}
