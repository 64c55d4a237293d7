namespace Exchange.Engine.Numerics;

/// <summary>
/// A price in integer ticks of its market, from −10⁹ to 10⁹. The default is zero ticks.
/// </summary>
public readonly record struct Price
{
    /// <summary>The greatest magnitude of a price, in ticks.</summary>
    public const int MaxTicks = 1_000_000_000;

    /// <summary>Creates a price of <paramref name="ticks"/> ticks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside −10⁹ to 10⁹.</exception>
    public Price(long ticks)
    {
        if (!IsInRange(ticks))
        {
            throw new ArgumentOutOfRangeException(nameof(ticks), ticks, "A price is from -10^9 to 10^9 ticks.");
        }
        Ticks = (int)ticks;
    }

    /// <summary>The number of ticks, −10⁹ to 10⁹.</summary>
    public int Ticks { get; }

    /// <summary>Whether a number of ticks can be a price.</summary>
    public static bool IsInRange(Int128 ticks) => ticks >= -MaxTicks && ticks <= MaxTicks;

    /// <summary>The ticks, for diagnostics: a price is printed for people with its market's tick size.</summary>
    public override string ToString() => $"{Ticks} ticks";

    /// <summary>Order by ticks.</summary>
    public static bool operator <(Price left, Price right) => left.Ticks < right.Ticks;

    /// <summary>Order by ticks.</summary>
    public static bool operator >(Price left, Price right) => left.Ticks > right.Ticks;

    /// <summary>Order by ticks.</summary>
    public static bool operator <=(Price left, Price right) => left.Ticks <= right.Ticks;

    /// <summary>Order by ticks.</summary>
    public static bool operator >=(Price left, Price right) => left.Ticks >= right.Ticks;
}
