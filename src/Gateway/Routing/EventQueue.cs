using System.Threading.Channels;
using Exchange.Engine.Kernel;
using Grpc.Core;

namespace Exchange.Gateway.Routing;

/// <summary>
/// Events on their way to one listener. The release thread never waits for a listener: one that lets its queue run full
/// has lost its place, and its stream is cut.
/// </summary>
#pragma warning disable CA1001 // Nothing to dispose of: the source has no timer, and may be cancelled after the listener has gone.
internal sealed class EventQueue
#pragma warning restore CA1001
{
    /// <summary>How many events may wait.</summary>
    public const int Capacity = 1 << 16;

    private const int AddedBetweenLooks = 256;

    private readonly Channel<Event> _events = Channel.CreateBounded<Event>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly CancellationTokenSource _cut = new();
    private Exception? _reason;
    private int _added;

    /// <summary>Called now and then as events are added, to see whether queues that belong together hold too much.</summary>
    public Action? Grown { get; set; }

    /// <summary>Why the listener gets nothing more; null as long as it does.</summary>
    public Exception? Reason => Volatile.Read(ref _reason);

    /// <summary>Cancelled soon after <see cref="Cut"/>: also a listener that waits for something else must learn of it.</summary>
    public CancellationToken WasCut => _cut.Token;

    /// <summary>How many events wait: a moment's value. Any thread.</summary>
    public int Count => _events.Reader.Count;

    /// <summary>Whether the listener lost its place because it did not keep up.</summary>
    public bool RanFull { get; private set; }

    /// <summary>Adds an event; a full queue is cut. Any thread.</summary>
    public void Add(in Event added)
    {
        if (!_events.Writer.TryWrite(added))
        {
            CutUnread();
        }
        // By several threads at times: now and then is enough.
        else if (unchecked(++_added) % AddedBetweenLooks == 0)
        {
            Grown?.Invoke();
        }
    }

    /// <summary>Cuts a queue that is not read as fast as it must be. Any thread.</summary>
    public void CutUnread()
    {
        if (Reason is null)
        {
            RanFull = true;
            Cut(new RpcException(new Status(StatusCode.ResourceExhausted, "the stream was not read fast enough")));
        }
    }

    /// <summary>Lets the listener have nothing more. The first reason counts. Any thread; never waits.</summary>
    public void Cut(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            _events.Writer.TryComplete(reason);
            // Not here, where it would hold the release thread up; and not on another scheduler than the caller's.
            _ = Task.Factory.StartNew(
                _cut.Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
        }
    }

    /// <summary>Waits for an event to take. The listener.</summary>
    /// <exception cref="Exception">The queue was cut: the reason.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellation) => await _events.Reader.WaitToReadAsync(cancellation);

    /// <summary>Takes events until one of a kind, and returns that. The listener.</summary>
    /// <exception cref="Exception">The queue was cut: the reason.</exception>
    public async Task<Event> TakeAsync(EventKind kind, CancellationToken cancellation)
    {
        Event taken;
        do
        {
            await WaitAsync(cancellation);
        }
        while (!TryTake(out taken) || taken.Kind != kind);
        return taken;
    }

    /// <summary>Takes an event that is there. The listener.</summary>
    public bool TryTake(out Event taken) => _events.Reader.TryRead(out taken);
}
