namespace Exchange.Sdk;

/// <summary>What happened in a market: to one of the account's orders, or in public. Immutable.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
public abstract record Event(decimal At, string Market);

/// <summary>Something that happened to one of the account's orders.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The client order id.</param>
public abstract record OrderEvent(decimal At, string Market, ulong Id) : Event(At, Market);

/// <summary>The bid is live, or was executed at once: its fills follow.</summary>
/// <inheritdoc cref="OrderEvent"/>
public sealed record Accepted(decimal At, string Market, ulong Id) : OrderEvent(At, Market, Id);

/// <summary>The instruction was refused and changed nothing.</summary>
/// <inheritdoc cref="OrderEvent"/>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The client order id.</param>
/// <param name="Reason">The reason's fixed name.</param>
/// <param name="Detail">A sentence for a person.</param>
public sealed record Rejected(decimal At, string Market, ulong Id, string Reason, string Detail) : OrderEvent(At, Market, Id);

/// <summary>Which part an order had in a trade.</summary>
public enum Liquidity
{
    /// <summary>The order rested in the book.</summary>
    Maker = V1.Liquidity.Maker,

    /// <summary>The order arrived and traded against the book.</summary>
    Taker = V1.Liquidity.Taker,

    /// <summary>Both sides met in a cross.</summary>
    Cross = V1.Liquidity.Cross,
}

/// <summary>The order traded.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The client order id.</param>
/// <param name="Side">The order's side.</param>
/// <param name="Quantity">What was traded, above zero.</param>
/// <param name="Price">The trade's price.</param>
/// <param name="Remaining">What is still open, hidden size included.</param>
/// <param name="Liquidity">Maker, taker or cross.</param>
public sealed record Filled(
    decimal At, string Market, ulong Id, Side Side, decimal Quantity, decimal Price, decimal Remaining, Liquidity Liquidity)
    : OrderEvent(At, Market, Id);

/// <summary>The bid has a new open quantity and price. Fills that the new price causes follow.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The client order id.</param>
/// <param name="Quantity">The open quantity; of a schedule, what it could still buy and still sell, together.</param>
/// <param name="Price">The price; null for what has none, a schedule for example.</param>
public sealed record Replaced(decimal At, string Market, ulong Id, decimal Quantity, decimal? Price) : OrderEvent(At, Market, Id);

/// <summary>The rest of the order is gone.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The client order id.</param>
/// <param name="Quantity">What was still open.</param>
/// <param name="Reason">USER, IOC, FOK, MINIMUM, EXPIRED, SELF_TRADE, PHASE, OPERATOR or CLEARED.</param>
public sealed record Cancelled(decimal At, string Market, ulong Id, decimal Quantity, string Reason) : OrderEvent(At, Market, Id);

/// <summary>A stop order woke up.</summary>
/// <inheritdoc cref="OrderEvent"/>
public sealed record Triggered(decimal At, string Market, ulong Id) : OrderEvent(At, Market, Id);

/// <summary>The outcome of a clearing for one bid.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Id">The client order id.</param>
/// <param name="Quantity">Signed: bought is above zero.</param>
/// <param name="Cash">All that the bid's owner receives.</param>
/// <param name="Charge">−cash − price × quantity, at the printed price.</param>
public sealed record Allocated(decimal At, string Market, ulong Id, decimal Quantity, decimal Cash, decimal Charge)
    : OrderEvent(At, Market, Id);

/// <summary>Public: a session has opened. Bids may still come, change and go until it closes, with <see cref="Cleared"/>.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Price">The reference price, frozen until then; null without one.</param>
/// <param name="Closes">When it closes by itself, in the exchange's seconds.</param>
public sealed record Opened(decimal At, string Market, decimal? Price, decimal Closes) : Event(At, Market);

/// <summary>Public: a clearing took place, or could not.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Price">The price; null for rules without one and when nothing cleared.</param>
/// <param name="Volume">The sum bought.</param>
/// <param name="Surplus">Demand less supply at the price.</param>
/// <param name="DecidedBy">Which step of the price rule decided; may be empty.</param>
/// <param name="Reason">Why it did not clear; empty when it did.</param>
public sealed record Cleared(
    decimal At, string Market, decimal? Price, decimal Volume, decimal Surplus, string DecidedBy, string Reason)
    : Event(At, Market);

/// <summary>
/// To the operator, among the events of the account "operator" (<see cref="ExchangeClient.ReadEventsAsync"/>): what it made of a
/// clearing of a conditional auction.
/// </summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Cash">What it received, charges included; below zero it paid.</param>
public sealed record Settled(decimal At, string Market, decimal Cash) : Event(At, Market);

/// <summary>
/// Public, after <see cref="Cleared"/>, where the market says so: what the members of a group bought in a clearing together.
/// </summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Group">A group of the operator's roster that somebody who bid is in.</param>
/// <param name="Quantity">Signed: bought is above zero.</param>
public sealed record GroupSum(decimal At, string Market, string Group, decimal Quantity) : Event(At, Market);

/// <summary>Public: what a clearing would give now.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Price">The price; null when nothing would clear.</param>
/// <param name="Volume">The sum bought.</param>
/// <param name="Surplus">Demand less supply at the price.</param>
public sealed record Indicative(decimal At, string Market, decimal? Price, decimal Volume, decimal Surplus) : Event(At, Market);

/// <summary>
/// Public: the commitment to the draw of a clearing before it, the secret that it drew by after it; <see cref="RandomDraw"/>
/// checks the one against the other.
/// </summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Commitment">Hex; empty when a secret is revealed.</param>
/// <param name="Revealed">Hex; empty when one is committed to.</param>
public sealed record SeedDisclosed(decimal At, string Market, string Commitment, string Revealed) : Event(At, Market);

/// <summary>Public: a trade, told after the market's print delay.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="Price">The price.</param>
/// <param name="Quantity">The quantity.</param>
public sealed record Print(decimal At, string Market, decimal Price, decimal Quantity) : Event(At, Market)
{
    /// <summary>Of a reference cross, the quote whose midpoint gave the price; else null.</summary>
    public ReferenceQuote? Reference { get; init; }
}

/// <summary>The best prices of the market that a reference cross follows, at the moment of a trade.</summary>
/// <param name="Bid">The best bid.</param>
/// <param name="Ask">The best ask.</param>
public sealed record ReferenceQuote(decimal Bid, decimal Ask);

/// <summary>Public: the market has moved to another phase.</summary>
/// <param name="At">The exchange's time in seconds.</param>
/// <param name="Market">The market's id.</param>
/// <param name="To">The phase.</param>
public sealed record PhaseChanged(decimal At, string Market, MarketPhase To) : Event(At, Market);
