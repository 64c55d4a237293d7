using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>
/// Bids for a conditional auction; the same seed gives the same ones on every machine. Every account, from 1 on, has one bid
/// and is in one group, if there are any, and every bid is conditional on all groups.
/// </summary>
internal static class ConditionalAuctionBids
{
    // Prices and slopes in fixed-point decimals: 10⁻⁶ is fine enough for draws.
    private const long Millionth = FixedDecimal.One / 1_000_000;

    /// <summary>Lines; with bounds, some of which hold.</summary>
    public static CollectedBids Lines(int count, int groups, bool areBounded, ulong seed)
    {
        var random = new SeededGenerator(seed);
        var bids = new CollectedBids();
        for (var account = 1; account <= count; account++)
        {
            var conditional = Line(count, groups, areBounded, random);
            int[] memberOf = groups == 0 ? [] : [account % groups];
            bids.Add(new Bidder(account, default, memberOf), 1, Bid.Of(conditional), isStanding: true, default);
        }
        return bids;
    }

    /// <summary>Schedules of four points, around one price.</summary>
    public static CollectedBids Schedules(int count, ulong seed) => CallAuctionBids.Schedules.Collect(count, seed);

    /// <summary>The price falls by two to four for a unit more, and by a hundredth of that for one more of a group.</summary>
    private static ConditionalBid Line(int count, int groups, bool areBounded, SeededGenerator random)
    {
        var conditions = new Condition[groups];
        for (var group = 0; group < groups; group++)
        {
            conditions[group] = new(ConditionTarget.Group(group), Decimal(random, -30_000 / count, 30_000 / count));
        }
        Quantity? Bound(int sign) => areBounded ? new Quantity(sign * (1_000_000 + random.NextBelow(4_000_000))) : null;
        ConditionalBid.TryCreate(
            Decimal(random, -10_000_000, 10_000_000), Decimal(random, 2_000_000, 4_000_000), conditions, Bound(-1), Bound(1), out var bid);
        return bid;
    }

    private static FixedDecimal Decimal(SeededGenerator random, long leastMillionths, long mostMillionths) =>
        new((leastMillionths + random.NextBelow(mostMillionths - leastMillionths + 1)) * (Int128)Millionth);
}
