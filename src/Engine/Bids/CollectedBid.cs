using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>The kinds of bid that session markets collect. The numbers are in journals and never change.</summary>
public enum BidKind : byte
{
    /// <summary>An order with a worst price.</summary>
    Limit = 0,

    /// <summary>An order that accepts every price.</summary>
    Market = 1,

    /// <summary>A demand schedule.</summary>
    Schedule = 2,

    /// <summary>A demand schedule whose quantities are lots per second.</summary>
    RateSchedule = 3,

    /// <summary>A report of an endowment.</summary>
    Endowment = 4,

    /// <summary>A price that depends on what the others trade.</summary>
    Conditional = 5,

    /// <summary>A report of an inventory.</summary>
    Inventory = 6,

    /// <summary>An order that follows another market's midpoint.</summary>
    Pegged = 7,
}

/// <summary>A bid that waits for its market's next clearing. Plain data; only <see cref="CollectedBids"/> changes it.</summary>
public struct CollectedBid
{
    /// <summary>The client order id.</summary>
    public ulong Id { get; internal set; }

    /// <summary>The owner.</summary>
    public int Account { get; internal set; }

    /// <summary>What kind of bid it is.</summary>
    public BidKind Kind { get; internal set; }

    /// <summary>The owner's holding capacity when the bid came; the default when it has none.</summary>
    public Capacity Capacity { get; internal set; }

    /// <summary>The groups that the owner was in when the bid came.</summary>
    public ReadOnlyMemory<int> Groups { get; internal set; }

    /// <summary>Whether it stays after a clearing.</summary>
    public bool IsStanding { get; internal set; }

    /// <summary>Of an order: its side.</summary>
    public Side Side { get; internal set; }

    /// <summary>Of a limit or pegged order: the worst price it accepts.</summary>
    public Price Price { get; internal set; }

    /// <summary>When this bid, as it is now, was accepted: a flow runs from then.</summary>
    public Timestamp Accepted { get; internal set; }

    /// <summary>
    /// What the bid could still buy and still sell, together, at the prices best for it. Of an order: its open quantity.
    /// Of a rate schedule: lots per second, and never less for having traded. Of a report or a conditional bid, which want
    /// no quantity at any price of their own: zero.
    /// </summary>
    public readonly Quantity Open => Kind is BidKind.Endowment or BidKind.Inventory or BidKind.Conditional
        ? default
        : new(Math.Max(GreatestLots - BoughtLots, 0) + Math.Max(-LeastLots - SoldLots, 0));

    /// <summary>Where the points are; of a conditional bid, where it is itself.</summary>
    internal int FirstPoint;
    internal int PointCount;

    /// <summary>The quantities of the first and the last point.</summary>
    internal long GreatestLots;
    internal long LeastLots;

    /// <summary>Traded at earlier clearings; stays zero for rate schedules and conditional bids, which stand whole.</summary>
    internal long BoughtLots;
    internal long SoldLots;

    /// <summary>Whether nothing is left of the bid, so that it is gone after a clearing even when it stands.</summary>
    public readonly bool IsSpent => (IsOrder || Kind == BidKind.Schedule) && Open.Lots == 0;

    /// <summary>Of an order: whether it names a worst price; one that is pegged does unless that is the end of the price range.</summary>
    internal readonly bool IsPriced => Kind == BidKind.Limit || (Kind == BidKind.Pegged && Price != Side.Worst());

    internal readonly bool IsOrder => Kind is BidKind.Limit or BidKind.Market or BidKind.Pegged;

    internal readonly bool IsPerSecond => Kind == BidKind.RateSchedule;

    /// <summary>Notes what a clearing gave the bid.</summary>
    internal void Trade(long lots)
    {
        if (Kind is not (BidKind.RateSchedule or BidKind.Conditional))
        {
            BoughtLots += Math.Max(lots, 0);
            SoldLots += Math.Max(-lots, 0);
        }
    }
}
