using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Gateway.Feeds;

/// <summary>
/// A market's public events on their way from the release thread to the feed. Neither side ever waits for the other: they
/// hand a batch to and fro, and a batch that the feed does not come for is added to, within its bounds.
/// </summary>
internal sealed class Inbox
{
    private readonly MarketDefinition _market;
    private EventBatch? _handed;
    private EventBatch? _spare;

    // The release thread's.
    private EventBatch? _open;
    private bool _isTouched;
    private ulong _lastOrder;

    public Inbox(MarketDefinition market) => _market = market;

    /// <summary>Whether there is something to take. Any thread.</summary>
    public bool HasEvents => Volatile.Read(ref _handed) is not null;

    /// <summary>Adds an event; true when it is the first since <see cref="HandOver"/>. The release thread.</summary>
    public bool Add(in Event released)
    {
        _open ??= Interlocked.Exchange(ref _handed, null) ?? TakeEmpty();
        _open.Add(released);
        if (released.Kind == EventKind.OrderChanged)
        {
            _lastOrder = Math.Max(_lastOrder, released.OrderNumber);
        }
        var isFirst = !_isTouched;
        _isTouched = true;
        return isFirst;
    }

    /// <summary>Lets the feed have what was added; false when the rest of an update is to come. The release thread.</summary>
    public bool HandOver()
    {
        _isTouched = false;
        if (_open is null || _open.EndsWithin)
        {
            return false;
        }
        Volatile.Write(ref _handed, _open);
        _open = null;
        return true;
    }

    /// <summary>Forgets what was added and not taken: it is in an answer. The release thread.</summary>
    /// <param name="ended">The end of the answer.</param>
    public void Drop(in Event ended)
    {
        _lastOrder = ended.OrderNumber;
        _open?.Clear(_lastOrder);
        if (Interlocked.Exchange(ref _handed, null) is { } handed)
        {
            GiveBack(handed);
        }
    }

    /// <summary>What was handed over, if anything: to be given back. The feed.</summary>
    public EventBatch? Take() => Interlocked.Exchange(ref _handed, null);

    /// <summary>Gives a batch back for another use.</summary>
    public void GiveBack(EventBatch batch) => Volatile.Write(ref _spare, batch);

    private EventBatch TakeEmpty()
    {
        var empty = Interlocked.Exchange(ref _spare, null) ?? new(_market);
        empty.Clear(_lastOrder);
        return empty;
    }
}
