using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;

namespace Exchange.Gateway.Tests.Feeds;

/// <summary>A book by the public events of the kernel alone.</summary>
internal sealed class PublicBook
{
    private readonly SortedDictionary<int, long> _bids = new(Comparer<int>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<int, long> _asks = [];

    private readonly SortedDictionary<ulong, string> _orders = [];

    /// <summary>The orders by number.</summary>
    public string Orders => string.Join(' ', _orders.Select(order => $"{order.Key}:{order.Value}"));

    public string Text => $"{TextOf(_bids)} | {TextOf(_asks)}";

    public void Apply(in Event told)
    {
        if (told.Kind == EventKind.OrderChanged)
        {
            _orders.Remove(told.OrderNumber);
            if (told.Quantity.Lots != 0)
            {
                _orders[told.OrderNumber] = $"{told.Quantity.Lots}@{told.Price.Ticks}";
            }
        }
        if (told.Kind != EventKind.LevelChanged)
        {
            return;
        }
        var side = told.Side == Side.Buy ? _bids : _asks;
        if (told.Quantity.Lots == 0)
        {
            side.Remove(told.Price.Ticks);
        }
        else
        {
            side[told.Price.Ticks] = told.Quantity.Lots;
        }
    }

    /// <summary>The best of each side of a book's text.</summary>
    public static string TopOf(string text) => string.Join(" | ", text.Split(" | ").Select(side => side.Split(' ')[0]));

    private static string TextOf(SortedDictionary<int, long> side) =>
        string.Join(' ', side.Select(level => $"{level.Value}@{level.Key}"));
}
