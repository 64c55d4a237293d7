namespace Grpc.Internal;

/// <summary>Arithmetic of deadlines that never overflows.</summary>
internal static class Deadlines
{
    // The longest a timer of .NET can be set to is about 49 days.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>When a timeout from now ends.</summary>
    public static DateTime After(DateTime utcNow, TimeSpan timeout) =>
        timeout < DateTime.MaxValue - utcNow ? utcNow + timeout : DateTime.MaxValue;

    /// <summary>What to set a timer to; beyond the longest timer there is none, and only the peer's clock counts.</summary>
    public static TimeSpan Timer(TimeSpan remaining) =>
        remaining <= TimeSpan.Zero ? TimeSpan.Zero
        : remaining <= LongestTimer ? remaining
        : Timeout.InfiniteTimeSpan;
}
