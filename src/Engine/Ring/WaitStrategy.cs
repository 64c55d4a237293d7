namespace Exchange.Engine.Ring;

/// <summary>
/// How a thread waits until a <see cref="SequenceBarrier"/> lets it through. One instance serves one ring: its consumers,
/// and the producers that wait for room.
/// </summary>
/// <remarks>
/// The engine has no clock, so a timed wait is a bound and not a measurement: it ends no later than its timeout, apart
/// from scheduling, and may end earlier. Who needs to know the time reads a clock of its own when the wait has ended.
/// </remarks>
public abstract class WaitStrategy
{
    /// <summary>
    /// Waits until <paramref name="barrier"/> has ended the wait for <paramref name="sequence"/> or the time is up.
    /// </summary>
    /// <param name="sequence">The sequence waited for.</param>
    /// <param name="barrier">Says what is available and whether it was alerted.</param>
    /// <param name="timeoutMs">The longest wait in milliseconds, above zero, or <see cref="Timeout.Infinite"/>.</param>
    /// <returns>The highest sequence available; below <paramref name="sequence"/> when alerted or out of time.</returns>
    internal abstract long WaitFor(long sequence, SequenceBarrier barrier, int timeoutMs);

    /// <summary>Wakes those who sleep until <paramref name="moved"/> moves. Called after every move, so it must cost next to nothing.</summary>
    internal virtual void Signal(Sequence moved)
    {
    }
}
