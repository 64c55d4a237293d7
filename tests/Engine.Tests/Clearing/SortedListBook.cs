using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>
/// The slow twin of the order book: lists, each kept in the order in which its orders trade or wake, searched from the
/// front. Nothing in it is clever, so that it is right by inspection.
/// </summary>
internal sealed partial class SortedListBook(SelfTrade selfTrade = SelfTrade.Allowed) : ContinuousRule
{
    private readonly List<Resting> _bids = [];
    private readonly List<Resting> _asks = [];
    private readonly List<Resting> _buyStops = [];
    private readonly List<Resting> _sellStops = [];
    private readonly List<Resting> _awake = [];
    private int? _lastTicks;
    private long _arrivals;
    private long _brought;

    public override int OrderCount => Live.Count();

    public override Timestamp NextExpiry => Live.Select(order => order.Expires).DefaultIfEmpty(Timestamp.Never).MinBy(due => due.Nanoseconds);

    private IEnumerable<Resting> Live => _bids.Concat(_asks).Concat(_buyStops).Concat(_sellStops);

    public override bool Has(int account, ulong id) => Find(account, id) is not null;

    public override bool TryGet(int account, ulong id, out LiveOrder order)
    {
        var found = Find(account, id);
        order = found is null ? default : new(found.Side, new(found.Ticks), new(found.Lots));
        return found is not null;
    }

    public override Reason Submit(int account, ulong id, in Order order, ReportBuffer reports) =>
        Submit(account, id, order, default, default, reports);

    public override Reason Submit(
        int account, ulong id, in Order order, in OrderTerms terms, Timestamp now, ReportBuffer reports)
    {
        if (Find(account, id) is not null)
        {
            return Reason.DuplicateId;
        }
        var incoming = new Resting(account, id, order.Side)
        {
            IsMarket = order.IsMarket,
            Ticks = order.IsMarket ? WorstPrice(order.Side) : order.Price.Ticks,
            Lots = order.Quantity.Lots,
            Lives = order.TimeInForce,
            Terms = terms,
            Brought = _brought++,
        };
        if (terms.IsPostOnly && WouldTake(incoming.Side, incoming.Ticks))
        {
            return Reason.PostOnly;
        }
        if (terms.Expires <= now)
        {
            ReportCancelled(incoming, CancelReason.Expired, wasResting: false, reports);
        }
        else if (terms.Stop is { } stop && !IsReached(incoming.Side, stop))
        {
            Sleep(incoming, reports);
        }
        else
        {
            if (terms.Stop is not null)
            {
                Add(ReportKind.Triggered, incoming, reports);
            }
            Arrive(incoming, reports);
            LetWakeArrive(reports);
        }
        return Reason.None;
    }

    public override Reason Replace(int account, ulong id, in Replacement replacement, ReportBuffer reports)
    {
        if (Find(account, id) is not { } order)
        {
            return Reason.UnknownOrder;
        }
        if (order.IsMarket && replacement.Price is not null)
        {
            return Reason.WrongBidKind;
        }
        var lots = replacement.Quantity.Lots == 0 ? order.Lots : replacement.Quantity.Lots;
        var ticks = replacement.Price is { } price ? price.Ticks : order.Ticks;
        var keepsPriority = ticks == order.Ticks && lots <= order.Lots && !replacement.LosesPriority;
        if (order.Terms.IsPostOnly && !keepsPriority && WouldTake(order.Side, ticks))
        {
            return Reason.PostOnly;
        }
        var isAsleep = IsAsleep(order);
        ref var replaced = ref ReportReplaced(order, ticks, lots, !isAsleep, reports);
        (replaced.WasAsleep, replaced.KeepsPlace) = (isAsleep, keepsPriority);
        order.Lots = lots;
        order.Shown = Math.Min(order.Shown, lots);
        if (keepsPriority)
        {
            return Reason.None;
        }
        Remove(order);
        order.Ticks = ticks;
        if (isAsleep)
        {
            Sleep(order, reports);
        }
        else
        {
            Arrive(order, reports);
            LetWakeArrive(reports);
        }
        return Reason.None;
    }

    public override Reason Cancel(int account, ulong id, CancelReason why, ReportBuffer reports)
    {
        if (Find(account, id) is not { } order)
        {
            return Reason.UnknownOrder;
        }
        Cancel(order, why, reports);
        return Reason.None;
    }

    public override void CancelAll(int account, CancelReason why, ReportBuffer reports)
    {
        foreach (var order in Live.Where(order => order.Account == account).OrderBy(order => order.Arrival).ToList())
        {
            Cancel(order, why, reports);
        }
    }

    public override void TakeAll(ReportBuffer reports, ICollection<OrderTerms> terms)
    {
        foreach (var order in _bids.Concat(_asks).ToList())
        {
            terms.Add(order.Terms);
            Cancel(order, CancelReason.Phase, reports);
        }
    }

    public override void Expire(Timestamp now, ReportBuffer reports)
    {
        var due = Live.Where(order => order.Expires <= now);
        foreach (var order in due.OrderBy(order => order.Expires.Nanoseconds).ThenBy(order => order.Brought).ToList())
        {
            Cancel(order, CancelReason.Expired, reports);
        }
    }

    public override void NoteTrade(Price price, ReportBuffer reports)
    {
        _lastTicks = price.Ticks;
        Wake(price.Ticks, reports);
        LetWakeArrive(reports);
    }

    public override bool TryGetBest(Side side, out Price price, out Quantity quantity)
    {
        var best = Queue(side).FirstOrDefault();
        price = new(best?.Ticks ?? 0);
        quantity = best is null ? default : QuantityAt(side, price);
        return best is not null;
    }

    public override bool TryGetNext(Side side, Price after, out Price price, out Quantity quantity)
    {
        var next = Queue(side).Find(order => IsBetter(side, after.Ticks, order.Ticks));
        price = new(next?.Ticks ?? 0);
        quantity = next is null ? default : QuantityAt(side, price);
        return next is not null;
    }

    public override Quantity QuantityAt(Side side, Price price) =>
        new(Queue(side).Where(order => order.Ticks == price.Ticks).Sum(order => order.Shown));

    public override Quantity QuantityFor(int account, Side side, Price price) => new(
        Queue(side)
            .Where(order => order.Ticks == price.Ticks && (selfTrade == SelfTrade.Allowed || order.Account != account))
            .Sum(order => order.Shown));

    private void Arrive(Resting order, ReportBuffer reports)
    {
        var isWhole = order.Lives == TimeInForce.FillOrKill;
        if (LotsWithin(order) < (isWhole ? order.Lots : order.Terms.Minimum.Lots))
        {
            ReportCancelled(order, isWhole ? CancelReason.FillOrKill : CancelReason.Minimum, wasResting: false, reports);
            return;
        }
        var why = Trade(order, reports) ? CancelReason.SelfTrade : CancelReason.ImmediateOrCancel;
        if (order.Lots == 0)
        {
            return;
        }
        if (why == CancelReason.SelfTrade || order.Lives != TimeInForce.GoodTillCancelled)
        {
            ReportCancelled(order, why, wasResting: false, reports);
        }
        else
        {
            Rest(order, reports);
        }
    }

    /// <summary>Trades while prices cross; whether the order met one of its own account that it must not go on after.</summary>
    private bool Trade(Resting taker, ReportBuffer reports)
    {
        var makers = Queue(taker.Side.Opposite());
        var trades = new List<int>();
        var isPrevented = false;
        while (!isPrevented && taker.Lots > 0 && makers.Count > 0 && Accepts(taker, makers[0].Ticks))
        {
            var maker = makers[0];
            if (maker.Account == taker.Account && selfTrade != SelfTrade.Allowed)
            {
                isPrevented = Prevent(taker, maker, reports);
                continue;
            }
            var traded = Math.Min(taker.Lots, maker.Shown);
            taker.Lots -= traded;
            maker.Lots -= traded;
            maker.Shown -= traded;
            ref var report = ref Add(ReportKind.Trade, taker, reports);
            report.Ticks = maker.Ticks;
            report.Lots = (uint)traded;
            report.Remaining = (uint)taker.Lots;
            report.MakerAccount = maker.Account;
            report.MakerId = maker.Id;
            report.MakerRemaining = (uint)maker.Lots;
            trades.Add(maker.Ticks);
            if (maker.Shown == 0)
            {
                makers.RemoveAt(0);
                if (maker.Lots > 0)
                {
                    Enqueue(maker);
                }
            }
        }
        foreach (var ticks in trades)
        {
            _lastTicks = ticks;
            Wake(ticks, reports);
        }
        return isPrevented;
    }

    /// <summary>Keeps two orders of one account apart; whether the taker may not go on.</summary>
    private bool Prevent(Resting taker, Resting maker, ReportBuffer reports)
    {
        var smaller = Math.Min(taker.Lots, maker.Lots);
        if (selfTrade is SelfTrade.CancelResting or SelfTrade.CancelBoth
            || (selfTrade == SelfTrade.Decrement && maker.Lots == smaller))
        {
            Cancel(maker, CancelReason.SelfTrade, reports);
        }
        else if (selfTrade == SelfTrade.Decrement)
        {
            ReportReplaced(maker, maker.Ticks, maker.Lots - smaller, isResting: true, reports).KeepsPlace = true;
            maker.Lots -= smaller;
            maker.Shown = Math.Min(maker.Shown, maker.Lots);
        }
        if (selfTrade == SelfTrade.Decrement && taker.Lots > smaller)
        {
            ReportReplaced(taker, taker.Ticks, taker.Lots - smaller, isResting: false, reports);
            taker.Lots -= smaller;
            return false;
        }
        return selfTrade != SelfTrade.CancelResting;
    }

    private void Rest(Resting order, ReportBuffer reports)
    {
        order.Terms = order.Terms with { Minimum = default, Stop = null };
        order.Arrival = _arrivals++;
        Enqueue(order);
        Add(ReportKind.Rested, order, reports);
    }

    /// <summary>Shows a slice of an order, behind all others at its price.</summary>
    private void Enqueue(Resting order)
    {
        order.Shown = order.Terms.Display.Lots == 0 ? order.Lots : Math.Min(order.Terms.Display.Lots, order.Lots);
        var queue = Queue(order.Side);
        var worse = queue.FindIndex(other => IsBetter(order.Side, order.Ticks, other.Ticks));
        queue.Insert(worse < 0 ? queue.Count : worse, order);
    }

    private void Sleep(Resting order, ReportBuffer reports)
    {
        Add(ReportKind.Slept, order, reports);
        order.Arrival = _arrivals++;
        var stops = order.Side == Side.Buy ? _buyStops : _sellStops;
        var stop = order.Terms.Stop!.Value.Ticks;
        // Of sellers the highest stop wakes first: that order is the buyers' of prices.
        var later = stops.FindIndex(other => IsBetter(order.Side.Opposite(), stop, other.Terms.Stop!.Value.Ticks));
        stops.Insert(later < 0 ? stops.Count : later, order);
    }

    private void Wake(int ticks, ReportBuffer reports)
    {
        var awake = _buyStops.Where(order => order.Terms.Stop!.Value.Ticks <= ticks)
            .Concat(_sellStops.Where(order => order.Terms.Stop!.Value.Ticks >= ticks)).ToList();
        foreach (var order in awake)
        {
            Remove(order);
            Add(ReportKind.Triggered, order, reports).WasAsleep = true;
        }
        _awake.AddRange(awake);
    }

    private void LetWakeArrive(ReportBuffer reports)
    {
        while (_awake.Count > 0)
        {
            var order = _awake[0];
            _awake.RemoveAt(0);
            Arrive(order, reports);
        }
    }

    /// <summary>What an order can execute at once, walking the others as they would trade with it.</summary>
    private long LotsWithin(Resting taker)
    {
        var makers = Queue(taker.Side.Opposite()).Where(maker => Accepts(taker, maker.Ticks)).ToList();
        var lots = 0L;
        foreach (var level in makers.GroupBy(maker => maker.Ticks))
        {
            var others = level.TakeWhile(IsOther).ToList();
            if (selfTrade is SelfTrade.Allowed or SelfTrade.CancelResting)
            {
                lots += level.Where(IsOther).Sum(maker => maker.Lots);
            }
            else if (others.Count < level.Count())
            {
                return lots + others.Sum(maker => maker.Shown);
            }
            else
            {
                lots += others.Sum(maker => maker.Lots);
            }
        }
        return lots;

        bool IsOther(Resting maker) => selfTrade == SelfTrade.Allowed || maker.Account != taker.Account;
    }

    private bool WouldTake(Side side, int ticks) =>
        Queue(side.Opposite()).Exists(maker => side == Side.Buy ? maker.Ticks <= ticks : maker.Ticks >= ticks);

    private bool IsReached(Side side, Price stop) =>
        _lastTicks is { } last && (side == Side.Buy ? last >= stop.Ticks : last <= stop.Ticks);
}
