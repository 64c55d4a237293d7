namespace Exchange.Engine.Ring;

/// <summary>
/// Runs a handler on a thread of its own over everything that comes through a barrier, in order and in batches.
/// </summary>
/// <remarks>
/// Shut a pipeline down in the order of its flow: first the producers, then the processors stage by stage. Each has then
/// handled everything published before it was stopped.
/// </remarks>
/// <typeparam name="T">The ring's slot.</typeparam>
public sealed class EventProcessor<T>
    where T : unmanaged
{
    private readonly RingBuffer<T> _ring;
    private readonly SequenceBarrier _barrier;
    private readonly IBatchHandler<T> _handler;
    private readonly int _idleIntervalMs;
    private readonly Action<Exception>? _failed;
    private readonly Thread _thread;
    private bool _isStarted;

    /// <summary>Makes a processor; <see cref="Start"/> starts it.</summary>
    /// <param name="ring">The ring to read.</param>
    /// <param name="barrier">What the processor is gated on; its own, shared with no other processor.</param>
    /// <param name="handler">What to do with the records.</param>
    /// <param name="name">The thread's name, for whoever debugs or profiles.</param>
    /// <param name="idleIntervalMs">
    /// The longest wait in milliseconds, above zero, before the handler is told that nothing came, or
    /// <see cref="Timeout.Infinite"/> to never tell it.
    /// </param>
    /// <param name="failed">
    /// Called on the processor's thread with an exception the handler threw; the processor has then stopped for good and
    /// the ring fills up. Without it the exception ends the process, since an exchange must not run on without a stage.
    /// </param>
    public EventProcessor(
        RingBuffer<T> ring,
        SequenceBarrier barrier,
        IBatchHandler<T> handler,
        string name,
        int idleIntervalMs = Timeout.Infinite,
        Action<Exception>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(ring);
        ArgumentNullException.ThrowIfNull(barrier);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfZero(idleIntervalMs);
        ArgumentOutOfRangeException.ThrowIfLessThan(idleIntervalMs, Timeout.Infinite);
        _ring = ring;
        _barrier = barrier;
        _handler = handler;
        _idleIntervalMs = idleIntervalMs;
        _failed = failed;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    /// <summary>The last slot consumed: what later stages, and the ring itself, are gated on.</summary>
    public Sequence Sequence { get; } = new();

    /// <summary>Starts the thread. Once.</summary>
    public void Start()
    {
        _isStarted = true;
        _thread.Start();
    }

    /// <summary>
    /// Handles what was published (or passed by the stage before) until now, then ends the thread and returns. Not from
    /// the handler.
    /// </summary>
    public void Stop()
    {
        _barrier.Alert();
        if (_isStarted)
        {
            _thread.Join();
        }
        else
        {
            Run();
        }
    }

    /// <summary>
    /// Instead of the thread, for who runs a pipeline by hand: handles what is there, or tells the handler that there is nothing.
    /// </summary>
    /// <param name="last">How far to go at most, the last slot of a record.</param>
    /// <returns>Whether there was anything.</returns>
    internal bool Step(long last = long.MaxValue)
    {
        try
        {
            bool wasAny = TryHandle(timeoutMs: 0, last);
            if (!wasAny)
            {
                _handler.OnIdle();
            }

            return wasAny;
        }
        catch (Exception exception) when (_failed is not null)
        {
            _failed(exception);
            return false;
        }
    }

    private void Run()
    {
        try
        {
            Process();
        }
        catch (Exception exception) when (_failed is not null)
        {
            _failed(exception);
        }
    }

    private void Process()
    {
        while (true)
        {
            // Read before the wait: whatever was published before the alert is then within the wait's sight.
            bool wasAlerted = _barrier.IsAlerted;
            if (TryHandle(_idleIntervalMs))
            {
                continue;
            }

            if (wasAlerted)
            {
                return;
            }

            if (!_barrier.IsAlerted)
            {
                _handler.OnIdle();
            }
        }
    }

    private bool TryHandle(int timeoutMs, long last = long.MaxValue)
    {
        long next = Sequence.Value + 1;
        long available = Math.Min(_barrier.WaitFor(next, timeoutMs), last);
        if (available < next)
        {
            return false;
        }

        _handler.OnBatch(new Batch<T>(_ring, Sequence, next, available));
        _ring.Advance(Sequence, available);
        return true;
    }
}
