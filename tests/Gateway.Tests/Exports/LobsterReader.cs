using System.Globalization;

namespace Exchange.Gateway.Tests.Exports;

/// <summary>
/// Builds a book from LOBSTER's messages alone, as somebody would who knows nothing but their documentation, and holds them to it:
/// what is executed or cancelled is there, executions are at the best price and the oldest order there, and nothing crosses.
/// </summary>
internal sealed class LobsterReader
{
    private const long Nowhere = 9_999_999_999;

    private readonly SortedDictionary<long, Order> _orders = [];
    private bool _isTrading = true;

    public long Executed { get; private set; }

    public long Crossed { get; private set; }

    public HashSet<int> Types { get; } = [];

    /// <summary>Takes a message: time, type, order id, size, price, direction.</summary>
    public void Take(string message)
    {
        var fields = message.Split(',');
        Assert.Equal(6, fields.Length);
        var (type, id, size) = (int.Parse(fields[1], CultureInfo.InvariantCulture), Number(fields[2]), Number(fields[3]));
        var (price, direction) = (Number(fields[4]), Number(fields[5]));
        Types.Add(type);
        switch (type)
        {
            case 1:
                Assert.True(size > 0 && direction is 1 or -1);
                _orders.Add(id, new(price, size, direction));
                break;
            case 2:
                Reduce(id, size, price, direction);
                Assert.True(_orders.ContainsKey(id), $"{message} cancels all");
                break;
            case 3:
                Assert.Equal(_orders[id], new(price, size, direction));
                _orders.Remove(id);
                break;
            case 4:
                Assert.True(_isTrading, $"{message} while trading has stopped");
                Assert.Equal(id, Best(direction));
                Reduce(id, size, price, direction);
                Executed += size;
                break;
            case 6:
                Assert.True(id < 0);
                Crossed += size;
                break;
            case 7:
                Assert.Equal((0L, 0L, -1L), (id, size, direction));
                Assert.InRange(price, -1, 1);
                _isTrading = price == 1;
                break;
            default:
                Assert.Fail($"{message} is of no type there is");
                break;
        }
    }

    /// <summary>The row that an order-book file has then.</summary>
    public string Row(int levels)
    {
        var (asks, bids) = (Levels(-1), Levels(1));
        Assert.True(asks.Count == 0 || bids.Count == 0 || asks[0].Price > bids[0].Price, "The book crosses.");
        var fields = new List<long>();
        for (var i = 0; i < levels; i++)
        {
            fields.AddRange(i < asks.Count ? [asks[i].Price, asks[i].Size] : [Nowhere, 0]);
            fields.AddRange(i < bids.Count ? [bids[i].Price, bids[i].Size] : [-Nowhere, 0]);
        }
        return string.Join(',', fields);
    }

    private void Reduce(long id, long size, long price, long direction)
    {
        var order = _orders[id];
        Assert.Equal((order.Price, order.Direction), (price, direction));
        Assert.InRange(size, 1, order.Size);
        _orders.Remove(id);
        if (size < order.Size)
        {
            _orders.Add(id, order with { Size = order.Size - size });
        }
    }

    // Numbers grow with every submission, so that of two at a price the smaller is the older.
    private long Best(long direction) =>
        _orders.Where(order => order.Value.Direction == direction).MaxBy(order => (direction * order.Value.Price, -order.Key)).Key;

    private List<(long Price, long Size)> Levels(long direction) =>
    [
        .. _orders.Values.Where(order => order.Direction == direction)
            .GroupBy(order => order.Price)
            .Select(level => (level.Key, level.Sum(order => order.Size)))
            .OrderBy(level => -direction * level.Key),
    ];

    private static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private readonly record struct Order(long Price, long Size, long Direction);
}
