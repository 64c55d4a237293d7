using Exchange.Engine.Bids;

namespace Exchange.Engine.Clearing;

/// <summary>What a continuous rule did with an instruction, step by step.</summary>
public enum ReportKind : byte
{
    /// <summary>The arriving order traded with a resting one.</summary>
    Trade,

    /// <summary>The rest of the arriving order went into the book.</summary>
    Rested,

    /// <summary>An order got a new open quantity and price.</summary>
    Replaced,

    /// <summary>The rest of an order is gone.</summary>
    Cancelled,

    /// <summary>A stop woke up: what becomes of it follows.</summary>
    Triggered,

    /// <summary>A stop sleeps until the last trade reaches it.</summary>
    Slept,
}

/// <summary>
/// One step: plain data in one array, so that a rule reports without a call and its caller reads without a copy.
/// </summary>
public struct Report
{
    /// <summary>The order's owner; of a trade, the taker's.</summary>
    public int Account;

    /// <summary>The owner of the resting order of a trade.</summary>
    public int MakerAccount;

    /// <summary>The client order id; of a trade, the taker's.</summary>
    public ulong Id;

    /// <summary>The client order id of the resting order of a trade.</summary>
    public ulong MakerId;

    /// <summary>The worst price that the order accepts, in ticks; of a trade, the resting order's.</summary>
    public int Ticks;

    /// <summary>Traded, rested, newly open, cancelled, asleep or awake, in lots; what is hidden counts.</summary>
    public uint Lots;

    /// <summary>Trade: what is still open of the taker. Replaced: what was open before. In lots.</summary>
    public uint Remaining;

    /// <summary>Trade: what is still open of the maker, in lots.</summary>
    public uint MakerRemaining;

    /// <summary>Rested: what of the lots nobody sees, as an iceberg's.</summary>
    public uint Hidden;

    /// <summary>Replaced: the price before, in ticks.</summary>
    public int PreviousTicks;

    /// <summary>What happened.</summary>
    public ReportKind Kind;

    /// <summary>The side of the order; of a trade, the taker's.</summary>
    public Side Side;

    /// <summary>Cancelled: why.</summary>
    public CancelReason CancelReason;

    /// <summary>Cancelled, replaced: whether the order was in the book.</summary>
    public bool WasResting;

    /// <summary>Cancelled, replaced, triggered: whether the order was a sleeping stop.</summary>
    public bool WasAsleep;

    /// <summary>Replaced: whether the order stays where it is; if not, it arrives or falls asleep anew.</summary>
    public bool KeepsPlace;

    /// <summary>Replaced: whether it is a market order, so that its price says nothing.</summary>
    public bool IsUnpriced;
}
