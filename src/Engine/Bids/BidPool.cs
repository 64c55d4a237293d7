namespace Exchange.Engine.Bids;

/// <summary>
/// Bids in one array, listed in the order of their arrival, all of them and account by account. A bid keeps its place
/// until it is removed; places are used again, so that nothing is allocated once the array is large enough.
/// </summary>
internal sealed class BidPool
{
    private const int None = BidListEnds.None;

    private readonly BidLinks _arrivals = new();
    private readonly BidLinks _ownArrivals = new();
    private CollectedBid[] _bids = new CollectedBid[1024];
    private BidListEnds[] _own = [];
    private readonly Stack<int> _hidden = [];
    private BidListEnds _all = BidListEnds.Empty;
    private int _free = None;
    private int _used;

    public ref CollectedBid this[int place] => ref _bids[place];

    /// <summary>How many there are that are not hidden.</summary>
    public int Count { get; private set; }

    /// <summary>The place of the oldest bid, or −1.</summary>
    public int First => _all.First;

    /// <summary>The place of the bid that arrived next, or −1.</summary>
    public int Next(int place) => _arrivals.Next(place);

    /// <summary>The place of the account's oldest bid, or −1.</summary>
    public int FirstOf(int account) => account < _own.Length ? _own[account].First : None;

    /// <summary>The place of the same account's bid that arrived next, or −1.</summary>
    public int NextOwn(int place) => _ownArrivals.Next(place);

    /// <summary>Stores a bid as the latest; its place.</summary>
    public int Add(in CollectedBid bid)
    {
        Count++;
        var place = _free;
        if (place != None)
        {
            _free = _bids[place].FirstPoint;
        }
        else
        {
            place = _used++;
            if (place == _bids.Length)
            {
                Array.Resize(ref _bids, _bids.Length * 2);
            }
        }
        _bids[place] = bid;
        if (bid.Account >= _own.Length)
        {
            GrowAccounts(bid.Account);
        }
        Append(place);
        return place;
    }

    /// <summary>Makes a bid the latest.</summary>
    public void MoveToEnd(int place)
    {
        Unlink(place);
        Append(place);
    }

    /// <summary>Forgets a bid. Its place and whatever comes next stay readable until the next bid is added.</summary>
    public void Remove(int place)
    {
        Count--;
        Unlink(place);
        _bids[place].FirstPoint = _free;
        _free = place;
    }

    /// <summary>Takes bids out of the list of all, which knows how to put them back.</summary>
    /// <param name="marks">Those, in the order of arrival.</param>
    public void Hide(ReadOnlySpan<bool> marks)
    {
        var arrival = 0;
        for (var place = First; place != None; place = Next(place))
        {
            if (marks[arrival++])
            {
                _arrivals.Remove(ref _all, place);
                _hidden.Push(place);
                Count--;
            }
        }
    }

    /// <summary>Puts all hidden bids back where they were: no other may have come or gone since.</summary>
    public void ShowAll()
    {
        while (_hidden.TryPop(out var place))
        {
            _arrivals.Restore(ref _all, place);
            Count++;
        }
    }

    private void Append(int place)
    {
        _arrivals.Append(ref _all, place);
        _ownArrivals.Append(ref _own[_bids[place].Account], place);
    }

    private void Unlink(int place)
    {
        _arrivals.Remove(ref _all, place);
        _ownArrivals.Remove(ref _own[_bids[place].Account], place);
    }

    private void GrowAccounts(int account)
    {
        var length = _own.Length;
        Array.Resize(ref _own, Math.Max(account + 1, Math.Max(16, length * 2)));
        _own.AsSpan(length).Fill(BidListEnds.Empty);
    }
}
