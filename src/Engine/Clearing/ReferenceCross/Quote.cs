using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ReferenceCross;

/// <summary>The best displayed prices of a market, in its ticks.</summary>
/// <param name="Bid">The best bid, below the ask.</param>
/// <param name="Ask">The best ask.</param>
public readonly record struct Quote(Price Bid, Price Ask)
{
    /// <summary>
    /// The middle, rounded down to a tick of another grid: exact where that has half the ticks of the quote's. Null when it
    /// is out of range.
    /// </summary>
    /// <param name="quoted">The quote's grid.</param>
    /// <param name="grid">The grid of the price.</param>
    public Price? Midpoint(Grid quoted, Grid grid)
    {
        var twice = ((Int128)Bid.Ticks + Ask.Ticks) * quoted.TickSize.Scaled;
        var ticks = Rounding.DivideToFloor(twice, 2 * grid.TickSize.Scaled, out _);
        return Price.IsInRange(ticks) ? new((long)ticks) : null;
    }
}
