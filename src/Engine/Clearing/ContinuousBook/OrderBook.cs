using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <summary>
/// The continuous limit order book: price-time priority, every trade at the resting order's price (welfare paper §6.1;
/// the lit and the dark market are this same book under different disclosure). An order arrives, trades with the best
/// opposite orders while prices cross, and its rest waits in the book or is cancelled, by its time in force.
/// </summary>
/// <remarks>
/// Finding an order is a hash probe, finding a price a few steps in a <see cref="PriceLadder"/>, joining and leaving a
/// price a change of neighbours: the cost of a message does not grow with the number of orders. Orders with terms keep
/// them beside the pool and stops sleep in ladders of their own, so that plain orders do not pay for them.
/// </remarks>
public sealed partial class OrderBook : ContinuousRule
{
    /// <summary>The most orders that rest at a time: at prices far apart they take up to 2 KB each.</summary>
    public const int MaxOrders = 1 << 22;

    private const int None = -1;

    private readonly int _maxOrders;
    private readonly SelfTrade _selfTrade;
    private readonly OrderPool _pool = new();
    private readonly OrderIndex _index;
    private readonly OwnOrders _own;
    private readonly PriceLadder _bids = new(Side.Buy);
    private readonly PriceLadder _asks = new(Side.Sell);

    /// <summary>Creates an empty book.</summary>
    /// <param name="selfTrade">What happens between orders of one account.</param>
    public OrderBook(SelfTrade selfTrade = SelfTrade.Allowed) : this(MaxOrders, selfTrade)
    {
    }

    internal OrderBook(int maxOrders, SelfTrade selfTrade = SelfTrade.Allowed)
    {
        _maxOrders = maxOrders;
        _selfTrade = selfTrade;
        _index = new(_pool);
        _own = new(_pool);
    }

    /// <inheritdoc/>
    public override int OrderCount => _pool.Count;

    /// <inheritdoc/>
    public override bool Has(int account, ulong id) => _index.Find(account, id) != None;

    /// <inheritdoc/>
    public override bool TryGet(int account, ulong id, out LiveOrder order)
    {
        order = default;
        var place = _index.Find(account, id);
        if (place == None)
        {
            return false;
        }
        ref var live = ref _pool[place];
        var (ticks, lots) = live.HasDetail ? WholeOf(live, place) : (live.Ticks, live.Lots);
        order = new(live.Side, new(ticks), new(lots));
        return true;
    }

    /// <inheritdoc/>
    public override Reason Submit(int account, ulong id, in Order order, ReportBuffer reports)
    {
        if (_index.Find(account, id) != None)
        {
            return Reason.DuplicateId;
        }
        if (_pool.Count >= _maxOrders && order.TimeInForce == TimeInForce.GoodTillCancelled)
        {
            return Reason.Limit;
        }
        var lots = (uint)order.Quantity.Lots;
        var limit = LimitTicks(order);
        if (order.TimeInForce == TimeInForce.FillOrKill && !CanExecute(account, order.Side, limit, lots))
        {
            ReportCancelled(reports, account, id, order.Side, limit, lots, CancelReason.FillOrKill, wasResting: false);
            return Reason.None;
        }
        lots = Match(account, id, order.Side, limit, lots, reports, out var end);
        if (lots != 0)
        {
            End(account, id, order, limit, lots, end, reports);
        }
        WakeTriggered(reports);
        return Reason.None;
    }

    /// <inheritdoc/>
    public override Reason Replace(int account, ulong id, in Replacement replacement, ReportBuffer reports)
    {
        var place = _index.Find(account, id);
        if (place == None)
        {
            return Reason.UnknownOrder;
        }
        ref var order = ref _pool[place];
        if (order.HasDetail)
        {
            return ReplaceDetailed(place, replacement, reports);
        }
        var lots = replacement.Quantity.Lots == 0 ? order.Lots : (uint)replacement.Quantity.Lots;
        var ticks = replacement.Price?.Ticks ?? order.Ticks;
        var keepsPlace = ticks == order.Ticks && lots <= order.Lots && !replacement.LosesPriority;
        ReportReplaced(reports, order, ticks, lots, keepsPlace);
        if (keepsPlace)
        {
            Ladder(order.Side)[order.Level].Lots -= order.Lots - lots;
            order.Lots = lots;
            return Reason.None;
        }
        LeaveLevel(place);
        lots = Match(account, id, order.Side, ticks, lots, reports, out var end);
        if (lots != 0 && end == CancelReason.None)
        {
            _own.Remove(place);
            _own.Append(place);
            Rest(place, ticks, lots, reports);
        }
        else
        {
            if (lots != 0)
            {
                ReportCancelled(reports, account, id, order.Side, ticks, lots, end, wasResting: false);
            }
            Forget(place);
        }
        WakeTriggered(reports);
        return Reason.None;
    }

    /// <inheritdoc/>
    public override Reason Cancel(int account, ulong id, CancelReason why, ReportBuffer reports)
    {
        var place = _index.Find(account, id);
        if (place == None)
        {
            return Reason.UnknownOrder;
        }
        Cancel(place, why, reports);
        return Reason.None;
    }

    /// <inheritdoc/>
    public override void CancelAll(int account, CancelReason why, ReportBuffer reports)
    {
        for (var place = _own.First(account); place != None; place = _own.First(account))
        {
            Cancel(place, why, reports);
        }
    }

    /// <inheritdoc/>
    public override void TakeAll(ReportBuffer reports, ICollection<OrderTerms> terms)
    {
        TakeAll(_bids, reports, terms);
        TakeAll(_asks, reports, terms);
    }

    /// <summary>What becomes of the rest of a plain order that has traded as far as it could.</summary>
    private void End(
        int account, ulong id, in Order order, int limit, uint lots, CancelReason end, ReportBuffer reports)
    {
        if (end == CancelReason.None && order.TimeInForce == TimeInForce.GoodTillCancelled)
        {
            Rest(Keep(account, id, order.Side), limit, lots, reports);
            return;
        }
        var why = end == CancelReason.None ? CancelReason.ImmediateOrCancel : end;
        ReportCancelled(reports, account, id, order.Side, limit, lots, why, wasResting: false);
    }

    /// <summary>A place in the pool for a new order.</summary>
    private int Keep(int account, ulong id, Side side)
    {
        var place = _pool.Take();
        ref var kept = ref _pool[place];
        kept.Id = id;
        kept.Account = account;
        kept.Side = side;
        _index.Add(account, id, place);
        _own.Append(place);
        return place;
    }

    private void Rest(int place, int ticks, uint lots, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        JoinLevel(place, Ladder(order.Side), ticks, lots);
        ReportRested(reports, order, lots, hidden: 0);
    }

    /// <summary>Puts an order last at a price.</summary>
    private void JoinLevel(int place, PriceLadder ladder, int ticks, uint lots)
    {
        ref var order = ref _pool[place];
        order.Ticks = ticks;
        order.Lots = lots;
        order.Level = ladder.FindOrAdd(ticks);
        ref var level = ref ladder[order.Level];
        order.Previous = level.Tail;
        order.Next = None;
        if (level.Tail == None)
        {
            level.Head = place;
        }
        else
        {
            _pool[level.Tail].Next = place;
        }
        level.Tail = place;
        level.Lots += lots;
    }

    /// <summary>Takes an order out of its price level; an emptied level goes too.</summary>
    private void LeaveLevel(int place)
    {
        ref var order = ref _pool[place];
        var ladder = order.IsAsleep ? Stops(order.Side) : Ladder(order.Side);
        ref var level = ref ladder[order.Level];
        level.Lots -= order.Lots;
        if (order.Previous == None)
        {
            level.Head = order.Next;
        }
        else
        {
            _pool[order.Previous].Next = order.Next;
        }
        if (order.Next == None)
        {
            level.Tail = order.Previous;
        }
        else
        {
            _pool[order.Next].Previous = order.Previous;
        }
        if (level.Head == None)
        {
            ladder.Remove(order.Ticks);
        }
    }

    /// <summary>Gives up an order that has left its level.</summary>
    private void Forget(int place)
    {
        ref var order = ref _pool[place];
        if (order.HasDetail)
        {
            ForgetDetail(place);
        }
        _index.Remove(order.Account, order.Id);
        _own.Remove(place);
        _pool.GiveBack(place);
    }

    private void Cancel(int place, CancelReason why, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        var (ticks, lots) = order.HasDetail ? WholeOf(order, place) : (order.Ticks, order.Lots);
        ReportCancelled(reports, order.Account, order.Id, order.Side, ticks, lots, why, wasResting: !order.IsAsleep);
        reports.Last.WasAsleep = order.IsAsleep;
        LeaveLevel(place);
        Forget(place);
    }

    private void TakeAll(PriceLadder ladder, ReportBuffer reports, ICollection<OrderTerms> terms)
    {
        while (ladder.Best != None)
        {
            var place = ladder[ladder.Best].Head;
            terms.Add(_pool[place].HasDetail ? _details[place].Terms : default);
            Cancel(place, CancelReason.Phase, reports);
        }
    }

    private PriceLadder Ladder(Side side) => side == Side.Buy ? _bids : _asks;

    private static bool Crosses(Side side, int limit, int restingTicks) =>
        side == Side.Buy ? restingTicks <= limit : restingTicks >= limit;

    // A market order's limit is the end of the price range, which every price is within.
    private static int LimitTicks(in Order order) => order.IsMarket ? WorstTicks(order.Side) : order.Price.Ticks;

    private static int WorstTicks(Side side) => side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks;

    private static void ReportReplaced(ReportBuffer reports, in RestingOrder order, int ticks, uint lots, bool keepsPlace)
    {
        ref var report = ref reports.Add();
        report.Kind = ReportKind.Replaced;
        report.Account = order.Account;
        report.Id = order.Id;
        report.Side = order.Side;
        report.Ticks = ticks;
        report.Lots = lots;
        report.PreviousTicks = order.Ticks;
        report.Remaining = order.Lots;
        report.WasResting = true;
        report.WasAsleep = false;
        report.KeepsPlace = keepsPlace;
        report.IsUnpriced = false;
    }

    private static void ReportRested(ReportBuffer reports, in RestingOrder order, uint lots, uint hidden)
    {
        ref var report = ref reports.Add();
        report.Kind = ReportKind.Rested;
        report.Account = order.Account;
        report.Id = order.Id;
        report.Side = order.Side;
        report.Ticks = order.Ticks;
        report.Lots = lots;
        report.Hidden = hidden;
    }

    private static void ReportCancelled(
        ReportBuffer reports, int account, ulong id, Side side, int ticks, uint lots, CancelReason why, bool wasResting)
    {
        ref var report = ref reports.Add();
        report.Kind = ReportKind.Cancelled;
        report.Account = account;
        report.Id = id;
        report.Side = side;
        report.Ticks = ticks;
        report.Lots = lots;
        report.CancelReason = why;
        report.WasResting = wasResting;
        report.WasAsleep = false;
    }
}
