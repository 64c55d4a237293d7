using Exchange.Engine.Bids;

namespace Exchange.Engine.Clearing.ContinuousBook;

/// <content>Trading.</content>
public sealed partial class OrderBook
{
    // The price of the last trade; null before the first.
    private int? _lastTicks;

    /// <summary>Trades against the opposite side while prices cross.</summary>
    /// <param name="account">The arriving order's owner.</param>
    /// <param name="id">Its id.</param>
    /// <param name="side">Its side.</param>
    /// <param name="limit">The worst price it accepts, in ticks.</param>
    /// <param name="lots">Its quantity.</param>
    /// <param name="reports">What happens.</param>
    /// <param name="end">Why what is left must not live on; none when it may.</param>
    /// <returns>The lots that are left.</returns>
    private uint Match(
        int account, ulong id, Side side, int limit, uint lots, ReportBuffer reports, out CancelReason end)
    {
        end = CancelReason.None;
        var first = reports.Reports.Length;
        var opposite = Ladder(side.Opposite());
        while (lots != 0 && opposite.Best != None && Crosses(side, limit, opposite.BestTicks))
        {
            ref var level = ref opposite[opposite.Best];
            var place = level.Head;
            ref var maker = ref _pool[place];
            if (_selfTrade != SelfTrade.Allowed && maker.Account == account)
            {
                end = PreventSelfTrade(place, id, limit, ref lots, reports);
                if (end == CancelReason.None)
                {
                    continue;
                }
                break;
            }
            var traded = Math.Min(lots, maker.Lots);
            lots -= traded;
            maker.Lots -= traded;
            level.Lots -= traded;
            _lastTicks = maker.Ticks;

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

            if (maker.HasDetail)
            {
                report.MakerRemaining += _details[place].HiddenLots;
            }
            if (maker.Lots == 0 && !(maker.HasDetail && TryRefresh(place)))
            {
                LeaveLevel(place);
                Forget(place);
            }
        }
        if (_buyStops.Best != None || _sellStops.Best != None)
        {
            TriggerStops(first, reports);
        }
        return lots;
    }

    /// <summary>
    /// Whether an arriving order can execute some lots at once. Orders of its own account that the market keeps it from
    /// trading with do not count, and unless they are merely cancelled, it does not get past the first of them.
    /// </summary>
    private bool CanExecute(int account, Side side, int limit, uint lots)
    {
        var opposite = Ladder(side.Opposite());
        var looksAtOrders = _selfTrade != SelfTrade.Allowed || _hiddenLots != 0;
        long available = 0;
        for (var more = opposite.TryGetBest(out var ticks);
            more && available < lots && Crosses(side, limit, ticks);
            more = opposite.TryGetNext(ticks, out ticks))
        {
            ref var level = ref opposite[opposite.Find(ticks)];
            if (!looksAtOrders)
            {
                available += level.Lots;
            }
            else if (!TryAddExecutable(level, account, ref available))
            {
                break;
            }
        }
        return available >= lots;
    }

    /// <summary>Adds what an account can execute at a level; false when it gets no further.</summary>
    private bool TryAddExecutable(in PriceLevel level, int account, ref long available)
    {
        // The slices that icebergs show later queue up behind all that is shown now.
        long hidden = 0;
        for (var place = level.Head; place != None; place = _pool[place].Next)
        {
            ref var maker = ref _pool[place];
            if (_selfTrade == SelfTrade.Allowed || maker.Account != account)
            {
                available += maker.Lots;
                hidden += maker.HasDetail ? _details[place].HiddenLots : 0;
            }
            else if (_selfTrade != SelfTrade.CancelResting)
            {
                return false;
            }
        }
        available += hidden;
        return true;
    }

    /// <summary>Keeps an arriving order from trading with one of its own account; why it must end, if it must.</summary>
    private CancelReason PreventSelfTrade(int place, ulong id, int limit, ref uint lots, ReportBuffer reports)
    {
        switch (_selfTrade)
        {
            case SelfTrade.CancelIncoming:
                return CancelReason.SelfTrade;
            case SelfTrade.CancelResting:
                Cancel(place, CancelReason.SelfTrade, reports);
                return CancelReason.None;
            case SelfTrade.CancelBoth:
                Cancel(place, CancelReason.SelfTrade, reports);
                return CancelReason.SelfTrade;
            default:
                return Decrement(place, id, limit, ref lots, reports);
        }
    }

    private CancelReason Decrement(int place, ulong id, int limit, ref uint lots, ReportBuffer reports)
    {
        var resting = _pool[place];
        var (_, open) = resting.HasDetail ? WholeOf(resting, place) : (resting.Ticks, resting.Lots);
        if (open > lots)
        {
            Shrink(place, open - lots, reports);
            return CancelReason.SelfTrade;
        }
        Cancel(place, CancelReason.SelfTrade, reports);
        if (open == lots)
        {
            return CancelReason.SelfTrade;
        }
        lots -= open;
        ReportShrunk(reports, resting, id, limit, lots, open);
        return CancelReason.None;
    }

    /// <summary>Reports that an arriving order of the account of a resting one has become smaller.</summary>
    private static void ReportShrunk(
        ReportBuffer reports, in RestingOrder resting, ulong id, int limit, uint lots, uint by)
    {
        ref var report = ref reports.Add();
        report.Kind = ReportKind.Replaced;
        report.Account = resting.Account;
        report.Id = id;
        report.Side = resting.Side.Opposite();
        report.Ticks = limit;
        report.Lots = lots;
        report.PreviousTicks = limit;
        report.Remaining = lots + by;
        report.WasResting = false;
        report.WasAsleep = false;
        report.KeepsPlace = false;
        // A limit at the end of the price range accepts every price, as a market order does.
        report.IsUnpriced = limit == WorstTicks(report.Side);
    }
}
