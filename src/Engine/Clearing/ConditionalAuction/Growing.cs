namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>A list that is filled again for every clearing; grows to the largest and then allocates no more.</summary>
internal struct Growing<T>
{
    private T[]? _items;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    public readonly Span<T> Writable => _items.AsSpan(0, Count);

    public readonly ref T this[int index] => ref _items![index];

    public void Clear() => Count = 0;

    public void Truncate(int count) => Count = count;

    public void Add(in T item)
    {
        if (_items is null || Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(64, 2 * Count));
        }
        _items[Count++] = item;
    }

    /// <summary>Makes it so many defaults.</summary>
    public void Fill(int count)
    {
        if (_items is null || _items.Length < count)
        {
            _items = new T[Math.Max(count, 2 * Count)];
        }
        Count = count;
        _items.AsSpan(0, count).Clear();
    }
}
