using System.Runtime.CompilerServices;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>
/// Finds a resting order by account and client order id: an open-addressing hash table of places in the pool with
/// linear probing. Removal shifts the entries behind it back, so that nothing is ever left to clean up.
/// </summary>
internal sealed class OrderIndex
{
    private const int None = -1;

    private readonly OrderPool _pool;

    // An entry is the hash in the high half and place + 1 in the low half; 0 is empty.
    private ulong[] _entries = new ulong[2048];
    private int _shift = 32 - 11;
    private int _count;

    public OrderIndex(OrderPool pool) => _pool = pool;

    /// <summary>The order's place, or −1.</summary>
    public int Find(int account, ulong id)
    {
        var position = Probe(account, id, Hash(account, id));
        return PlaceOf(_entries[position]);
    }

    /// <summary>Adds an order that is not in the table.</summary>
    public void Add(int account, ulong id, int place)
    {
        if (++_count * 2 > _entries.Length)
        {
            Grow();
        }
        var hash = Hash(account, id);
        Insert(_entries, _shift, ((ulong)hash << 32) | (uint)(place + 1));
    }

    /// <summary>Removes an order that is in the table.</summary>
    public void Remove(int account, ulong id)
    {
        _count--;
        var entries = _entries;
        var mask = entries.Length - 1;
        var hole = Probe(account, id, Hash(account, id));
        for (var position = hole; ;)
        {
            position = (position + 1) & mask;
            var entry = entries[position];
            if (entry == 0)
            {
                break;
            }
            var home = Home(entry, _shift);
            var mayMove = ((position - home) & mask) >= ((position - hole) & mask);
            if (mayMove)
            {
                entries[hole] = entry;
                hole = position;
            }
        }
        entries[hole] = 0;
    }

    /// <summary>The position of the order's entry, or of the empty one where the search ended.</summary>
    private int Probe(int account, ulong id, uint hash)
    {
        var entries = _entries;
        var mask = entries.Length - 1;
        for (var position = (int)(hash >> _shift); ; position = (position + 1) & mask)
        {
            var entry = entries[position];
            if (entry == 0)
            {
                return position;
            }
            if ((uint)(entry >> 32) == hash)
            {
                ref var order = ref _pool[PlaceOf(entry)];
                if (order.Id == id && order.Account == account)
                {
                    return position;
                }
            }
        }
    }

    private void Grow()
    {
        var grown = new ulong[_entries.Length * 2];
        _shift--;
        foreach (var entry in _entries)
        {
            if (entry != 0)
            {
                Insert(grown, _shift, entry);
            }
        }
        _entries = grown;
    }

    private static void Insert(ulong[] entries, int shift, ulong entry)
    {
        var mask = entries.Length - 1;
        var position = Home(entry, shift);
        while (entries[position] != 0)
        {
            position = (position + 1) & mask;
        }
        entries[position] = entry;
    }

    // The empty entry's place is −1.
    private static int PlaceOf(ulong entry) => unchecked((int)entry - 1);

    private static int Home(ulong entry, int shift) => (int)((uint)(entry >> 32) >> shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(int account, ulong id) =>
        unchecked((uint)(((id ^ ((ulong)account * 0xD6E8FEB86659FD93)) * 0x9E3779B97F4A7C15) >> 32));
}
