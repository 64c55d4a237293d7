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

    public Inbox(MarketDefinition market) => _market = market;

    /// <summary>Whether there is something to take. Any thread.</summary>
    public bool HasEvents => Volatile.Read(ref _handed) is not null;

    /// <summary>Adds an event; true when it is the first since <see cref="HandOver"/>. The release thread.</summary>
    public bool Add(in Event released)
    {
        var isFirst = _open is null;
        _open ??= Interlocked.Exchange(ref _handed, null) ?? Interlocked.Exchange(ref _spare, null) ?? new(_market);
        _open.Add(released);
        return isFirst;
    }

    /// <summary>Lets the feed have what was added. The release thread.</summary>
    public void HandOver()
    {
        Volatile.Write(ref _handed, _open);
        _open = null;
    }

    /// <summary>Forgets what was added and not taken. The release thread.</summary>
    public void Drop()
    {
        _open?.Clear();
        if (Interlocked.Exchange(ref _handed, null) is { } handed)
        {
            GiveBack(handed);
        }
    }

    /// <summary>What was handed over, if anything: to be given back. The feed.</summary>
    public EventBatch? Take() => Interlocked.Exchange(ref _handed, null);

    /// <summary>Gives a batch back for another use.</summary>
    public void GiveBack(EventBatch batch)
    {
        batch.Clear();
        Volatile.Write(ref _spare, batch);
    }
}
