using System.Diagnostics;
using System.Globalization;

namespace Exchange.Gateway.Tests;

/// <summary>What a gateway holds, and the process it runs in: what must be the same after whatever has gone.</summary>
/// <param name="Bytes">Managed, after a full collection.</param>
/// <param name="Handles">Files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="WorkingSet">In bytes.</param>
/// <param name="Held">What the router remembers.</param>
/// <param name="Calls">The open calls.</param>
internal sealed record Footprint(
    long Bytes, int Handles, int Threads, long WorkingSet, (int Queries, int Accounts, int Sessions, int Streams, int Tokens, int Feeds) Held, int Calls)
{
    // A pool of threads grows and shrinks, and so do pools of buffers and connections.
    private const int MaxMoreThreads = 64;
    private const int MaxMoreHandles = 64;

    public static Footprint Of(TestGateway gateway)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var handles = OperatingSystem.IsLinux() ? System.IO.Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return new(
            GC.GetTotalMemory(forceFullCollection: true),
            handles,
            process.Threads.Count,
            process.WorkingSet64,
            gateway.Router.Held,
            gateway.OpenCalls);
    }

    /// <summary>Waits until all that was held since has gone; what has grown more than it may fails the test.</summary>
    public void AssertNotGrown(TestGateway gateway, long maxBytes)
    {
        using var patience = new CancellationTokenSource(TestCaller.Patience);
        var now = Of(gateway);
        // The witness trades on: what it holds for a moment comes and goes.
        while (!IsAsBefore(now, maxBytes) && !patience.IsCancellationRequested)
        {
            Thread.Sleep(20);
            now = Of(gateway);
        }
        Assert.True(IsAsBefore(now, maxBytes), string.Create(CultureInfo.InvariantCulture, $"before: {this}; now: {now}"));
    }

    private bool IsAsBefore(Footprint now, long maxBytes) =>
        now.Bytes <= Bytes + maxBytes
        && now.Handles <= Handles + MaxMoreHandles
        && now.Threads <= Threads + MaxMoreThreads
        && now.Held == Held
        && now.Calls == Calls;
}
