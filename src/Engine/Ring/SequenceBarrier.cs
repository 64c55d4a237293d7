namespace Exchange.Engine.Ring;

/// <summary>
/// What a consumer is gated on: the ring's producers or, in a later stage, the consumers that go before it.
/// </summary>
/// <remarks>
/// Made by <see cref="RingBuffer{T}.NewBarrier"/>. One thread waits at a barrier; any thread may alert it.
/// </remarks>
public sealed class SequenceBarrier
{
    private readonly Sequencer? _producers;
    private readonly Sequence[] _gating;
    private readonly WaitStrategy _waitStrategy;

    // Everything up to here is known to be available. A consumer that takes only a part of what it was given may so ask
    // again from the middle of a claim, where the multi-producer ring has no mark.
    private readonly Sequence _known = new();

    private bool _isAlerted;

    /// <summary>A barrier that opens when the producers publish.</summary>
    internal SequenceBarrier(Sequencer producers, WaitStrategy waitStrategy)
    {
        _producers = producers;
        _gating = [producers.Cursor];
        _waitStrategy = waitStrategy;
    }

    /// <summary>A barrier that opens when all of <paramref name="consumers"/> have gone by.</summary>
    internal SequenceBarrier(ReadOnlySpan<Sequence> consumers, WaitStrategy waitStrategy)
    {
        _gating = consumers.ToArray();
        _waitStrategy = waitStrategy;
    }

    /// <summary>
    /// Whether <see cref="Alert"/> was called. Any thread. A consumer that is to drain the ring looks here before a wait:
    /// a wait begun after the alert that brings nothing means that nothing is left.
    /// </summary>
    public bool IsAlerted => Volatile.Read(ref _isAlerted);

    /// <summary>
    /// Waits until <paramref name="sequence"/> is available, the barrier is alerted or the time is up.
    /// </summary>
    /// <param name="sequence">The sequence after the last one consumed.</param>
    /// <param name="timeoutMs">
    /// The longest wait in milliseconds; 0 looks once, <see cref="Timeout.Infinite"/> waits on. The wait strategy may
    /// give up earlier, never later.
    /// </param>
    /// <returns>
    /// The highest sequence available, the last slot of a record. Below <paramref name="sequence"/> when the wait ended
    /// without it; an alert ends the wait only when nothing is available, so that what was published before it can still
    /// be consumed.
    /// </returns>
    public long WaitFor(long sequence, int timeoutMs = Timeout.Infinite)
    {
        if (_known.Value >= sequence)
        {
            return _known.Value;
        }

        if (!HasEnded(sequence, out long available) && timeoutMs != 0)
        {
            available = _waitStrategy.WaitFor(sequence, this, timeoutMs);
        }

        _known.Value = available;
        return available;
    }

    /// <summary>Ends waiting here, now and from now on. Any thread.</summary>
    public void Alert()
    {
        Volatile.Write(ref _isAlerted, true);
        foreach (Sequence sequence in _gating)
        {
            _waitStrategy.Signal(sequence);
        }
    }

    /// <summary>Whether there is nothing to wait for: <paramref name="sequence"/> is available, or the barrier was alerted.</summary>
    internal bool HasEnded(long sequence, out long available)
    {
        available = Available(sequence);
        if (available >= sequence)
        {
            return true;
        }

        if (!IsAlerted)
        {
            return false;
        }

        // Looked at again, since something may have been published between the first look and the alert.
        available = Available(sequence);
        return true;
    }

    /// <summary>The sequence furthest behind: the one to sleep on.</summary>
    internal Sequence Laggard()
    {
        Sequence laggard = _gating[0];
        foreach (Sequence sequence in _gating)
        {
            if (sequence.Value < laggard.Value)
            {
                laggard = sequence;
            }
        }

        return laggard;
    }

    /// <summary>Whether <paramref name="gating"/>, one of this barrier's, has yet to reach <paramref name="sequence"/>.</summary>
    internal bool IsBehind(Sequence gating, long sequence) =>
        _producers is not null ? Available(sequence) < sequence : gating.Value < sequence;

    private long Available(long sequence) =>
        _producers is not null ? _producers.HighestPublished(sequence) : Sequence.Minimum(_gating);
}
