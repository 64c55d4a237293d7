using Exchange.Engine.Bids;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>What an order with terms has beyond a plain one.</summary>
internal struct OrderDetail
{
    public OrderTerms Terms;

    /// <summary>Of an order that has not come to rest yet: a sleeping stop, or one that is arriving.</summary>
    public TimeInForce TimeInForce;
    public bool IsMarket;

    /// <summary>The worst price it accepts, in ticks; of a market order the end of the price range.</summary>
    public int LimitTicks;

    /// <summary>Of an iceberg: what is open beyond the displayed slice, which is the order's own quantity.</summary>
    public uint HiddenLots;
}

/// <summary>The details by place in the pool, beside it, so that plain orders do not carry them.</summary>
internal sealed class OrderDetails
{
    private OrderDetail[] _details = [];

    public ref OrderDetail this[int place] => ref _details[place];

    public void Set(int place, in OrderDetail detail)
    {
        if (place >= _details.Length)
        {
            Array.Resize(ref _details, Math.Max(place + 1, Math.Max(16, _details.Length * 2)));
        }
        _details[place] = detail;
    }
}
