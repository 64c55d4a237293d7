using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>
/// Every account's resting orders in the order of their arrival, as lists through the pool: cancelling all of them
/// costs what they are, not what the book is.
/// </summary>
internal sealed class OwnOrders
{
    private const int None = -1;

    private readonly OrderPool _pool;
    private (int First, int Last)[] _lists = [];

    public OwnOrders(OrderPool pool) => _pool = pool;

    /// <summary>The place of the account's oldest order, or −1.</summary>
    public int First(int account) => account < _lists.Length ? _lists[account].First : None;

    public void Append(int place)
    {
        ref var order = ref _pool[place];
        if (order.Account >= _lists.Length)
        {
            Grow(order.Account);
        }
        ref var list = ref _lists[order.Account];
        order.PreviousOwn = list.Last;
        order.NextOwn = None;
        if (list.Last == None)
        {
            list.First = place;
        }
        else
        {
            _pool[list.Last].NextOwn = place;
        }
        list.Last = place;
    }

    public void Remove(int place)
    {
        ref var order = ref _pool[place];
        ref var list = ref _lists[order.Account];
        if (order.PreviousOwn == None)
        {
            list.First = order.NextOwn;
        }
        else
        {
            _pool[order.PreviousOwn].NextOwn = order.NextOwn;
        }
        if (order.NextOwn == None)
        {
            list.Last = order.PreviousOwn;
        }
        else
        {
            _pool[order.NextOwn].PreviousOwn = order.PreviousOwn;
        }
    }

    /// <summary>Writes every account's orders, by the numbers that they have been given by place.</summary>
    public void WriteState(int[] numbers, StateWriter writer)
    {
        for (var account = 0; account < _lists.Length; account++)
        {
            for (var place = _lists[account].First; place != None; place = _pool[place].NextOwn)
            {
                writer.Write(numbers[place]);
            }
        }
    }

    /// <summary>Reads back what <see cref="WriteState"/> wrote of orders that are in their places, the numbers.</summary>
    public void ReadState(int count, StateReader reader)
    {
        var isListed = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var place = reader.ReadIndex(count);
            if (isListed[place])
            {
                throw StateReader.Malformed("an order is listed twice");
            }
            isListed[place] = true;
            Append(place);
        }
    }

    private void Grow(int account)
    {
        var length = _lists.Length;
        Array.Resize(ref _lists, Math.Max(account + 1, Math.Max(16, length * 2)));
        _lists.AsSpan(length).Fill((None, None));
    }
}
