using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>The arithmetic of instants, which ends at the end of time.</summary>
internal static class Times
{
    /// <summary>start + number·every + more, or never.</summary>
    public static Timestamp After(Timestamp start, ulong number, long everyNs, long moreNs)
    {
        var ns = start.Nanoseconds + ((Int128)number * everyNs) + moreNs;
        return ns < Timestamp.Never.Nanoseconds ? new((long)ns) : Timestamp.Never;
    }
}
