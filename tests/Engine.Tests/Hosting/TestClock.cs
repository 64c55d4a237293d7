using Exchange.Engine.Hosting;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>A clock that stands until a test moves it, and a place to look from at the kernel's thread, which asks it often.</summary>
internal sealed class TestClock : Clock
{
    private long _nowNs = 1_000_000_000;
    private long _asked;

    /// <summary>Runs on the kernel's thread whenever it looks at the time.</summary>
    public Action KernelLooks { get; set; } = static () => { };

    public override Timestamp Now
    {
        get
        {
            if (Thread.CurrentThread.Name == "kernel")
            {
                KernelLooks();
                Interlocked.Increment(ref _asked);
            }
            return new(Interlocked.Read(ref _nowNs));
        }
    }

    public void Advance(long nanoseconds) => Interlocked.Add(ref _nowNs, nanoseconds);

    /// <summary>Waits until the kernel's thread has been through what was published before, and found nothing more.</summary>
    public void AwaitIdleKernel()
    {
        // The look under way may belong to a batch; of two after it, the second is after all that was there.
        var enough = Interlocked.Read(ref _asked) + 3;
        Assert.True(SpinWait.SpinUntil(() => Interlocked.Read(ref _asked) >= enough, HostBench.Patience));
    }
}
