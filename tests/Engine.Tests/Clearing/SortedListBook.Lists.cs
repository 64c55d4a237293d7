using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <content>The lists and the reports.</content>
internal sealed partial class SortedListBook
{
    private void Cancel(Resting order, CancelReason why, ReportBuffer reports)
    {
        ReportCancelled(order, why, !IsAsleep(order), reports).WasAsleep = IsAsleep(order);
        Remove(order);
    }

    private void Remove(Resting order)
    {
        foreach (var list in new[] { _bids, _asks, _buyStops, _sellStops })
        {
            list.Remove(order);
        }
    }

    private bool IsAsleep(Resting order) => _buyStops.Contains(order) || _sellStops.Contains(order);

    private List<Resting> Queue(Side side) => side == Side.Buy ? _bids : _asks;

    private Resting? Find(int account, ulong id) =>
        Live.FirstOrDefault(order => order.Account == account && order.Id == id);

    private static bool IsBetter(Side side, int ticks, int than) => side == Side.Buy ? ticks > than : ticks < than;

    private static bool Accepts(Resting taker, int ticks) =>
        taker.Side == Side.Buy ? ticks <= taker.Ticks : ticks >= taker.Ticks;

    private static int WorstPrice(Side side) => side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks;

    private static ref Report ReportReplaced(Resting order, int ticks, long lots, bool isResting, ReportBuffer reports)
    {
        ref var report = ref Add(ReportKind.Replaced, order, reports);
        report.Lots = (uint)lots;
        report.Ticks = ticks;
        report.Remaining = (uint)order.Lots;
        report.PreviousTicks = order.Ticks;
        report.WasResting = isResting;
        report.IsUnpriced = !isResting && ticks == WorstPrice(order.Side);
        return ref report;
    }

    private static ref Report ReportCancelled(Resting order, CancelReason why, bool wasResting, ReportBuffer reports)
    {
        ref var report = ref Add(ReportKind.Cancelled, order, reports);
        report.CancelReason = why;
        report.WasResting = wasResting;
        return ref report;
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

        /// <summary>All that is open.</summary>
        public long Lots { get; set; }

        /// <summary>Of that what is in the queue.</summary>
        public long Shown { get; set; }

        public bool IsMarket { get; init; }

        public TimeInForce Lives { get; init; }

        public OrderTerms Terms { get; set; }

        public Timestamp Expires => Terms.Expires ?? Timestamp.Never;

        public long Arrival { get; set; }

        public long Brought { get; set; }
    }
}
