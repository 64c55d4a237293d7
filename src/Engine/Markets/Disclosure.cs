namespace Exchange.Engine.Markets;

/// <summary>How much of the book the public sees.</summary>
public enum DepthDisclosure : byte
{
    /// <summary>Every price level.</summary>
    Full = 0,

    /// <summary>The best few price levels of each side.</summary>
    Levels = 1,

    /// <summary>The best price of each side.</summary>
    Top = 2,

    /// <summary>Nothing: a dark market.</summary>
    None = 3,
}

/// <summary>Who sees what, when.</summary>
/// <param name="Depth">How much of the book the public sees.</param>
/// <param name="Levels">With <see cref="DepthDisclosure.Levels"/>: how many, 1 to 100.</param>
/// <param name="PrintDelayNs">From a trade to its public print, in nanoseconds; 0 prints at once.</param>
public sealed record Disclosure(DepthDisclosure Depth, int Levels, long PrintDelayNs)
{
    /// <summary>The most levels that can be disclosed short of all.</summary>
    public const int MaxLevels = 100;

    /// <summary>The least time there can be between indicative prices: a microsecond.</summary>
    public const long MinIndicativeEveryNs = 1_000;

    /// <summary>The time between indicative prices where none is given: a tenth of a second.</summary>
    public const long DefaultIndicativeEveryNs = 100_000_000;

    /// <summary>Full depth, prints at once.</summary>
    public static Disclosure Lit { get; } = new(DepthDisclosure.Full, 0, 0);

    /// <summary>Whether the public sees what a clearing would give now.</summary>
    public bool IsIndicative { get; init; }

    /// <summary>The least time from one indicative price to the next, in nanoseconds, from a microsecond.</summary>
    public long IndicativeEveryNs { get; init; } = DefaultIndicativeEveryNs;

    /// <summary>Whether the public sees what every group of the roster traded in a clearing.</summary>
    public bool ShowsGroupSums { get; init; }

    /// <summary>Whether the public learns nothing but trades: neither of orders nor of what they would trade.</summary>
    public bool IsDark => Depth == DepthDisclosure.None && !IsIndicative;

    /// <summary>Whether the public sees the single orders of a book, anonymous; only with full depth.</summary>
    public bool ShowsOrders { get; init; }

    /// <summary>Whether levels and times are within their ranges.</summary>
    public bool IsInRange =>
        PrintDelayNs >= 0 && IndicativeEveryNs >= MinIndicativeEveryNs && (Depth != DepthDisclosure.Levels || Levels is >= 1 and <= MaxLevels)
        && (!ShowsOrders || Depth == DepthDisclosure.Full);

    /// <summary>How many levels of a side the public sees.</summary>
    public int VisibleLevels => Depth switch
    {
        DepthDisclosure.Full => int.MaxValue,
        DepthDisclosure.Levels => Levels,
        DepthDisclosure.Top => 1,
        _ => 0,
    };
}
