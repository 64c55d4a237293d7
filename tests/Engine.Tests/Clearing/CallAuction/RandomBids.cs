using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

/// <summary>A kind of random bids: where prices lie, how large quantities are, which kinds of bid there are.</summary>
internal sealed record BidShape(string Name, int LowestTicks, int Ticks, long MaxLots, BidKind[] Kinds)
{
    private static readonly BidKind[] AllKinds = [BidKind.Limit, BidKind.Market, BidKind.Schedule, BidKind.RateSchedule];

    public static IReadOnlyList<BidShape> All { get; } =
    [
        new("everything", -10, 25, 20, AllKinds),
        new("orders", 100, 8, 6, [BidKind.Limit, BidKind.Limit, BidKind.Market]),
        new("limit orders at few prices", -2, 4, 5, [BidKind.Limit]),
        new("market orders alone", 0, 1, 9, [BidKind.Market]),
        new("schedules", -30, 60, 100, [BidKind.Schedule]),
        new("plateaus and steps", 0, 12, 3, [BidKind.Schedule, BidKind.Limit]),
        new("flows", 50, 20, 40, [BidKind.RateSchedule]),
        new("one price", 7, 1, 10, AllKinds),
        new("largest quantities", 0, 10, Quantity.MaxOrderLots, AllKinds),
        new("highest prices", Price.MaxTicks - 12, 13, 50, AllKinds),
        new("lowest prices", -Price.MaxTicks, 13, 50, AllKinds),
    ];

    /// <summary>A bid of one of the kinds.</summary>
    public ListedBid Next(SeededGenerator random, int account, ulong id, Timestamp now)
    {
        var kind = Kinds[random.NextBelow(Kinds.Length)];
        var bid = new ListedBid(account, id, random.NextBelow(2) == 0, now);
        return kind switch
        {
            BidKind.Market => bid with { Order = Order.Market(NextSide(random), NextSize(random)) },
            BidKind.Limit => bid with
            {
                Order = Order.Limit(NextSide(random), NextSize(random), NextPrice(random), TimeInForce.GoodTillCancelled),
            },
            _ => bid with { Points = NextPoints(random), IsPerSecond = kind == BidKind.RateSchedule },
        };
    }

    /// <summary>Points that make a schedule.</summary>
    public SchedulePoint[] NextPoints(SeededGenerator random)
    {
        while (true)
        {
            var count = 2 + (int)random.NextBelow(random.NextBelow(8) == 0 ? 30 : 5);
            var prices = Enumerable.Range(0, count).Select(_ => NextPrice(random).Ticks).Order().ToArray();
            var quantities = Enumerable.Range(0, count).Select(_ => NextSigned(random)).OrderDescending().ToArray();
            SchedulePoint[] points = [.. prices.Zip(quantities, (price, lots) => new SchedulePoint(new(price), new(lots)))];
            if (DemandSchedule.TryCreate(points, isPerSecond: false, out _) == Reason.None)
            {
                return points;
            }
        }
    }

    public Price NextPrice(SeededGenerator random) => new(LowestTicks + random.NextBelow(Ticks));

    public Quantity NextSize(SeededGenerator random) => new(1 + random.NextBelow(MaxLots));

    private static Side NextSide(SeededGenerator random) => (Side)random.NextBelow(2);

    // Zeros are frequent, so that schedules have gaps and steps to nothing.
    private long NextSigned(SeededGenerator random) => random.NextBelow(4) switch
    {
        0 => 0,
        1 => -1 - random.NextBelow(MaxLots),
        2 => 1 + random.NextBelow(MaxLots),
        _ => random.NextBelow((2 * MaxLots) + 1) - MaxLots,
    };
}

/// <summary>The same bids collected and listed.</summary>
internal static class TwinBids
{
    /// <summary>Adds a bid to both; they must say the same.</summary>
    public static Reason Add(CollectedBids collected, ListedBids listed, ListedBid bid)
    {
        var reason = Add(collected, bid);
        Assert.Equal(listed.Add(bid), reason);
        return reason;
    }

    public static Reason Add(CollectedBids collected, ListedBid bid)
    {
        if (bid.Order is { } order)
        {
            return collected.Add(bid.Account, bid.Id, order, bid.IsStanding, bid.Accepted);
        }
        Assert.Equal(Reason.None, DemandSchedule.TryCreate(bid.Points, bid.IsPerSecond, out var schedule));
        return collected.Add(bid.Account, bid.Id, schedule, bid.IsStanding, bid.Accepted);
    }
}
