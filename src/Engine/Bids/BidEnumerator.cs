namespace Exchange.Engine.Bids;

/// <summary>Walks through bids in the order of their arrival; the one at hand may be removed.</summary>
public ref struct BidEnumerator
{
    private readonly BidPool _pool;
    private readonly bool _isOwn;
    private int _next;
    private int _place;

    internal BidEnumerator(BidPool pool, int first, bool isOwn)
    {
        _pool = pool;
        _isOwn = isOwn;
        _next = first;
        _place = BidListEnds.None;
    }

    /// <summary>The bid at hand.</summary>
    public readonly ref readonly CollectedBid Current => ref _pool[_place];

    internal readonly int Place => _place;

    /// <summary>Goes to the next bid; false after the last.</summary>
    public bool MoveNext()
    {
        _place = _next;
        if (_place == BidListEnds.None)
        {
            return false;
        }
        _next = _isOwn ? _pool.NextOwn(_place) : _pool.Next(_place);
        return true;
    }

    /// <summary>The same walk, for foreach.</summary>
    public readonly BidEnumerator GetEnumerator() => this;
}
