namespace Exchange.Engine.Ring;

/// <summary>
/// Spins for a few microseconds, then sleeps until it is woken. An idle ring costs no processor time; waking a sleeper
/// takes tens of microseconds.
/// </summary>
/// <remarks>
/// <para>Use it wherever threads outnumber cores or the ring is often idle: this is the default of a server. Who
/// publishes takes a lock only when somebody sleeps on just what moved.</para>
/// <para><b>No wake-up is lost.</b> A waiter sleeps on the one sequence that is behind, its laggard, and does, holding
/// the laggard's lock: (1) set the flag, (2) a fence on every processor this process runs on, (3) look again, (4) wait,
/// which gives the lock up. Who moves the laggard does: (a) store the move, (b) read the flag and, if it is set, under
/// the lock clear it and pulse everybody. The fence of (2) falls somewhere into the mover's own order of (a) and (b):
/// before (b), and then (b) comes after (1) and sees the flag; or after (b), hence after (a), and then (3) sees the move
/// and nobody sleeps. So a mover owes no fence of its own, and the dear one is paid by a thread that has nothing else to
/// do. A mover that saw the flag gets the lock only before (1) or after (4), since the waiter holds it in between:
/// after (4) its pulse arrives; before (1) it cleared the flag for earlier sleepers, and (a) being done, (3) sees the
/// move. An alert is a move of the same kind: first its store, then the look at the flag.</para>
/// </remarks>
public sealed class BlockingWaitStrategy : WaitStrategy
{
    private const int LooksBeforeSleep = 100;

    internal override long WaitFor(long sequence, SequenceBarrier barrier, int timeoutMs)
    {
        long available;
        for (int look = 0; look < LooksBeforeSleep; look++)
        {
            if (barrier.HasEnded(sequence, out available))
            {
                return available;
            }

            Thread.SpinWait(1);
        }

        bool mayWait = true;
        while (!barrier.HasEnded(sequence, out available) && mayWait)
        {
            // A timed waiter sleeps once: it cannot tell how much of its time a sleep in vain has used up.
            bool slept = Sleep(sequence, barrier, timeoutMs);
            mayWait = !slept || timeoutMs == Timeout.Infinite;
        }

        return available;
    }

    internal override void Signal(Sequence moved)
    {
        if (moved.HasSleepers)
        {
            Wake(moved);
        }
    }

    private static bool Sleep(long sequence, SequenceBarrier barrier, int timeoutMs)
    {
        Sequence laggard = barrier.Laggard();
        lock (laggard)
        {
            laggard.HasSleepers = true;
            Interlocked.MemoryBarrierProcessWide();
            if (barrier.HasEnded(sequence, out _) || !barrier.IsBehind(laggard, sequence))
            {
                return false;
            }

            Monitor.Wait(laggard, timeoutMs);
            return true;
        }
    }

    private static void Wake(Sequence moved)
    {
        lock (moved)
        {
            moved.HasSleepers = false;
            Monitor.PulseAll(moved);
        }
    }
}
