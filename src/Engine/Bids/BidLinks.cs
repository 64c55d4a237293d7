namespace Exchange.Engine.Bids;

/// <summary>The ends of a list of bids in the order of their arrival.</summary>
internal struct BidListEnds
{
    public const int None = -1;

    public int First;
    public int Last;

    public static BidListEnds Empty => new() { First = None, Last = None };
}

/// <summary>The neighbours of bids in lists; a bid is in one list at most. Joining and leaving take constant time.</summary>
internal sealed class BidLinks
{
    private const int None = BidListEnds.None;

    private (int Previous, int Next)[] _links = new (int, int)[1024];

    /// <summary>The bid after another in its list, or −1.</summary>
    public int Next(int place) => _links[place].Next;

    public void Append(ref BidListEnds list, int place)
    {
        if (place >= _links.Length)
        {
            Array.Resize(ref _links, Math.Max(place + 1, _links.Length * 2));
        }
        _links[place] = (list.Last, None);
        if (list.Last == None)
        {
            list.First = place;
        }
        else
        {
            _links[list.Last].Next = place;
        }
        list.Last = place;
    }

    /// <summary>Takes back the last removal, or after others were taken back the last of those that are left.</summary>
    public void Restore(ref BidListEnds list, int place)
    {
        var (previous, next) = _links[place];
        if (previous == None)
        {
            list.First = place;
        }
        else
        {
            _links[previous].Next = place;
        }
        if (next == None)
        {
            list.Last = place;
        }
        else
        {
            _links[next].Previous = place;
        }
    }

    public void Remove(ref BidListEnds list, int place)
    {
        var (previous, next) = _links[place];
        if (previous == None)
        {
            list.First = next;
        }
        else
        {
            _links[previous].Next = next;
        }
        if (next == None)
        {
            list.Last = previous;
        }
        else
        {
            _links[next].Previous = previous;
        }
    }
}
