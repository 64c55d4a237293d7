namespace Exchange.Engine.Tests;

/// <summary>
/// What code allocates. A collection that another test causes charges this thread with the rest of its buffer; what the code itself
/// allocates is there every time.
/// </summary>
internal static class Allocated
{
    private const int Attempts = 20;

    /// <summary>The least number of bytes that an action has allocated in a few attempts.</summary>
    /// <param name="action">What is measured.</param>
    /// <param name="prepare">What is not, before each attempt.</param>
    public static long By(Action action, Action? prepare = null)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            prepare?.Invoke();
            var before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
