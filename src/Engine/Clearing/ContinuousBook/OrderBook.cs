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
/// price a change of neighbours: the cost of a message does not grow with the number of orders.
/// </remarks>
public sealed class OrderBook : ContinuousRule
{
    /// <summary>The most orders that rest at a time: at prices far apart they take up to 2 KB each.</summary>
    public const int MaxOrders = 1 << 22;

    private const int None = -1;

    private readonly int _maxOrders;
    private readonly OrderPool _pool = new();
    private readonly OrderIndex _index;
    private readonly OwnOrders _own;
    private readonly PriceLadder _bids = new(Side.Buy);
    private readonly PriceLadder _asks = new(Side.Sell);

    /// <summary>Creates an empty book.</summary>
    public OrderBook() : this(MaxOrders)
    {
    }

    internal OrderBook(int maxOrders)
    {
        _maxOrders = maxOrders;
        _index = new(_pool);
        _own = new(_pool);
    }

    /// <inheritdoc/>
    public override int OrderCount => _pool.Count;

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
        if (order.TimeInForce == TimeInForce.FillOrKill && !CanFill(order.Side, limit, lots))
        {
            ReportCancelled(reports, account, id, order.Side, limit, lots, CancelReason.FillOrKill, wasResting: false);
            return Reason.None;
        }
        lots = Match(account, id, order.Side, limit, lots, reports);
        if (lots == 0)
        {
            return Reason.None;
        }
        if (order.TimeInForce == TimeInForce.GoodTillCancelled)
        {
            var place = _pool.Take();
            ref var resting = ref _pool[place];
            resting.Id = id;
            resting.Account = account;
            resting.Side = order.Side;
            _index.Add(account, id, place);
            _own.Append(place);
            Rest(place, limit, lots, reports);
        }
        else
        {
            ReportCancelled(
                reports, account, id, order.Side, limit, lots, CancelReason.ImmediateOrCancel, wasResting: false);
        }
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
        var lots = replacement.Quantity.Lots == 0 ? order.Lots : (uint)replacement.Quantity.Lots;
        var ticks = replacement.Price?.Ticks ?? order.Ticks;
        ReportReplaced(reports, order, ticks, lots);
        if (ticks == order.Ticks && lots <= order.Lots && !replacement.LosesPriority)
        {
            Ladder(order.Side)[order.Level].Lots -= order.Lots - lots;
            order.Lots = lots;
            return Reason.None;
        }
        LeaveLevel(place);
        lots = Match(account, id, order.Side, ticks, lots, reports);
        if (lots == 0)
        {
            Forget(place);
        }
        else
        {
            _own.Remove(place);
            _own.Append(place);
            Rest(place, ticks, lots, reports);
        }
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
    public override void TakeAll(ReportBuffer reports)
    {
        TakeAll(_bids, reports);
        TakeAll(_asks, reports);
    }

    /// <inheritdoc/>
    public override bool TryGetBest(Side side, out Price price, out Quantity quantity)
    {
        var found = Ladder(side).TryGetBest(out var ticks);
        price = new(ticks);
        quantity = found ? QuantityAt(side, price) : default;
        return found;
    }

    /// <inheritdoc/>
    public override bool TryGetNext(Side side, Price after, out Price price, out Quantity quantity)
    {
        var found = Ladder(side).TryGetNext(after.Ticks, out var ticks);
        price = new(ticks);
        quantity = found ? QuantityAt(side, price) : default;
        return found;
    }

    /// <inheritdoc/>
    public override Quantity QuantityAt(Side side, Price price)
    {
        var ladder = Ladder(side);
        var level = ladder.Find(price.Ticks);
        return level == None ? default : new(ladder[level].Lots);
    }

    /// <inheritdoc/>
    public override void WriteState(StateWriter writer)
    {
        writer.Write(OrderCount);
        WriteSide(Side.Buy, writer);
        WriteSide(Side.Sell, writer);
        _own.WriteState(writer);
    }

    private void WriteSide(Side side, StateWriter writer)
    {
        var ladder = Ladder(side);
        for (var more = ladder.TryGetBest(out var ticks); more; more = ladder.TryGetNext(ticks, out ticks))
        {
            for (var place = ladder[ladder.Find(ticks)].Head; place != None; place = _pool[place].Next)
            {
                ref var order = ref _pool[place];
                writer.Write((long)side);
                writer.Write(order.Account);
                writer.Write(order.Id);
                writer.Write(order.Ticks);
                writer.Write(order.Lots);
            }
        }
    }

    /// <summary>Trades against the opposite side while prices cross; the lots that are left.</summary>
    private uint Match(int account, ulong id, Side side, int limit, uint lots, ReportBuffer reports)
    {
        var opposite = Ladder(side.Opposite());
        while (lots != 0 && opposite.Best != None && Crosses(side, limit, opposite.BestTicks))
        {
            ref var level = ref opposite[opposite.Best];
            var place = level.Head;
            ref var maker = ref _pool[place];
            var traded = Math.Min(lots, maker.Lots);
            lots -= traded;
            maker.Lots -= traded;
            level.Lots -= traded;

            ref var report = ref reports.Add();
            report.Kind = ReportKind.Trade;
            report.Account = account;
            report.MakerAccount = maker.Account;
            report.Id = id;
            report.MakerId = maker.Id;
            report.Ticks = maker.Ticks;
            report.Lots = traded;
            report.Remaining = lots;
            report.MakerRemaining = maker.Lots;
            report.Side = side;

            if (maker.Lots == 0)
            {
                LeaveLevel(place);
                Forget(place);
            }
        }
        return lots;
    }

    private bool CanFill(Side side, int limit, uint lots)
    {
        var opposite = Ladder(side.Opposite());
        long available = 0;
        for (var more = opposite.TryGetBest(out var ticks);
            more && available < lots && Crosses(side, limit, ticks);
            more = opposite.TryGetNext(ticks, out ticks))
        {
            available += opposite[opposite.Find(ticks)].Lots;
        }
        return available >= lots;
    }

    private void Rest(int place, int ticks, uint lots, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        var ladder = Ladder(order.Side);
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

        ref var report = ref reports.Add();
        report.Kind = ReportKind.Rested;
        report.Account = order.Account;
        report.Id = order.Id;
        report.Side = order.Side;
        report.Ticks = ticks;
        report.Lots = lots;
    }

    /// <summary>Takes an order out of its price level; an emptied level goes too.</summary>
    private void LeaveLevel(int place)
    {
        ref var order = ref _pool[place];
        var ladder = Ladder(order.Side);
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
        _index.Remove(order.Account, order.Id);
        _own.Remove(place);
        _pool.GiveBack(place);
    }

    private void Cancel(int place, CancelReason why, ReportBuffer reports)
    {
        ref var order = ref _pool[place];
        ReportCancelled(reports, order.Account, order.Id, order.Side, order.Ticks, order.Lots, why, wasResting: true);
        LeaveLevel(place);
        Forget(place);
    }

    private void TakeAll(PriceLadder ladder, ReportBuffer reports)
    {
        while (ladder.Best != None)
        {
            Cancel(ladder[ladder.Best].Head, CancelReason.Phase, reports);
        }
    }

    private PriceLadder Ladder(Side side) => side == Side.Buy ? _bids : _asks;

    private static bool Crosses(Side side, int limit, int restingTicks) =>
        side == Side.Buy ? restingTicks <= limit : restingTicks >= limit;

    // A market order's limit is the end of the price range, which every price is within.
    private static int LimitTicks(in Order order) =>
        !order.IsMarket ? order.Price.Ticks : order.Side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks;

    private static void ReportReplaced(ReportBuffer reports, in RestingOrder order, int ticks, uint lots)
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
    }
}
