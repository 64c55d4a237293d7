using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <content>
/// Orders with terms. Such an order has a place in the pool from the moment it is taken, whether it comes to rest or not.
/// </content>
public sealed partial class OrderBook
{
    private readonly OrderDetails _details = new();
    private readonly DueQueue _expiries = new();

    // Counts the orders with an expiry: of two that expire at one moment, the one brought first goes first.
    private long _brought;
    private long _hiddenLots;

    /// <inheritdoc/>
    public override Timestamp NextExpiry => _expiries.NextDue;

    /// <inheritdoc/>
    public override Reason Submit(
        int account, ulong id, in Order order, in OrderTerms terms, Timestamp now, ReportBuffer reports)
    {
        if (terms.AreNone)
        {
            return Submit(account, id, order, reports);
        }
        if (_index.Find(account, id) != None)
        {
            return Reason.DuplicateId;
        }
        if (_pool.Count >= _maxOrders)
        {
            return Reason.Limit;
        }
        var limit = LimitTicks(order);
        if (terms.IsPostOnly && WouldTake(order.Side, limit))
        {
            return Reason.PostOnly;
        }
        var place = Keep(account, id, order.Side);
        _pool[place].HasDetail = true;
        _details.Set(place, new OrderDetail
        {
            Terms = terms,
            TimeInForce = order.TimeInForce,
            IsMarket = order.IsMarket,
            LimitTicks = limit,
        });
        Bring(place, (uint)order.Quantity.Lots, now, reports);
        return Reason.None;
    }

    /// <inheritdoc/>
    public override void Expire(Timestamp now, ReportBuffer reports)
    {
        while (_expiries.NextDue <= now)
        {
            Cancel(_expiries.First, CancelReason.Expired, reports);
        }
    }

    private void Bring(int place, uint lots, Timestamp now, ReportBuffer reports)
    {
        ref var terms = ref _details[place].Terms;
        if (terms.Expires is { } expires)
        {
            if (expires <= now)
            {
                EndDetailed(place, lots, CancelReason.Expired, reports);
                return;
            }
            _expiries.Set(place, expires, _brought++);
        }
        if (terms.Stop is { } stop)
        {
            if (!IsReached(_pool[place].Side, stop.Ticks))
            {
                FallAsleep(place, stop.Ticks, lots, reports);
                return;
            }
            ReportStop(ReportKind.Triggered, place, lots, wasAsleep: false, reports);
        }
        Arrive(place, lots, reports);
        WakeTriggered(reports);
    }

    /// <summary>Has an order that is at no price trade, and rest or end.</summary>
    private void Arrive(int place, uint lots, ReportBuffer reports)
    {
        var (account, id, side) = (_pool[place].Account, _pool[place].Id, _pool[place].Side);
        ref var detail = ref _details[place];
        var isWhole = detail.TimeInForce == TimeInForce.FillOrKill;
        var atOnce = isWhole ? lots : (uint)detail.Terms.Minimum.Lots;
        if (atOnce != 0 && !CanExecute(account, side, detail.LimitTicks, atOnce))
        {
            EndDetailed(place, lots, isWhole ? CancelReason.FillOrKill : CancelReason.Minimum, reports);
            return;
        }
        lots = Match(account, id, side, detail.LimitTicks, lots, reports, out var end);
        if (lots == 0)
        {
            Forget(place);
        }
        else if (end != CancelReason.None)
        {
            EndDetailed(place, lots, end, reports);
        }
        else if (detail.TimeInForce == TimeInForce.GoodTillCancelled)
        {
            RestDetailed(place, lots, reports);
        }
        else
        {
            EndDetailed(place, lots, CancelReason.ImmediateOrCancel, reports);
        }
    }

    private void RestDetailed(int place, uint lots, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        ref var detail = ref _details[place];
        detail.Terms = detail.Terms.AtRest;
        _own.Remove(place);
        _own.Append(place);
        var shown = SliceOf(detail.Terms, lots);
        Hide(place, lots - shown);
        JoinLevel(place, Ladder(order.Side), detail.LimitTicks, shown);
        ReportRested(reports, order, lots, hidden: lots - shown);
        order.HasDetail = !detail.Terms.AreNone;
    }

    private Reason ReplaceDetailed(int place, in Replacement replacement, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        ref var detail = ref _details[place];
        if (order.IsAsleep && detail.IsMarket && replacement.Price is not null)
        {
            return Reason.WrongBidKind;
        }
        var (limit, open) = WholeOf(order, place);
        var lots = replacement.Quantity.Lots == 0 ? open : (uint)replacement.Quantity.Lots;
        var ticks = replacement.Price?.Ticks ?? limit;
        var keepsPriority = ticks == limit && lots <= open && !replacement.LosesPriority;
        if (detail.Terms.IsPostOnly && !keepsPriority && WouldTake(order.Side, ticks))
        {
            return Reason.PostOnly;
        }
        ReportReplaced(reports, order, ticks, lots, keepsPriority);
        ref var report = ref reports.Last;
        (report.PreviousTicks, report.Remaining) = (limit, open);
        (report.WasResting, report.WasAsleep) = (!order.IsAsleep, order.IsAsleep);
        report.IsUnpriced = order.IsAsleep && ticks == WorstTicks(order.Side);
        detail.LimitTicks = ticks;
        if (keepsPriority)
        {
            SetOpen(place, lots);
            return Reason.None;
        }
        LeaveLevel(place);
        Hide(place, 0);
        if (order.IsAsleep)
        {
            FallAsleep(place, order.Ticks, lots, reports);
            return Reason.None;
        }
        Arrive(place, lots, reports);
        WakeTriggered(reports);
        return Reason.None;
    }

    /// <summary>Makes a resting order smaller without loss of priority.</summary>
    private void Shrink(int place, uint lots, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        var (ticks, open) = order.HasDetail ? WholeOf(order, place) : (order.Ticks, order.Lots);
        ReportReplaced(reports, order, ticks, lots, keepsPlace: true);
        reports.Last.Remaining = open;
        SetOpen(place, lots);
    }

    /// <summary>Gives an order less to trade: what is hidden goes first.</summary>
    private void SetOpen(int place, uint lots)
    {
        ref var order = ref _pool[place];
        var ladder = order.IsAsleep ? Stops(order.Side) : Ladder(order.Side);
        var shown = Math.Min(order.Lots, lots);
        ladder[order.Level].Lots -= order.Lots - shown;
        order.Lots = shown;
        if (order.HasDetail)
        {
            Hide(place, lots - shown);
        }
    }

    /// <summary>Shows the next slice of an iceberg whose slice is gone, behind the others at the price; false when it was the last.</summary>
    private bool TryRefresh(int place)
    {
        ref var detail = ref _details[place];
        if (detail.HiddenLots == 0)
        {
            return false;
        }
        ref var order = ref _pool[place];
        var ladder = Ladder(order.Side);
        ref var level = ref ladder[order.Level];
        if (order.Next != None)
        {
            level.Head = order.Next;
            _pool[order.Next].Previous = None;
            _pool[level.Tail].Next = place;
            (order.Previous, order.Next) = (level.Tail, None);
            level.Tail = place;
        }
        order.Lots = SliceOf(detail.Terms, detail.HiddenLots);
        level.Lots += order.Lots;
        Hide(place, detail.HiddenLots - order.Lots);
        return true;
    }

    private static uint SliceOf(in OrderTerms terms, uint lots) =>
        terms.Display.Lots == 0 ? lots : (uint)Math.Min(terms.Display.Lots, lots);

    private void Hide(int place, uint lots)
    {
        ref var hidden = ref _details[place].HiddenLots;
        _hiddenLots += (long)lots - hidden;
        hidden = lots;
    }

    /// <summary>The worst price that an order with a detail accepts, and all that is open of it.</summary>
    private (int Ticks, uint Lots) WholeOf(in RestingOrder order, int place)
    {
        ref var detail = ref _details[place];
        return (detail.LimitTicks, order.Lots + detail.HiddenLots);
    }

    private bool WouldTake(Side side, int limit)
    {
        var opposite = Ladder(side.Opposite());
        return opposite.Best != None && Crosses(side, limit, opposite.BestTicks);
    }

    private void ForgetDetail(int place)
    {
        Hide(place, 0);
        _expiries.Remove(place);
        _pool[place].HasDetail = false;
        _pool[place].IsAsleep = false;
    }

    /// <summary>Cancels what is left of an order that is at no price.</summary>
    private void EndDetailed(int place, uint lots, CancelReason why, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        ReportCancelled(
            reports, order.Account, order.Id, order.Side, _details[place].LimitTicks, lots, why, wasResting: false);
        Forget(place);
    }
}
