using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// The slow twin of a conditional auction's bids and clearings. Every clearing has a rule and bids of its own, in which whoever
/// is left out is really not there; what the rule makes of the bids is that of its own tests.
/// </summary>
internal sealed class ListedConditionalAuction(MarketDefinition market, Func<string, ConditionTarget> targetOf)
{
    private const int MaxRepeats = 16;

    private ConditionalAuctionDefinition Rule => (ConditionalAuctionDefinition)market.Rule;

    private long MaxLots => Rule.MaxQuantity?.Lots ?? Quantity.MaxOrderLots;

    /// <summary>Why a bid is refused, whoever else bids.</summary>
    public Reason Check(ListedBid bid)
    {
        var isConditional = bid.Conditional is not null;
        var (most, least) = isConditional
            ? (bid.Conditional!.Max ?? 0, bid.Conditional.Min ?? 0)
            : (bid.Points[0].Quantity.Lots, bid.Points[^1].Quantity.Lots);
        if (most > MaxLots || -least > MaxLots)
        {
            return Reason.OutOfRange;
        }
        if (Rule.Collar is { } collar && PricesOf(bid).Any(price => price < ValueOf(collar.Low) || price > ValueOf(collar.High)))
        {
            return Reason.PriceCollar;
        }
        if (isConditional)
        {
            return OwnSlope(bid) > 0 ? Reason.None : Reason.NotMonotone;
        }
        return most < 0 || least > 0 || most == least ? Reason.BadBounds : Reason.None;
    }

    /// <summary>Clears, again and again without those who would get more than they may, or could not settle.</summary>
    /// <param name="bids">The bids.</param>
    /// <param name="broke">Those who could not settle what is given to the ones that are not left out.</param>
    /// <returns>What is given to the others, and the accounts left out.</returns>
    public (ClearingResult Result, HashSet<int> LeftOut) Clear(
        List<ListedBid> bids, Func<ClearingResult, HashSet<int>, List<ListedBid>> broke)
    {
        var leftOut = new HashSet<int>();
        for (var repeat = 0; repeat <= MaxRepeats; repeat++)
        {
            var rest = bids.FindAll(bid => !leftOut.Contains(bid.Account));
            var (result, lots) = Solve(rest, Rule with { MaxQuantity = null, MaxDeficit = null });
            if (!result.IsCleared)
            {
                return (result, leftOut);
            }
            var more = rest.Where((_, i) => Math.Abs(lots[i]) > MaxLots).ToList();
            var final = Solve(rest, Rule with { MaxQuantity = null }).Result;
            more = more.Count > 0 ? more : broke(final.IsCleared ? final : result, leftOut);
            if (more.Count == 0)
            {
                return (final, leftOut);
            }
            leftOut.UnionWith(more.Select(bid => bid.Account));
        }
        var failed = new ClearingResult();
        failed.Fail(ClearingFailure.NotConverged);
        return (failed, leftOut);
    }

    private (ClearingResult Result, double[] Lots) Solve(List<ListedBid> bids, ConditionalAuctionDefinition definition)
    {
        var (rule, result) = (new ConditionalAuctionRule(definition, market.Grid), new ClearingResult());
        rule.Clear(Collect(bids), default, result);
        return (result, [.. Enumerable.Range(0, bids.Count).Select(rule.Solution.LotsOf)]);
    }

    /// <summary>The bids, what they have traded already in two clearings before.</summary>
    private CollectedBids Collect(List<ListedBid> bids)
    {
        var collected = new CollectedBids();
        foreach (var bid in bids)
        {
            var bidder = new Bidder(bid.Account, default, bid.Groups.Select(group => targetOf(group).Number).ToArray());
            Assert.Equal(Reason.None, collected.Add(bidder, bid.Id, BidOf(bid), bid.IsStanding, default));
        }
        collected.Settle([.. bids.Select(bid => bid.Bought)], default, default, default);
        collected.Settle([.. bids.Select(bid => -bid.Sold)], default, default, default);
        return collected;
    }

    private Bid BidOf(ListedBid bid)
    {
        if (bid.Conditional is { } conditional)
        {
            return Bid.Of(conditional.ToBid(targetOf));
        }
        Assert.Equal(Reason.None, DemandSchedule.TryCreate(bid.Points, isPerSecond: false, out var schedule));
        return Bid.Of(schedule);
    }

    private IEnumerable<decimal> PricesOf(ListedBid bid) => bid.Conditional is { } conditional
        ? [ListedSession.Value(conditional.Intercept)]
        : bid.Points.Select(point => ValueOf(point.Price));

    private decimal ValueOf(Price price) => price.Ticks * ListedSession.Value(market.Grid.TickSize);

    private static decimal OwnSlope(ListedBid bid) => ListedSession.Value(bid.Conditional!.Slope)
        + bid.Conditional.Conditions.Where(condition => bid.Groups.Contains(condition.On)).Sum(condition => ListedSession.Value(condition.Slope));
}

/// <summary>What a clearing came to: what every bid's owner receives, charges not taken off, and who was left out.</summary>
internal sealed record ListedClearing(Outcome Outcome, decimal[] Payments, HashSet<int> LeftOut);
