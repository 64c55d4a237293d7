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

    /// <summary>Full depth, prints at once.</summary>
    public static Disclosure Lit { get; } = new(DepthDisclosure.Full, 0, 0);

    /// <summary>Whether the levels and the delay are within their ranges.</summary>
    public bool IsInRange =>
        PrintDelayNs >= 0 && (Depth != DepthDisclosure.Levels || Levels is >= 1 and <= MaxLevels);

    /// <summary>How many levels of a side the public sees.</summary>
    public int VisibleLevels => Depth switch
    {
        DepthDisclosure.Full => int.MaxValue,
        DepthDisclosure.Levels => Levels,
        DepthDisclosure.Top => 1,
        _ => 0,
    };
}
