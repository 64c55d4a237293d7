using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// What a participant says to a session market: an order, a demand schedule, a conditional bid or a report. It does not own
/// a schedule's points or a bid's conditions.
/// </summary>
public readonly ref struct Bid
{
    private Bid(BidKind kind, Order order, DemandSchedule schedule, ConditionalBid conditional, Quantity reported)
    {
        (Kind, Order, Reported) = (kind, order, reported);
        Schedule = schedule;
        Conditional = conditional;
    }

    /// <summary>What kind of bid it is.</summary>
    public BidKind Kind { get; }

    /// <summary>Limit, market and pegged: the order; its time in force is of no account.</summary>
    public Order Order { get; }

    /// <summary>Schedule and rate schedule: the schedule.</summary>
    public DemandSchedule Schedule { get; }

    /// <summary>Conditional: the conditional bid.</summary>
    public ConditionalBid Conditional { get; }

    /// <summary>Endowment: what is reported, above zero where the bidder has it, below where it is short.</summary>
    public Quantity Reported { get; }

    /// <summary>An order.</summary>
    public static Bid Of(scoped in Order order) =>
        new(order.IsMarket ? BidKind.Market : BidKind.Limit, order, default, default, default);

    /// <summary>An order that follows a midpoint, its price the worst that it accepts.</summary>
    public static Bid Pegged(scoped in Order order) => new(BidKind.Pegged, order, default, default, default);

    /// <summary>A demand schedule.</summary>
    public static Bid Of(scoped in DemandSchedule schedule) =>
        new(schedule.IsPerSecond ? BidKind.RateSchedule : BidKind.Schedule, default, schedule, default, default);

    /// <summary>A conditional bid.</summary>
    public static Bid Of(scoped in ConditionalBid bid) => new(BidKind.Conditional, default, default, bid, default);

    /// <summary>A report of a kind.</summary>
    public static Bid Report(BidKind kind, Quantity reported) => new(kind, default, default, default, reported);
}
