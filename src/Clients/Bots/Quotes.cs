namespace Exchange.Bots;

/// <summary>A price and a quantity to trade at it.</summary>
/// <param name="Price">A multiple of the market's tick.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
public readonly record struct Quote(decimal Price, decimal Quantity);

/// <summary>The bids a bot wants to have in the market: orders, at most one a side, or one sealed bid.</summary>
/// <param name="Bid">The order with which it buys; null: none.</param>
/// <param name="Ask">The order with which it sells; null: none.</param>
public sealed record Quotes(Quote? Bid = null, Quote? Ask = null)
{
    /// <summary>No bids.</summary>
    public static readonly Quotes None = new();

    /// <summary>
    /// Session markets: a demand schedule, a conditional bid, a report or a market order; null: none. A schedule of rates and an
    /// inventory stand; everything else is for one clearing and brought again after it. A bot that wants one is asked anew when
    /// something has happened to it or its market, not before.
    /// </summary>
    public Sdk.Bid? Sealed { get; init; }

    /// <summary>What it wants in the linked market, <see cref="BotSetup.Linked"/>; null: nothing.</summary>
    public Quotes? Linked { get; init; }
}
