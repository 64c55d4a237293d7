using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>
/// Bids for a call auction; the same seed gives the same ones on every machine. Every account, from 1 on, has one bid.
/// </summary>
/// <param name="Name">What they are.</param>
/// <param name="AddNext">Draws the bid of an account and adds it.</param>
/// <param name="AreUpdated">Whether as many updates as there are bids, at random, come before anything is measured.</param>
internal sealed record CallAuctionBids(
    string Name, Action<CollectedBids, int, SeededGenerator> AddNext, bool AreUpdated = false)
{
    /// <summary>The id of every bid.</summary>
    public const ulong Id = 1;

    private const int Points = 4;
    private const int Centre = 10_000;
    private const int Spread = 1_000;

    /// <summary>Schedules of agents with inventories.</summary>
    public static readonly CallAuctionBids Schedules = OfSchedules("schedules", FillAgent);

    /// <summary>The same, where arrivals are no longer in the order of memory: a market after a while.</summary>
    public static readonly CallAuctionBids UpdatedSchedules =
        Schedules with { Name = "updated schedules", AreUpdated = true };

    /// <summary>The same shapes, as flows.</summary>
    public static readonly CallAuctionBids RateSchedules = OfSchedules("rate schedules", FillAgent, isPerSecond: true);

    /// <summary>Limit orders of both sides around one price.</summary>
    public static readonly CallAuctionBids LimitOrders = new("limit orders", AddLimitOrder);

    /// <summary>Nothing to search, and the whole heavy side is rationed.</summary>
    public static readonly CallAuctionBids OneTick = OfSchedules("schedules in one tick", FillStep);

    /// <summary>Schedules of agents who disagree by the whole range of prices.</summary>
    public static readonly CallAuctionBids FarApart = OfSchedules("schedules far apart", FillFarApart);

    /// <summary>The worst for the search: it takes most looks for one step, and every bid falls at every price.</summary>
    public static readonly CallAuctionBids EndToEnd = OfSchedules("schedules from end to end", FillEndToEnd);

    private delegate void Fill(Span<SchedulePoint> points, SeededGenerator random);

    /// <summary>So many bids.</summary>
    public CollectedBids Collect(int count, ulong seed)
    {
        var random = new SeededGenerator(seed);
        var bids = new CollectedBids();
        for (var account = 1; account <= count; account++)
        {
            AddNext(bids, account, random);
        }
        for (var i = 0; AreUpdated && i < count; i++)
        {
            DemandSchedule.TryCreate(NextAgent(random), isPerSecond: false, out var schedule);
            bids.Replace(1 + (int)random.NextBelow(count), Id, schedule, default);
        }
        return bids;
    }

    /// <summary>The points of an agent's schedule.</summary>
    public static SchedulePoint[] NextAgent(SeededGenerator random)
    {
        var points = new SchedulePoint[Points];
        FillAgent(points, random);
        return points;
    }

    private static CallAuctionBids OfSchedules(string name, Fill fill, bool isPerSecond = false) =>
        new(name, (bids, account, random) =>
        {
            Span<SchedulePoint> points = stackalloc SchedulePoint[Points];
            fill(points, random);
            DemandSchedule.TryCreate(points, isPerSecond, out var schedule);
            bids.Add(account, Id, schedule, isStanding: true, default);
        });

    private static void FillAgent(Span<SchedulePoint> points, SeededGenerator random) =>
        FillAgent(points, random, Centre, Spread, reach: 100);

    private static void FillFarApart(Span<SchedulePoint> points, SeededGenerator random) =>
        FillAgent(points, random, centre: 0, spread: 700_000_000, reach: 100_000_000);

    /// <summary>a + b·p in four points, every second one with a vertical step where the line begins or ends.</summary>
    private static void FillAgent(Span<SchedulePoint> points, SeededGenerator random, int centre, int spread, int reach)
    {
        var content = centre - spread + random.NextBelow((2L * spread) + 1);
        var slope = 1 + random.NextBelow(10);
        var third = 1 + random.NextBelow(reach);
        for (var i = 0; i < Points; i++)
        {
            var beyond = ((2 * i) - 3) * third;
            points[i] = new(new(content + beyond), new(-slope * beyond));
        }
        switch (random.NextBelow(4))
        {
            case 0:
                points[0] = points[0] with { Price = points[1].Price };
                break;
            case 1:
                points[3] = points[3] with { Price = points[2].Price };
                break;
        }
    }

    private static void FillStep(Span<SchedulePoint> points, SeededGenerator random)
    {
        var unit = 1 + random.NextBelow(100);
        var most = random.NextBelow(2) == 0 ? Points - 1 : 0;
        for (var i = 0; i < Points; i++)
        {
            points[i] = new(new(Centre), new((most - i) * unit));
        }
    }

    private static void FillEndToEnd(Span<SchedulePoint> points, SeededGenerator random)
    {
        const int Step = 123_456_789;
        var sold = random.NextBelow(2) * Quantity.MaxOrderLots;
        points[0] = new(new(-Price.MaxTicks), new(4_000_000_000 - sold));
        points[1] = new(new(Step), new(3_000_000_000 - sold));
        points[2] = new(new(Step), new(1_000_000_000 - sold));
        points[3] = new(new(Price.MaxTicks), new(-sold));
    }

    private static void AddLimitOrder(CollectedBids bids, int account, SeededGenerator random)
    {
        var side = (Side)random.NextBelow(2);
        var price = new Price(Centre - Spread + random.NextBelow((2 * Spread) + 1));
        var order = Order.Limit(side, new(1 + random.NextBelow(100)), price, TimeInForce.GoodTillCancelled);
        bids.Add(account, Id, order, isStanding: true, default);
    }
}
