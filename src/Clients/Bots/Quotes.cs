namespace Exchange.Bots;

/// <summary>A price and a quantity to trade at it.</summary>
/// <param name="Price">A multiple of the market's tick.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
public readonly record struct Quote(decimal Price, decimal Quantity);

/// <summary>The bids a bot wants to have in the market: orders, at most one a side, or one sealed bid.</summary>
/// <param name="Bid">The order with which it buys; null: none.</param>
/// <param name="Ask">The order with which it sells; null: none.</param>
public readonly record struct Quotes(Quote? Bid, Quote? Ask)
{
    /// <summary>No bids.</summary>
    public static readonly Quotes None;

    /// <summary>
    /// Session markets: a demand schedule, a conditional bid or a report; null: none. A schedule of rates stands; everything else is for one
    /// clearing and brought again after it. A bot that wants one is asked anew when something has happened to it, not before.
    /// </summary>
    public Sdk.Bid? Sealed { get; init; }
}
