using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>
/// The slow twin of the order book: two lists, each kept in the order in which its orders trade, searched from the
/// front. Nothing in it is clever, so that it is right by inspection.
/// </summary>
internal sealed class SortedListBook : ContinuousRule
{
    private readonly List<Resting> _bids = [];
    private readonly List<Resting> _asks = [];
    private long _arrivals;

    public override int OrderCount => _bids.Count + _asks.Count;

    public override Reason Submit(int account, ulong id, in Order order, ReportBuffer reports)
    {
        if (Find(account, id) is not null)
        {
            return Reason.DuplicateId;
        }
        var incoming = new Resting(account, id, order.Side)
        {
            Ticks = order.IsMarket ? WorstPrice(order.Side) : order.Price.Ticks,
            Lots = order.Quantity.Lots,
        };
        if (order.TimeInForce == TimeInForce.FillOrKill && LotsWithin(incoming) < incoming.Lots)
        {
            ReportCancelled(incoming, CancelReason.FillOrKill, wasResting: false, reports);
            return Reason.None;
        }
        Trade(incoming, reports);
        if (incoming.Lots > 0 && order.TimeInForce == TimeInForce.GoodTillCancelled)
        {
            Rest(incoming, reports);
        }
        else if (incoming.Lots > 0)
        {
            ReportCancelled(incoming, CancelReason.ImmediateOrCancel, wasResting: false, reports);
        }
        return Reason.None;
    }

    public override Reason Replace(int account, ulong id, in Replacement replacement, ReportBuffer reports)
    {
        if (Find(account, id) is not { } order)
        {
            return Reason.UnknownOrder;
        }
        var lots = replacement.Quantity.Lots == 0 ? order.Lots : replacement.Quantity.Lots;
        var ticks = replacement.Price is { } price ? price.Ticks : order.Ticks;
        ref var report = ref Add(ReportKind.Replaced, order, reports);
        report.Lots = (uint)lots;
        report.Ticks = ticks;
        report.Remaining = (uint)order.Lots;
        report.PreviousTicks = order.Ticks;
        var keepsPriority = ticks == order.Ticks && lots <= order.Lots && !replacement.LosesPriority;
        order.Lots = lots;
        if (keepsPriority)
        {
            return Reason.None;
        }
        Queue(order.Side).Remove(order);
        order.Ticks = ticks;
        Trade(order, reports);
        if (order.Lots > 0)
        {
            Rest(order, reports);
        }
        return Reason.None;
    }

    public override Reason Cancel(int account, ulong id, CancelReason why, ReportBuffer reports)
    {
        if (Find(account, id) is not { } order)
        {
            return Reason.UnknownOrder;
        }
        ReportCancelled(order, why, wasResting: true, reports);
        Queue(order.Side).Remove(order);
        return Reason.None;
    }

    public override void CancelAll(int account, CancelReason why, ReportBuffer reports)
    {
        var own = _bids.Concat(_asks).Where(order => order.Account == account);
        foreach (var order in own.OrderBy(order => order.Arrival).ToList())
        {
            ReportCancelled(order, why, wasResting: true, reports);
            Queue(order.Side).Remove(order);
        }
    }

    public override void TakeAll(ReportBuffer reports)
    {
        foreach (var order in _bids.Concat(_asks))
        {
            ReportCancelled(order, CancelReason.Phase, wasResting: true, reports);
        }
        _bids.Clear();
        _asks.Clear();
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

    public override Quantity QuantityAt(Side side, Price price)
    {
        var lots = 0L;
        foreach (var order in Queue(side))
        {
            lots += order.Ticks == price.Ticks ? order.Lots : 0;
        }
        return new(lots);
    }

    public override void WriteState(StateWriter writer)
    {
        writer.Write(OrderCount);
        foreach (var order in _bids.Concat(_asks))
        {
            writer.Write((long)order.Side);
            writer.Write(order.Account);
            writer.Write(order.Id);
            writer.Write(order.Ticks);
            writer.Write(order.Lots);
        }
        foreach (var order in _bids.Concat(_asks).OrderBy(order => order.Account).ThenBy(order => order.Arrival))
        {
            writer.Write(order.Account);
            writer.Write(order.Id);
        }
    }

    private void Trade(Resting taker, ReportBuffer reports)
    {
        var makers = Queue(taker.Side.Opposite());
        while (taker.Lots > 0 && makers.Count > 0 && Accepts(taker, makers[0].Ticks))
        {
            var maker = makers[0];
            var traded = Math.Min(taker.Lots, maker.Lots);
            taker.Lots -= traded;
            maker.Lots -= traded;
            ref var report = ref Add(ReportKind.Trade, taker, reports);
            report.Ticks = maker.Ticks;
            report.Lots = (uint)traded;
            report.Remaining = (uint)taker.Lots;
            report.MakerAccount = maker.Account;
            report.MakerId = maker.Id;
            report.MakerRemaining = (uint)maker.Lots;
            if (maker.Lots == 0)
            {
                makers.RemoveAt(0);
            }
        }
    }

    private void Rest(Resting order, ReportBuffer reports)
    {
        order.Arrival = _arrivals++;
        var queue = Queue(order.Side);
        var worse = queue.FindIndex(other => IsBetter(order.Side, order.Ticks, other.Ticks));
        queue.Insert(worse < 0 ? queue.Count : worse, order);
        Add(ReportKind.Rested, order, reports);
    }

    private long LotsWithin(Resting taker)
    {
        var lots = 0L;
        foreach (var maker in Queue(taker.Side.Opposite()))
        {
            lots += Accepts(taker, maker.Ticks) ? maker.Lots : 0;
        }
        return lots;
    }

    private List<Resting> Queue(Side side) => side == Side.Buy ? _bids : _asks;

    private Resting? Find(int account, ulong id) =>
        _bids.Find(order => order.Account == account && order.Id == id)
        ?? _asks.Find(order => order.Account == account && order.Id == id);

    private static bool IsBetter(Side side, int ticks, int than) => side == Side.Buy ? ticks > than : ticks < than;

    private static bool Accepts(Resting taker, int ticks) =>
        taker.Side == Side.Buy ? ticks <= taker.Ticks : ticks >= taker.Ticks;

    private static int WorstPrice(Side side) => side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks;

    private static void ReportCancelled(Resting order, CancelReason why, bool wasResting, ReportBuffer reports)
    {
        ref var report = ref Add(ReportKind.Cancelled, order, reports);
        report.CancelReason = why;
        report.WasResting = wasResting;
    }

    private static ref Report Add(ReportKind kind, Resting order, ReportBuffer reports)
    {
        ref var report = ref reports.Add();
        report = new Report
        {
            Kind = kind,
            Account = order.Account,
            Id = order.Id,
            Side = order.Side,
            Ticks = order.Ticks,
            Lots = (uint)order.Lots,
        };
        return ref report;
    }

    private sealed class Resting(int account, ulong id, Side side)
    {
        public int Account { get; } = account;

        public ulong Id { get; } = id;

        public Side Side { get; } = side;

        public int Ticks { get; set; }

        public long Lots { get; set; }

        public long Arrival { get; set; }
    }
}
