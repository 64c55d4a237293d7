using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Feeds;

/// <summary>One thing of a book, a price level say, as it was changed last.</summary>
internal struct Change
{
    public ulong Key;
    public Side Side;
    public Price Price;

    /// <summary>What there is now; zero: it is gone.</summary>
    public Quantity Quantity;

    /// <summary>The number of the change: grows from one change of the book to the next.</summary>
    public long Number;
}

/// <summary>
/// A book in the order in which its parts were changed last. Whoever knows it as it was after some change reads on from
/// there and gets every part that was changed since, once, as it now is: that is how a slow subscriber's updates become
/// fewer and how a new one gets the whole book, and all that is kept for either is one number. What is gone is remembered
/// for a while, so that it can be told.
/// </summary>
/// <remarks>Two lists through one array, of what is there and of what is gone; nothing is allocated in steady state.</remarks>
internal sealed class ChangeList
{
    private const int None = -1;

    private readonly Dictionary<ulong, int> _places = [];
    private readonly int _maxGone;
    private Entry[] _entries = new Entry[256];
    private int _used;
    private int _free = None;
    private Chain _there = new();
    private Chain _gone = new();

    /// <param name="maxGone">How many parts that are gone are remembered.</param>
    public ChangeList(int maxGone) => _maxGone = maxGone;

    /// <summary>How many parts are there.</summary>
    public int Count => _there.Count;

    /// <summary>The number of the latest change.</summary>
    public long LastNumber { get; private set; }

    /// <summary>
    /// The number of the last change, that something was gone, which is forgotten: reading on from before it would miss that.
    /// </summary>
    public long ForgottenNumber { get; private set; }

    /// <summary>Sets what there is now; a quantity of zero: it is gone.</summary>
    public void Set(ulong key, Side side, Price price, Quantity quantity)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, key, out var isKnown);
        if (isKnown)
        {
            Unlink(place);
        }
        else
        {
            place = TakePlace();
        }
        _entries[place].Change = new()
        {
            Key = key,
            Side = side,
            Price = price,
            Quantity = quantity,
            Number = ++LastNumber,
        };
        Append(ref ChainOf(quantity), place);
        if (_gone.Count > _maxGone)
        {
            ForgetOldest();
        }
    }

    /// <summary>What there is at a key; false when nothing is.</summary>
    public bool TryGet(ulong key, out Change change)
    {
        change = _places.TryGetValue(key, out var place) ? _entries[place].Change : default;
        return change.Quantity.Lots != 0;
    }

    /// <summary>Reads on: what was changed after a place in the list, in that order.</summary>
    /// <param name="from">Where to read from; moved behind what is read.</param>
    /// <param name="changes">Gets the changes; read until it is full.</param>
    /// <returns>How many were read; fewer than there was room for: that was all.</returns>
    public int Read(ref ReadingPlace from, Span<Change> changes)
    {
        var there = IsUnchanged(from) ? _entries[from.Place].Next : NextOf(_there, from.Number);
        var gone = NextOf(_gone, Math.Max(from.Number, from.GoneNumber));
        var count = 0;
        while (count < changes.Length && (there != None || gone != None))
        {
            var isThere = gone == None || (there != None && _entries[there].Change.Number < _entries[gone].Change.Number);
            ref var next = ref isThere ? ref there : ref gone;
            ref var entry = ref _entries[next];
            changes[count++] = entry.Change;
            from.Number = entry.Change.Number;
            if (isThere)
            {
                (from.Place, from.PlaceNumber) = (next, entry.Change.Number);
            }
            next = entry.Next;
        }
        return count;
    }

    // As long as what was read last of what is there has not changed again, the next is its neighbour.
    private bool IsUnchanged(in ReadingPlace from) =>
        from.Place != None && _entries[from.Place].Change is { Quantity.Lots: not 0 } change && change.Number == from.PlaceNumber;

    /// <summary>The first entry of a chain that was changed after a number.</summary>
    private int NextOf(in Chain chain, long number)
    {
        // A new reader starts with the oldest; others have read nearly all.
        if (number == 0)
        {
            return chain.Oldest;
        }
        var next = None;
        for (var place = chain.Newest; place != None && _entries[place].Change.Number > number; place = _entries[place].Previous)
        {
            next = place;
        }
        return next;
    }

    private void ForgetOldest()
    {
        var oldest = _gone.Oldest;
        ref var entry = ref _entries[oldest];
        ForgottenNumber = entry.Change.Number;
        _places.Remove(entry.Change.Key);
        Unlink(oldest);
        entry.Change.Number = 0;
        entry.Next = _free;
        _free = oldest;
    }

    private int TakePlace()
    {
        if (_free != None)
        {
            var place = _free;
            _free = _entries[place].Next;
            return place;
        }
        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, _used * 2);
        }
        return _used++;
    }

    private void Append(ref Chain chain, int place)
    {
        ref var entry = ref _entries[place];
        (entry.Previous, entry.Next) = (chain.Newest, None);
        (chain.Newest == None ? ref chain.Oldest : ref _entries[chain.Newest].Next) = place;
        chain.Newest = place;
        chain.Count++;
    }

    private void Unlink(int place)
    {
        ref var entry = ref _entries[place];
        ref var chain = ref ChainOf(entry.Change.Quantity);
        (entry.Previous == None ? ref chain.Oldest : ref _entries[entry.Previous].Next) = entry.Next;
        (entry.Next == None ? ref chain.Newest : ref _entries[entry.Next].Previous) = entry.Previous;
        chain.Count--;
    }

    private ref Chain ChainOf(Quantity quantity) => ref quantity.Lots == 0 ? ref _gone : ref _there;

    private struct Entry
    {
        public Change Change;
        public int Previous;
        public int Next;
    }

    private struct Chain
    {
        public int Oldest = None;
        public int Newest = None;
        public int Count;

        public Chain()
        {
        }
    }
}

/// <summary>How far someone has read in a <see cref="ChangeList"/>.</summary>
internal struct ReadingPlace
{
    /// <summary>The number of the change read last; zero: none.</summary>
    public long Number;

    /// <summary>What was gone up to here the reader never knew of.</summary>
    public long GoneNumber;

    /// <summary>Where the last was found of what is there, and its number.</summary>
    internal int Place = -1;
    internal long PlaceNumber;

    public ReadingPlace()
    {
    }
}
