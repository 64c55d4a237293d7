using Exchange.Engine.Bids;

namespace Exchange.Gateway.Exports;

/// <summary>The price levels of one side of a book that are occupied, and what is displayed at each.</summary>
internal sealed class BookSide
{
    // The best level is the last: most of what happens, happens there, and moves few others.
    private readonly List<(int Ticks, long Lots)> _levels = [];
    private readonly int _sign;

    public BookSide(Side side) => _sign = side == Side.Buy ? 1 : -1;

    /// <summary>The number of levels.</summary>
    public int Count => _levels.Count;

    /// <summary>A level, counted from the best, which is 0.</summary>
    public (int Ticks, long Lots) this[int rank] => _levels[^(rank + 1)];

    /// <summary>Displays more at a price, or below zero less; a level where nothing is left is gone.</summary>
    public void Add(int ticks, long lots)
    {
        var index = Find(ticks);
        if (index == _levels.Count || _levels[index].Ticks != ticks)
        {
            _levels.Insert(index, (ticks, lots));
        }
        else if (_levels[index].Lots + lots is var left && left != 0)
        {
            _levels[index] = (ticks, left);
        }
        else
        {
            _levels.RemoveAt(index);
        }
    }

    /// <summary>Where the price is, or would be.</summary>
    private int Find(int ticks)
    {
        var (low, high) = (0, _levels.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sign * _levels[middle].Ticks < _sign * ticks)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }
}
