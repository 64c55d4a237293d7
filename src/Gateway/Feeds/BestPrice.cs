using Exchange.Engine.Bids;

namespace Exchange.Gateway.Feeds;

/// <summary>Finds the best level of one side. A level that is gone is passed over when it comes up.</summary>
internal sealed class BestPrice
{
    // A level may come up more than once if it went and came back; it is looked up each time.
    private const int MinRebuild = 1024;

    private readonly Side _side;
    private readonly ChangeList _levels;
    private readonly PriorityQueue<ulong, int> _prices = new();

    public BestPrice(Side side, ChangeList levels) => (_side, _levels) = (side, levels);

    /// <summary>Says that there is a level that was not there.</summary>
    public void Add(in Change level)
    {
        if (_prices.Count > MinRebuild + (2 * _levels.Count))
        {
            Rebuild();
        }
        _prices.Enqueue(level.Key, RankOf(level));
    }

    /// <summary>The best level; false when there is none.</summary>
    public bool TryGet(out Change best)
    {
        while (_prices.TryPeek(out var key, out _))
        {
            if (_levels.TryGet(key, out best))
            {
                return true;
            }
            _prices.Dequeue();
        }
        best = default;
        return false;
    }

    private void Rebuild()
    {
        (ulong, int)[] there = [.. _prices.UnorderedItems.DistinctBy(item => item.Element).Where(item => _levels.TryGet(item.Element, out _))];
        _prices.Clear();
        _prices.EnqueueRange(there);
    }

    private int RankOf(in Change level) => _side == Side.Buy ? -level.Price.Ticks : level.Price.Ticks;
}
