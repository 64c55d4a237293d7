using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// What an order for a continuous market asks for beyond its side, size, price and time in force. The default asks for
/// nothing.
/// </summary>
public readonly record struct OrderTerms
{
    /// <summary>GTD: the moment at which the order expires; null: never.</summary>
    public Timestamp? Expires { get; init; }

    /// <summary>Whether the order is refused rather than take liquidity.</summary>
    public bool IsPostOnly { get; init; }

    /// <summary>What must be executed at once, or the order is cancelled; zero: nothing.</summary>
    public Quantity Minimum { get; init; }

    /// <summary>Iceberg: how much the public sees at a time; zero: all.</summary>
    public Quantity Display { get; init; }

    /// <summary>Stop: the order sleeps until a trade at this price or beyond; null: it does not sleep.</summary>
    public Price? Stop { get; init; }

    /// <summary>Whether nothing is asked for.</summary>
    public bool AreNone => this == default;

    /// <summary>What is still asked for of an order that has come to rest: the minimum and the stop are behind it.</summary>
    internal OrderTerms AtRest => this with { Minimum = default, Stop = null };

    internal void WriteState(StateWriter writer)
    {
        writer.Write(Expires?.Nanoseconds ?? -1);
        writer.Write(IsPostOnly ? 1 : 0);
        writer.Write(Minimum.Lots);
        writer.Write(Display.Lots);
        writer.Write(Stop?.Ticks ?? long.MinValue);
    }

    internal static OrderTerms ReadState(StateReader reader) => new()
    {
        Expires = reader.ReadOptionalTimestamp(),
        IsPostOnly = reader.ReadBool(),
        Minimum = new(reader.ReadInt64()),
        Display = new(reader.ReadInt64()),
        Stop = reader.ReadOptionalPrice(),
    };
}
