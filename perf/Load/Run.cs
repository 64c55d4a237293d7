using System.Diagnostics;

namespace Exchange.Load;

/// <summary>One timed run.</summary>
/// <param name="OpsPerSecond">Operations a second.</param>
/// <param name="AllocatedBytesPerOp">Bytes allocated by all threads, an operation.</param>
/// <param name="GcCount">Garbage collections during the run.</param>
internal readonly record struct Run(double OpsPerSecond, double AllocatedBytesPerOp, int GcCount)
{
    /// <summary>Times an action of so many operations. Everything it needs stands ready.</summary>
    /// <param name="operations">How many operations.</param>
    /// <param name="action">Does them and returns how much came out, which cannot be nothing.</param>
    public static Run Time(long operations, Func<long> action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var collections = GC.CollectionCount(0);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var results = action();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        if (results == 0)
        {
            throw new InvalidOperationException("Nothing came out: whatever was measured was not the work.");
        }
        return new(
            operations / seconds,
            allocated / (double)operations,
            GC.CollectionCount(0) - collections);
    }
}
