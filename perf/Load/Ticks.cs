using System.Diagnostics;

namespace Exchange.Load;

/// <summary>The stopwatch's time stamps in nanoseconds: elapsed times of the base library end at 100.</summary>
internal static class Ticks
{
    /// <summary>Nanoseconds from one time stamp to another.</summary>
    public static long ToNs(long from, long to) => (long)((Int128)(to - from) * 1_000_000_000 / Stopwatch.Frequency);

    /// <summary>Nanoseconds from a time stamp until now.</summary>
    public static long NsSince(long from) => ToNs(from, Stopwatch.GetTimestamp());

    /// <summary>As many ticks as there are in so many seconds.</summary>
    public static long OfSeconds(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
