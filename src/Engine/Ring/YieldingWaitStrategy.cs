namespace Exchange.Engine.Ring;

/// <summary>
/// Spins briefly, then gives the rest of its time slice away between looks. Latency close to
/// <see cref="BusySpinWaitStrategy"/> while cores are free, and others can run when they are not.
/// </summary>
/// <remarks>
/// Use it when latency matters and threads may outnumber cores, in benchmarks and experiments above all. An idle ring
/// still keeps its waiters' cores busy. A timed wait ends after a fixed number of looks, few enough that it is short even
/// when every yield lets another thread use up its time slice.
/// </remarks>
public sealed class YieldingWaitStrategy : WaitStrategy
{
    private const int LooksBeforeYield = 1_000;
    private const int LooksPerTimedWait = LooksBeforeYield + 10;

    internal override long WaitFor(long sequence, SequenceBarrier barrier, int timeoutMs)
    {
        long available;
        for (long looks = 1; !barrier.HasEnded(sequence, out available); looks++)
        {
            if (timeoutMs != Timeout.Infinite && looks == LooksPerTimedWait)
            {
                break;
            }

            if (looks >= LooksBeforeYield)
            {
                Thread.Yield();
            }
        }

        return available;
    }
}
