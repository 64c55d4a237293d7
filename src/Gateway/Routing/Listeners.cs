using System.Collections.Concurrent;

namespace Exchange.Gateway.Routing;

/// <summary>
/// Who listens to what: queues by a key. Adding and removing copy, so that the release thread reads without a lock.
/// </summary>
internal sealed class Listeners<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, EventQueue[]> _queues = new();

    /// <summary>How many keys somebody listens to.</summary>
    public int Count => _queues.Count;

    /// <summary>The queues that listen to a key.</summary>
    public ReadOnlySpan<EventQueue> this[TKey key] => _queues.TryGetValue(key, out var queues) ? queues : [];

    /// <summary>All queues, one that listens to several keys several times. A moment's picture.</summary>
    public IEnumerable<EventQueue> Queues => _queues.Values.SelectMany(queues => queues);

    public void Add(TKey key, EventQueue queue) =>
        _queues.AddOrUpdate(key, static (_, added) => [added], static (_, queues, added) => [.. queues, added], queue);

    public void Remove(TKey key, EventQueue queue)
    {
        while (_queues.TryGetValue(key, out var queues))
        {
            EventQueue[] rest = [.. queues.Where(other => other != queue)];
            var isDone = rest.Length == 0
                ? _queues.TryRemove(new KeyValuePair<TKey, EventQueue[]>(key, queues))
                : _queues.TryUpdate(key, rest, queues);
            if (isDone)
            {
                return;
            }
        }
    }
}
