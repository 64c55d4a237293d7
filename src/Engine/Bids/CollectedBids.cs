using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// The bids collected for the clearings of a session market, in the order of their arrival, each for the next clearing or
/// standing until it is removed. It knows accounts only as numbers. One thread; no allocation in steady state.
/// </summary>
public sealed partial class CollectedBids
{
    /// <summary>The most bids there can be at a time.</summary>
    public const int MaxBids = 1 << 22;

    /// <summary>
    /// The most groups and accounts that the conditional bids together can name: a clearing's cost grows with their cube.
    /// </summary>
    public const int MaxTargets = 64;

    private const int None = BidListEnds.None;

    private readonly Dictionary<(int Account, ulong Id), int> _places = [];
    private readonly BidPool _pool = new();
    private readonly BlockPool<SchedulePoint> _points = new(DemandSchedule.MaxPoints);
    private readonly ConditionalPool _conditionals = new();
    private readonly Carries _carries = new();

    /// <summary>The number of bids.</summary>
    public int Count => _pool.Count;

    internal ReadOnlySpan<SchedulePoint> Points => _points.Elements;

    /// <summary>Adds an order; its time in force is of no account here.</summary>
    /// <inheritdoc cref="Add(in Bidder, ulong, in Bid, bool, Timestamp)"/>
    public Reason Add(int account, ulong id, in Order order, bool isStanding, Timestamp now) =>
        Add(new Bidder(account, default), id, Bid.Of(order), isStanding, now);

    /// <summary>Adds a demand schedule, of which it keeps a copy.</summary>
    /// <inheritdoc cref="Add(in Bidder, ulong, in Bid, bool, Timestamp)"/>
    public Reason Add(int account, ulong id, in DemandSchedule schedule, bool isStanding, Timestamp now) =>
        Add(new Bidder(account, default), id, Bid.Of(schedule), isStanding, now);

    /// <summary>Adds a bid, of which it keeps a copy.</summary>
    /// <returns>
    /// <see cref="Reason.DuplicateId"/> when the account has a bid with this id, <see cref="Reason.Limit"/> when there is
    /// no room for more, or none for more targets of conditions; nothing changed then.
    /// </returns>
    public Reason Add(in Bidder bidder, ulong id, in Bid bid, bool isStanding, Timestamp now)
    {
        var added = new CollectedBid
        {
            Account = bidder.Account,
            Capacity = bidder.Capacity,
            Groups = bidder.Groups,
            Id = id,
            Kind = bid.Kind,
            IsStanding = isStanding,
            Side = bid.Order.Side,
            Price = bid.Order.Price,
            Accepted = now,
        };
        Span<SchedulePoint> points = stackalloc SchedulePoint[2];
        return bid.Kind switch
        {
            BidKind.Limit or BidKind.Market or BidKind.Pegged => Add(ref added, PointsOf(added, bid.Order.Quantity.Lots, points)),
            BidKind.Schedule or BidKind.RateSchedule => Add(ref added, bid.Schedule.Points),
            BidKind.Conditional => Add(ref added, bidder, bid.Conditional),
            _ => Add(ref added, [new(default, bid.Reported)]),
        };
    }

    /// <summary>Removes a bid.</summary>
    /// <returns><see cref="Reason.UnknownOrder"/> when there is no such bid.</returns>
    public Reason Remove(int account, ulong id)
    {
        if (!_places.Remove((account, id), out var place))
        {
            return Reason.UnknownOrder;
        }
        ForgetTerms(place);
        ref var bid = ref _pool[place];
        if (bid.Kind == BidKind.Conditional)
        {
            _conditionals.GiveBack(bid.FirstPoint);
        }
        else
        {
            _points.GiveBack(bid.FirstPoint, bid.PointCount);
        }
        _pool.Remove(place);
        return Reason.None;
    }

    /// <summary>The bid of an account with an id; false when there is none.</summary>
    public bool TryGet(int account, ulong id, out CollectedBid bid)
    {
        var found = _places.TryGetValue((account, id), out var place);
        bid = found ? _pool[place] : default;
        return found;
    }

    /// <summary>
    /// The points of a bid: of a schedule as it was submitted, of a conditional bid none. Valid until the next change.
    /// </summary>
    public ReadOnlySpan<SchedulePoint> PointsOf(in CollectedBid bid) =>
        bid.Kind == BidKind.Conditional ? [] : Points.Slice(bid.FirstPoint, bid.PointCount);

    /// <summary>A bid of that kind as it was submitted. Valid until the next change.</summary>
    public ConditionalBid ConditionalOf(in CollectedBid bid) => _conditionals[bid.FirstPoint];

    /// <summary>All bids in the order of their arrival. The one at hand, and no other, may be removed on the way.</summary>
    public BidEnumerator GetEnumerator() => new(_pool, _pool.First, isOwn: false);

    /// <summary>The bids of an account in the order of their arrival. The one at hand may be removed on the way.</summary>
    public BidEnumerator Of(int account) => new(_pool, _pool.FirstOf(account), isOwn: true);

    /// <summary>
    /// Notes what a clearing that took place gave: orders and schedules keep what they did not get, rate schedules stand whole and leave
    /// their fraction of a lot to their account. Every bid is still there: the caller removes those that do not stand
    /// and those that have nothing left (<see cref="CollectedBid.Open"/>).
    /// </summary>
    /// <param name="lots">Signed lots for every bid, in the order of arrival.</param>
    /// <param name="price">The price of the clearing.</param>
    /// <param name="previous">The moment of the clearing before that took place.</param>
    /// <param name="now">The moment of the clearing.</param>
    public void Settle(ReadOnlySpan<long> lots, Price price, Timestamp previous, Timestamp now)
    {
        _carries.Begin();
        var arrival = 0;
        for (var place = _pool.First; place != None; place = _pool.Next(place))
        {
            ref var bid = ref _pool[place];
            bid.Trade(lots[arrival++]);
            if (bid.IsPerSecond)
            {
                var curve = CurveOf(bid, previous, now);
                var rate = Polyline.At(PointsOf(bid), price.Ticks, out _);
                var left = Accrual.Of(rate, curve.ElapsedNs, curve.CarryNanolots).CarryNanolots;
                _carries.Exchange(bid.Account, curve.CarryNanolots, left);
            }
        }
    }

    /// <summary>Has clearings not see bids, those marked by arrival, until <see cref="ShowAll"/>: until then nothing else may change.</summary>
    internal void Hide(ReadOnlySpan<bool> marks) => _pool.Hide(marks);

    /// <summary>Has clearings see all bids again.</summary>
    internal void ShowAll() => _pool.ShowAll();

    /// <summary>What the price of a conditional bid falls by for a unit more of the bidder's own, to the nearest double.</summary>
    internal double OwnSlopeOf(in CollectedBid bid) => _conditionals.OwnSlope(bid.FirstPoint);

    /// <summary>The bids as a clearing sees them, in the order of arrival; room for <see cref="Count"/> is given.</summary>
    internal void CopyCurves(Span<BidCurve> curves, Timestamp previous, Timestamp now)
    {
        _carries.Begin();
        var arrival = 0;
        foreach (ref readonly var bid in this)
        {
            curves[arrival++] = CurveOf(bid, previous, now);
        }
    }

    private BidCurve CurveOf(in CollectedBid bid, Timestamp previous, Timestamp now) => new()
    {
        FirstPoint = bid.FirstPoint,
        PointCount = bid.PointCount,
        BoughtLots = bid.BoughtLots,
        SoldLots = bid.SoldLots,
        IsPriced = bid.Kind != BidKind.Market,
        IsPerSecond = bid.IsPerSecond,
        ElapsedNs = bid.IsPerSecond ? now.Nanoseconds - Timestamp.Later(previous, bid.Accepted).Nanoseconds : 0,
        CarryNanolots = bid.IsPerSecond ? _carries.TakeOnce(bid.Account) : 0,
    };

    private Reason Add(ref CollectedBid bid, ReadOnlySpan<SchedulePoint> points)
    {
        var reason = CheckRoom(bid, _points.HasRoom);
        if (reason == Reason.None)
        {
            SetPoints(ref bid, points);
            _places.Add((bid.Account, bid.Id), _pool.Add(bid));
        }
        return reason;
    }

    private Reason Add(ref CollectedBid bid, in Bidder bidder, in ConditionalBid conditional)
    {
        var reason = CheckRoom(bid, _conditionals.HasRoom(conditional, MaxTargets));
        if (reason == Reason.None)
        {
            bid.FirstPoint = _conditionals.Take(bidder, conditional);
            _places.Add((bid.Account, bid.Id), _pool.Add(bid));
        }
        return reason;
    }

    private Reason CheckRoom(in CollectedBid bid, bool hasRoom)
    {
        if (_places.ContainsKey((bid.Account, bid.Id)))
        {
            return Reason.DuplicateId;
        }
        return _pool.Count == MaxBids || !hasRoom ? Reason.Limit : Reason.None;
    }

    private void SetPoints(ref CollectedBid bid, ReadOnlySpan<SchedulePoint> points)
    {
        if (bid.PointCount != 0)
        {
            _points.GiveBack(bid.FirstPoint, bid.PointCount);
        }
        bid.FirstPoint = _points.Take(points);
        bid.PointCount = points.Length;
        bid.GreatestLots = points[0].Quantity.Lots;
        bid.LeastLots = points[^1].Quantity.Lots;
        bid.BoughtLots = 0;
        bid.SoldLots = 0;
    }

    /// <summary>An order as a schedule: a step at its price, or one quantity at every price.</summary>
    private static ReadOnlySpan<SchedulePoint> PointsOf(in CollectedBid order, long lots, Span<SchedulePoint> points)
    {
        var wanted = new SchedulePoint(order.Price, new(order.Side == Side.Buy ? lots : -lots));
        var nothing = new SchedulePoint(order.Price, default);
        if (order.Kind == BidKind.Market)
        {
            points[0] = wanted;
            return points[..1];
        }
        (points[0], points[1]) = order.Side == Side.Buy ? (wanted, nothing) : (nothing, wanted);
        return points;
    }
}
