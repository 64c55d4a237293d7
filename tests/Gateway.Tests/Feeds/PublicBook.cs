using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;

namespace Exchange.Gateway.Tests.Feeds;

/// <summary>A book by the public events of the kernel alone.</summary>
internal sealed class PublicBook
{
    private readonly SortedDictionary<int, long> _bids = new(Comparer<int>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<int, long> _asks = [];

    private readonly SortedDictionary<ulong, Event> _orders = [];

    /// <summary>The orders by number.</summary>
    public string Orders => string.Join(
        ' ', _orders.Values.Select(order => $"{order.OrderNumber}:{order.Quantity.Lots}@{order.Price.Ticks}"));

    /// <summary>How many changes of orders were seen to be of the first in their queue.</summary>
    public int ChangesInTurn { get; private set; }

    public string Text => $"{TextOf(_bids)} | {TextOf(_asks)}";

    /// <summary>Checks that a change of an order there is, for it trades, is one of the first in its queue.</summary>
    public void CheckTurn(Event told)
    {
        if (told.Kind == EventKind.OrderChanged && _orders.ContainsKey(told.OrderNumber))
        {
            var first = _orders.Values.First(order => order.Side == told.Side && order.Price == told.Price);
            Assert.Equal(first.OrderNumber, told.OrderNumber);
            ChangesInTurn++;
        }
    }

    public void Apply(in Event told)
    {
        if (told.Kind == EventKind.OrderChanged)
        {
            _orders.Remove(told.OrderNumber);
            if (told.Quantity.Lots != 0)
            {
                _orders[told.OrderNumber] = told;
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
