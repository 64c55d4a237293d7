namespace Exchange.Bots;

/// <summary>A price and a quantity to trade at it.</summary>
/// <param name="Price">A multiple of the market's tick.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
public readonly record struct Quote(decimal Price, decimal Quantity);

/// <summary>The orders a bot wants to have in the market: at most one a side.</summary>
/// <param name="Bid">What it bids; null: nothing.</param>
/// <param name="Ask">What it asks; null: nothing.</param>
public readonly record struct Quotes(Quote? Bid, Quote? Ask)
{
    /// <summary>No orders.</summary>
    public static readonly Quotes None;
}
