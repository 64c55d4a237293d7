namespace Exchange.Engine.Ring;

/// <summary>
/// Spins without pause. The lowest latency, for a whole core per waiting thread.
/// </summary>
/// <remarks>
/// Use it when every thread of the ring has a core of its own that nothing else needs; with fewer cores than spinning
/// threads it is the slowest of all, since the one that waits keeps the one it waits for from running. A timed wait ends
/// after a fixed number of looks, some microseconds.
/// </remarks>
public sealed class BusySpinWaitStrategy : WaitStrategy
{
    private const int LooksPerTimedWait = 1_000;

    internal override long WaitFor(long sequence, SequenceBarrier barrier, int timeoutMs)
    {
        long available;
        for (long looks = 1; !barrier.HasEnded(sequence, out available); looks++)
        {
            if (timeoutMs != Timeout.Infinite && looks == LooksPerTimedWait)
            {
                break;
            }
        }

        return available;
    }
}
