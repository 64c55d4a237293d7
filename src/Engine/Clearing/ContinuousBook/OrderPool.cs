using Exchange.Engine.Bids;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>An order that rests in the book, its displayed slice if it is an iceberg, or that sleeps beside it.</summary>
internal struct RestingOrder
{
    public ulong Id;
    public int Account;
    public int Ticks;
    public uint Lots;
    public Side Side;

    /// <summary>Whether there is more to it in the <see cref="OrderDetails"/>.</summary>
    public bool HasDetail;

    /// <summary>Whether it is a stop that no trade has triggered: its ticks are the stop's, its ladder that of the stops.</summary>
    public bool IsAsleep;

    /// <summary>The level's index in its ladder.</summary>
    public int Level;

    /// <summary>Neighbours at the same price, earlier and later.</summary>
    public int Previous;
    public int Next;

    /// <summary>Neighbours among the account's orders, earlier and later.</summary>
    public int PreviousOwn;
    public int NextOwn;
}

/// <summary>Resting orders in one array; places are taken and given back without allocating.</summary>
internal sealed class OrderPool
{
    private RestingOrder[] _orders = new RestingOrder[1024];
    private int _free = -1;
    private int _used;

    public ref RestingOrder this[int place] => ref _orders[place];

    /// <summary>The number of orders.</summary>
    public int Count { get; private set; }

    /// <summary>All places in use are below this; an empty pool that has never been used gives them in turn.</summary>
    public int Places => _used;

    public int Take()
    {
        Count++;
        if (_free >= 0)
        {
            var place = _free;
            _free = _orders[place].Next;
            return place;
        }
        if (_used == _orders.Length)
        {
            Array.Resize(ref _orders, _orders.Length * 2);
        }
        return _used++;
    }

    public void GiveBack(int place)
    {
        Count--;
        _orders[place].Next = _free;
        _free = place;
    }
}
