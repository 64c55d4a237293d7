namespace Exchange.Sdk.Internal;

/// <summary>Puts the parts of a market's snapshots together.</summary>
internal sealed class SnapshotReading
{
    private readonly List<V1.MarketUpdate> _parts = [];

    /// <summary>Takes a part in and gives what it completes, if it does; false when it is not the next part.</summary>
    public bool TryAdd(V1.MarketUpdate message, out MarketUpdate? update)
    {
        update = null;
        var part = message.Snapshot.Part;
        var number = part?.Number ?? 0;
        if (number == 0)
        {
            _parts.Clear();
        }
        if (number != _parts.Count)
        {
            return false;
        }
        _parts.Add(message);
        if (part is not { IsLast: false })
        {
            update = part?.Since is null ? ReadWhole(message) : ReadChanges(message, part.Since);
            _parts.Clear();
        }
        return true;
    }

    private BookSnapshot ReadWhole(V1.MarketUpdate last) => new(
        last.Market,
        last.Sequence,
        [.. Levels(depth => depth.Bids, isBestHighest: true).Where(level => level.Quantity != 0)],
        [.. Levels(depth => depth.Asks, isBestHighest: false).Where(level => level.Quantity != 0)],
        (MarketPhase)last.Snapshot.Phase)
    {
        Commitment = last.Snapshot.Commitment,
        LevelCount = (int?)last.Snapshot.Part?.Levels,
        Orders = Orders()?.Where(order => order.Quantity != 0).ToArray(),
        Statistics = MarketStatistics.Read(last.Statistics),
    };

    private ChangesTogether ReadChanges(V1.MarketUpdate last, V1.ChangesSince since) => new(
        last.Market,
        last.Sequence,
        since.Sequence,
        [.. Levels(depth => depth.Bids, isBestHighest: true)],
        [.. Levels(depth => depth.Asks, isBestHighest: false)],
        (MarketPhase)last.Snapshot.Phase)
    {
        Commitment = last.Snapshot.Commitment,
        LevelCount = (int)last.Snapshot.Part.Levels,
        Orders = Orders()?.ToArray(),
        Statistics = MarketStatistics.Read(last.Statistics),
        Events = [.. since.Events.Select(EventReading.Read).OfType<Event>()],
        Missed = since.Missed,
    };

    /// <summary>The levels of one side, best first, the latest of each.</summary>
    private IEnumerable<PriceLevel> Levels(
        Func<V1.Depth, IEnumerable<V1.PriceLevel>> side, bool isBestHighest)
    {
        if (_parts.Count == 1)
        {
            return BookSnapshot.Read(_parts[0].Snapshot.Depth is { } depth ? side(depth) : null);
        }
        var levels = new Dictionary<decimal, decimal>();
        foreach (var level in _parts.SelectMany(part => BookSnapshot.Read(part.Snapshot.Depth is { } depth ? side(depth) : null)))
        {
            levels[level.Price] = level.Quantity;
        }
        var sorted = levels.Select(level => new PriceLevel(level.Key, level.Value)).OrderBy(level => level.Price);
        return isBestHighest ? sorted.Reverse() : sorted;
    }

    /// <summary>The orders by number, the latest of each; null when there are levels instead.</summary>
    private SortedDictionary<ulong, PublicOrder>.ValueCollection? Orders()
    {
        if (_parts[0].Snapshot.Orders is null)
        {
            return null;
        }
        var orders = new SortedDictionary<ulong, PublicOrder>();
        foreach (var order in _parts.SelectMany(part => PublicOrder.Read(part.Snapshot.Orders) ?? []))
        {
            orders[order.Number] = order;
        }
        return orders.Values;
    }
}
