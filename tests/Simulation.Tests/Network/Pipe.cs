using Exchange.Simulation.Tests.World;

namespace Exchange.Simulation.Tests.Network;

/// <summary>One direction of a connection: what is sent arrives in its order, sooner or later, or from some point on not at all.</summary>
internal sealed class Pipe(VirtualWorld world, Func<TimeSpan> delay)
{
    // What fits into the wire; whoever writes more waits.
    private const int Window = 64;

    private readonly Queue<Action> _inFlight = new();
    private TaskCompletionSource? _waiting;
    private long _lastDueNs;
    private long _heldUntilNs;
    private int _passing = int.MaxValue;
    private bool _isClosed;

    public int InFlight => _inFlight.Count;

    public void Send(Action arrive)
    {
        _inFlight.Enqueue(arrive);
        _lastDueNs = Math.Max(_lastDueNs, world.NowNs + (delay().Ticks * 100));
        world.At(_lastDueNs, Deliver);
    }

    /// <summary>Waits until the wire takes more, or is known to be broken.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() => _waiting?.TrySetResult());
        while (_inFlight.Count >= Window && !_isClosed && !cancellation.IsCancellationRequested)
        {
            _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
            await _waiting.Task;
        }
    }

    /// <summary>Of what is under way and of what is sent from now on, only so many arrive.</summary>
    public void CutAfter(int count) => _passing = Math.Min(_passing, count);

    /// <summary>Nothing arrives for a while.</summary>
    public void Hold(TimeSpan duration) => _heldUntilNs = world.NowNs + (duration.Ticks * 100);

    /// <summary>The writer knows that the wire is broken.</summary>
    public void Close()
    {
        _isClosed = true;
        _waiting?.TrySetResult();
    }

    private void Deliver()
    {
        if (world.NowNs < _heldUntilNs)
        {
            world.At(_heldUntilNs, Deliver);
            return;
        }
        var arrive = _inFlight.Dequeue();
        if (_passing > 0)
        {
            _passing--;
            arrive();
            // What never arrives is never acknowledged either: its writer stays stuck.
            _waiting?.TrySetResult();
        }
    }
}
