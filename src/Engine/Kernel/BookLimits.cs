using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Limits in continuous markets. An order comes in only if its account can bear the worst that can become of it; what then
/// lives of it is set aside, by what the rule reports. What trades at once needs nothing set aside: it was checked.
/// </summary>
internal sealed class BookLimits
{
    private readonly Reservations _reservations;

    public BookLimits(Reservations reservations) => _reservations = reservations;

    /// <summary>Whether an account's limits let it bring an order; why not. An order that others will refuse passes.</summary>
    public Reason Check(ContinuousMarket market, int account, ulong id, in Order order, in OrderTerms terms)
    {
        if (!market.Definition.HasLimits || market.Rule.Has(account, id) || market.Collected.TryGet(account, id, out _))
        {
            return Reason.None;
        }
        var arrives = market.Phase == MarketPhase.Open && terms.Stop is null;
        var size = market.Definition.Grid.UnitsOf(order.Quantity);
        var mayLive = !arrives || order.TimeInForce == TimeInForce.GoodTillCancelled;
        if (_reservations.CheckSize(account, size, mayLive ? 1 : 0) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        var wanted = arrives && order.IsMarket
            ? BookWorstCase.OfSweep(market, account, order.Side, order.Quantity)
            : BookWorstCase.Of(market, order.Side, BookWorstCase.LimitOf(order), order.Quantity);
        return _reservations.Check(account, market.Instrument, wanted);
    }

    /// <summary>Whether an account's limits let it change an order; why not. A change that others will refuse passes.</summary>
    public Reason Check(ContinuousMarket market, int account, ulong id, in Replacement replacement)
    {
        if (!market.Definition.HasLimits || !TryGet(market, account, id, out var live))
        {
            return Reason.None;
        }
        var lots = replacement.Quantity.Lots == 0 ? live.Open : replacement.Quantity;
        var size = market.Definition.Grid.UnitsOf(lots);
        if (lots > live.Open && _reservations.CheckSize(account, size, bids: 0) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        var before = BookWorstCase.Of(market, live.Side, live.Limit, live.Open);
        var after = BookWorstCase.Of(market, live.Side, replacement.Price ?? live.Limit, lots);
        return _reservations.Check(account, market.Instrument, after - before);
    }

    /// <summary>Sets aside and releases what one instruction's reports say.</summary>
    public void Note(ContinuousMarket market, ReadOnlySpan<Report> reports)
    {
        if (!market.Definition.HasLimits)
        {
            return;
        }
        foreach (ref readonly var report in reports)
        {
            switch (report.Kind)
            {
                case ReportKind.Trade:
                    Release(
                        market,
                        report.MakerAccount,
                        report.Side.Opposite(),
                        report.Ticks,
                        report.Lots,
                        report.MakerRemaining == 0 ? 1 : 0);
                    break;
                case ReportKind.Rested or ReportKind.Slept:
                    SetAside(market, report);
                    break;
                case ReportKind.Cancelled when report.WasResting || report.WasAsleep:
                case ReportKind.Triggered when report.WasAsleep:
                    Release(market, report.Account, report.Side, report.Ticks, report.Lots, bids: 1);
                    break;
                case ReportKind.Replaced when report.WasResting || report.WasAsleep:
                    Release(market, report.Account, report.Side, report.PreviousTicks, report.Remaining, bids: 1);
                    if (report.KeepsPlace)
                    {
                        SetAside(market, report);
                    }
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Sets aside what an order collected for an auction needs.</summary>
    public void SetAside(ContinuousMarket market, in CollectedBid collected)
    {
        if (market.Definition.HasLimits)
        {
            _reservations.Add(collected.Account, market.Instrument, BookWorstCase.Of(market, collected), bids: 1);
        }
    }

    /// <summary>Releases what an order collected for an auction needs.</summary>
    public void Release(ContinuousMarket market, in CollectedBid collected)
    {
        if (market.Definition.HasLimits)
        {
            _reservations.Remove(collected.Account, market.Instrument, BookWorstCase.Of(market, collected), bids: 1);
        }
    }

    private static bool TryGet(ContinuousMarket market, int account, ulong id, out LiveOrder live)
    {
        if (!market.Collected.TryGet(account, id, out var collected))
        {
            return market.Rule.TryGet(account, id, out live);
        }
        live = new(collected.Side, BookWorstCase.LimitOf(collected), collected.Open);
        return true;
    }

    private void SetAside(ContinuousMarket market, in Report report) => _reservations.Add(
        report.Account,
        market.Instrument,
        BookWorstCase.Of(market, report.Side, new(report.Ticks), new(report.Lots)),
        bids: 1);

    private void Release(ContinuousMarket market, int account, Side side, int ticks, uint lots, int bids) =>
        _reservations.Remove(account, market.Instrument, BookWorstCase.Of(market, side, new(ticks), new(lots)), bids);
}
