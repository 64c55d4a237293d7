using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <content>How each kind of bid is replaced.</content>
public sealed partial class CollectedBids
{
    /// <summary>
    /// Changes an order. A smaller quantity at the same price keeps its place among the arrivals, unless that is to be
    /// lost; every other change makes it the latest.
    /// </summary>
    /// <returns>
    /// <see cref="Reason.UnknownOrder"/> when there is no such bid; <see cref="Reason.WrongBidKind"/> when it is a
    /// schedule, or a market order that is to have a price. Nothing changed then.
    /// </returns>
    public Reason Replace(int account, ulong id, in Replacement replacement, Timestamp now)
    {
        if (!_places.TryGetValue((account, id), out var place))
        {
            return Reason.UnknownOrder;
        }
        ref var bid = ref _pool[place];
        if (!bid.IsOrder || (bid.Kind == BidKind.Market && replacement.Price is not null))
        {
            return Reason.WrongBidKind;
        }
        var open = bid.Open;
        var quantity = replacement.Quantity.Lots == 0 ? open : replacement.Quantity;
        var price = replacement.Price ?? bid.Price;
        var keepsPriority = price == bid.Price && quantity <= open && !replacement.LosesPriority;
        bid.Price = price;
        bid.Accepted = now;
        Span<SchedulePoint> points = stackalloc SchedulePoint[2];
        SetPoints(ref bid, PointsOf(bid, quantity.Lots, points));
        if (!keepsPriority)
        {
            _pool.MoveToEnd(place);
        }
        return Reason.None;
    }

    /// <summary>
    /// Puts a schedule in the place of another, as the latest arrival. What the other traded does not count against it;
    /// the account's fraction of a lot stays.
    /// </summary>
    /// <returns>
    /// <see cref="Reason.UnknownOrder"/> when there is no such bid; <see cref="Reason.WrongBidKind"/> when it is an
    /// order or a report; <see cref="Reason.Limit"/> when there is no room for its points. Nothing changed then.
    /// </returns>
    public Reason Replace(int account, ulong id, in DemandSchedule schedule, Timestamp now)
    {
        if (!_places.TryGetValue((account, id), out var place))
        {
            return Reason.UnknownOrder;
        }
        ref var bid = ref _pool[place];
        if (bid.Kind is not (BidKind.Schedule or BidKind.RateSchedule))
        {
            return Reason.WrongBidKind;
        }
        if (!_points.HasRoom)
        {
            return Reason.Limit;
        }
        bid.Kind = Bid.Of(schedule).Kind;
        bid.Accepted = now;
        SetPoints(ref bid, schedule.Points);
        _pool.MoveToEnd(place);
        return Reason.None;
    }

    /// <summary>Puts a conditional bid in the place of another, as the latest arrival, with the bidder's groups as they are now.</summary>
    /// <returns>
    /// <see cref="Reason.UnknownOrder"/> when there is no such bid; <see cref="Reason.WrongBidKind"/> when it is not
    /// conditional; <see cref="Reason.Limit"/> when there is no room for its conditions. Nothing changed then.
    /// </returns>
    public Reason Replace(in Bidder bidder, ulong id, in ConditionalBid conditional, Timestamp now)
    {
        if (!_places.TryGetValue((bidder.Account, id), out var place))
        {
            return Reason.UnknownOrder;
        }
        ref var bid = ref _pool[place];
        if (bid.Kind != BidKind.Conditional)
        {
            return Reason.WrongBidKind;
        }
        if (!_conditionals.HasRoom(conditional, MaxTargets))
        {
            return Reason.Limit;
        }
        _conditionals.GiveBack(bid.FirstPoint);
        bid.FirstPoint = _conditionals.Take(bidder, conditional);
        bid.Groups = bidder.Groups;
        bid.Accepted = now;
        _pool.MoveToEnd(place);
        return Reason.None;
    }

    /// <summary>Puts a report in the place of another of its kind, as the latest arrival, with the bidder's capacity as it is now.</summary>
    /// <returns>
    /// <see cref="Reason.UnknownOrder"/> when there is no such bid; <see cref="Reason.WrongBidKind"/> when it is of another
    /// kind. Nothing changed then.
    /// </returns>
    public Reason Replace(in Bidder bidder, ulong id, BidKind kind, Quantity reported, Timestamp now)
    {
        if (!_places.TryGetValue((bidder.Account, id), out var place))
        {
            return Reason.UnknownOrder;
        }
        ref var bid = ref _pool[place];
        if (bid.Kind != kind)
        {
            return Reason.WrongBidKind;
        }
        (bid.Capacity, bid.Accepted) = (bidder.Capacity, now);
        SetPoints(ref bid, [new(default, reported)]);
        _pool.MoveToEnd(place);
        return Reason.None;
    }
}
