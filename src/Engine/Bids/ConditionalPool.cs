using System.Runtime.InteropServices;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>Stored conditional bids, and how often each target is named. One thread; no allocation in steady state.</summary>
internal sealed class ConditionalPool
{
    private readonly BlockPool<Stored> _bids = new(maxBlock: 1);
    private readonly BlockPool<Condition> _conditions = new(ConditionalBid.MaxConditions);
    private readonly Dictionary<ConditionTarget, int> _named = [];

    /// <summary>A stored bid; valid until the next <see cref="Take"/>.</summary>
    public ConditionalBid this[int place]
    {
        get
        {
            ref readonly var stored = ref _bids.Elements[place];
            var conditions = _conditions.Elements.Slice(stored.FirstCondition, stored.ConditionCount);
            var reason = ConditionalBid.TryCreate(
                stored.Intercept, stored.Slope, conditions, stored.MinQuantity, stored.MaxQuantity, out var bid);
            System.Diagnostics.Debug.Assert(reason == Reason.None, "It was created once.");
            return bid;
        }
    }

    /// <summary>What the price of a stored bid falls by for a unit more of the bidder's own, to the nearest double.</summary>
    public double OwnSlope(int place) => _bids.Elements[place].OwnSlope;

    /// <summary>Whether a bid finds room besides those that are stored.</summary>
    public bool HasRoom(in ConditionalBid bid, int maxTargets)
    {
        var targets = _named.Count;
        foreach (ref readonly var condition in bid.Conditions)
        {
            targets += _named.ContainsKey(condition.Target) ? 0 : 1;
        }
        return targets <= maxTargets && _bids.HasRoom && _conditions.HasRoom;
    }

    /// <summary>Stores a bid; its place.</summary>
    public int Take(in Bidder bidder, in ConditionalBid bid)
    {
        foreach (ref readonly var condition in bid.Conditions)
        {
            _named[condition.Target] = _named.GetValueOrDefault(condition.Target) + 1;
        }
        var stored = new Stored
        {
            Intercept = bid.Intercept,
            Slope = bid.Slope,
            OwnSlope = Reals.From(bid.OwnSlope(bidder)),
            MinQuantity = bid.MinQuantity,
            MaxQuantity = bid.MaxQuantity,
            FirstCondition = bid.Conditions.IsEmpty ? 0 : _conditions.Take(bid.Conditions),
            ConditionCount = bid.Conditions.Length,
        };
        return _bids.Take([stored]);
    }

    /// <summary>Forgets a stored bid.</summary>
    public void GiveBack(int place)
    {
        foreach (ref readonly var condition in this[place].Conditions)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_named, condition.Target) == 0)
            {
                _named.Remove(condition.Target);
            }
        }
        ref readonly var stored = ref _bids.Elements[place];
        if (stored.ConditionCount != 0)
        {
            _conditions.GiveBack(stored.FirstCondition, stored.ConditionCount);
        }
        _bids.GiveBack(place, 1);
    }

    private struct Stored
    {
        public FixedDecimal Intercept;
        public FixedDecimal Slope;
        public double OwnSlope;
        public Quantity? MinQuantity;
        public Quantity? MaxQuantity;
        public int FirstCondition;
        public int ConditionCount;
    }
}
