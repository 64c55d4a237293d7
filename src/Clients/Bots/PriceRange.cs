using Exchange.Bots.Internal;

namespace Exchange.Bots;

/// <summary>The prices that traders think of: every multiple of the tick from the lowest to the highest.</summary>
public sealed record PriceRange
{
    /// <summary>The prices on a market's grid within two bounds.</summary>
    /// <param name="low">The lower bound; rounded up to the grid.</param>
    /// <param name="high">The upper bound; rounded down to the grid.</param>
    /// <param name="tick">The market's tick, above zero.</param>
    /// <exception cref="ArgumentException">No multiple of the tick lies within the bounds.</exception>
    public PriceRange(decimal low, decimal high, decimal tick)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tick);
        Tick = tick;
        Lowest = Up(low);
        Highest = Down(high);
        if (Lowest > Highest)
        {
            throw new ArgumentException($"There is no multiple of the tick {tick} from {low} to {high}.", nameof(tick));
        }
    }

    /// <summary>The lowest price.</summary>
    public decimal Lowest { get; }

    /// <summary>The highest price.</summary>
    public decimal Highest { get; }

    /// <summary>The distance of neighbouring prices.</summary>
    public decimal Tick { get; }

    /// <summary>Halfway, not rounded.</summary>
    public decimal Middle => (Lowest + Highest) / 2;

    /// <summary>The next multiple of the tick at or above a price.</summary>
    /// <param name="price">A price.</param>
    public decimal Up(decimal price) => decimal.Ceiling(price / Tick) * Tick;

    /// <summary>The next multiple of the tick at or below a price.</summary>
    /// <param name="price">A price.</param>
    public decimal Down(decimal price) => decimal.Floor(price / Tick) * Tick;

    /// <summary>The price of the range that is nearest to another one.</summary>
    /// <param name="price">A multiple of the tick.</param>
    public decimal Clamp(decimal price) => Math.Clamp(price, Lowest, Highest);

    /// <summary>Draws a price of the range, all equally likely.</summary>
    /// <param name="random">The source of chance.</param>
    public decimal Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Uniform.Draw(Lowest, Highest, Tick, random);
    }

    /// <summary>The part of the range between two prices; one of them when the part is empty.</summary>
    /// <param name="low">The new lower bound.</param>
    /// <param name="high">The new upper bound, not below it.</param>
    public PriceRange Within(decimal low, decimal high) => new(Clamp(low), Clamp(high), Tick);
}
