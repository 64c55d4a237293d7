using System.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// What bids consist of (points, conditions) in one array, in blocks of powers of two. A block given back is used again for
/// the next of its size, so that nothing is allocated once the array is large enough.
/// </summary>
internal sealed class BlockPool<T>
    where T : struct
{
    private const int MaxElements = 1 << 26;

    private readonly int _maxBlock;
    private readonly Stack<int>[] _free;
    private T[] _elements = new T[1024];
    private int _used;

    // What the blocks that are stored take: unlike what was used before, it follows from them alone.
    private int _stored;

    /// <summary>An empty pool.</summary>
    /// <param name="maxBlock">The most elements of a block.</param>
    public BlockPool(int maxBlock)
    {
        _maxBlock = maxBlock;
        _free = new Stack<int>[SizeOf(maxBlock) + 1];
        foreach (ref var places in _free.AsSpan())
        {
            places = new();
        }
    }

    /// <summary>All elements; valid until the next <see cref="Take"/>.</summary>
    public ReadOnlySpan<T> Elements => _elements;

    /// <summary>Whether another block may be stored.</summary>
    public bool HasRoom => _stored <= MaxElements - (2 * _maxBlock);

    /// <summary>Stores elements; the place of the first.</summary>
    public int Take(ReadOnlySpan<T> elements)
    {
        var size = SizeOf(elements.Length);
        _stored += 1 << size;
        if (!_free[size].TryPop(out var place))
        {
            place = Extend(1 << size);
        }
        Set(place, elements);
        return place;
    }

    /// <summary>Overwrites stored elements with as many others.</summary>
    public void Set(int place, ReadOnlySpan<T> elements) => elements.CopyTo(_elements.AsSpan(place));

    /// <summary>Forgets stored elements.</summary>
    public void GiveBack(int place, int count)
    {
        var size = SizeOf(count);
        _stored -= 1 << size;
        _free[size].Push(place);
    }

    private int Extend(int length)
    {
        while (_elements.Length - _used < length)
        {
            Array.Resize(ref _elements, _elements.Length * 2);
        }
        var place = _used;
        _used += length;
        return place;
    }

    private static int SizeOf(int count) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)count));
}
