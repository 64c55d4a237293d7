using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Turns what a continuous rule reports into cash and units that change hands and into the events of both sides and the
/// public.
/// </summary>
internal sealed class BookSettlement
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private readonly BookLimits _limits;

    public BookSettlement(Ledger ledger, Announcer announcer, BookLimits limits) =>
        (_ledger, _announcer, _limits) = (ledger, announcer, limits);

    /// <summary>Settles one instruction's reports in a market.</summary>
    public void Apply(ContinuousMarket market, ReadOnlySpan<Report> reports, Timestamp now)
    {
        foreach (ref readonly var report in reports)
        {
            switch (report.Kind)
            {
                case ReportKind.Trade:
                    Trade(market, report, now);
                    break;
                case ReportKind.Replaced:
                    AddOrderEvent(EventKind.Replaced, market, report).IsUnpriced = report.IsUnpriced;
                    break;
                case ReportKind.Triggered:
                    _announcer.AddPrivate(EventKind.Triggered, report.Account, market, report.Id);
                    break;
                case ReportKind.Cancelled:
                    AddOrderEvent(EventKind.Cancelled, market, report).CancelReason = report.CancelReason;
                    break;
                default:
                    break;
            }
        }
        _limits.Note(market, reports);
        _announcer.TellDepth(market, reports);
    }

    /// <summary>Tells the owner of an order collected for an auction that it is gone.</summary>
    public void TellCancelled(ContinuousMarket market, in CollectedBid collected, CancelReason why)
    {
        ref var cancelled = ref _announcer.AddPrivate(EventKind.Cancelled, collected.Account, market, collected.Id);
        cancelled.Side = collected.Side;
        cancelled.Price = collected.Price;
        cancelled.Quantity = collected.Open;
        cancelled.CancelReason = why;
    }

    /// <summary>Settles one side of an auction's trade. No fee: nobody made the other's price.</summary>
    /// <param name="market">The market.</param>
    /// <param name="collected">The order as it was before.</param>
    /// <param name="price">The auction's price.</param>
    /// <param name="lots">What the order got, above zero bought.</param>
    public void Cross(ContinuousMarket market, in CollectedBid collected, Price price, long lots)
    {
        var grid = market.Definition.Grid;
        var quantity = new Quantity(lots);
        _ledger.Allocate(collected.Account, market.Instrument, grid.UnitsOf(quantity), -grid.Cost(price, quantity));
        ref var filled = ref AddFill(market, collected.Account, collected.Id, price, new(Math.Abs(lots)));
        filled.Side = collected.Side;
        filled.Remaining = new(collected.Open.Lots - Math.Abs(lots));
        filled.Liquidity = Liquidity.Cross;
    }

    private void Trade(ContinuousMarket market, in Report report, Timestamp now)
    {
        var price = new Price(report.Ticks);
        var quantity = new Quantity(report.Lots);
        var grid = market.Definition.Grid;
        var (buyer, seller) = report.Side == Side.Buy
            ? (report.Account, report.MakerAccount)
            : (report.MakerAccount, report.Account);
        _ledger.Settle(buyer, seller, market.Instrument, grid.UnitsOf(quantity), grid.Cost(price, quantity));
        Charge(report.MakerAccount, market.Definition.Charges.MakerFeePerLot, quantity);
        Charge(report.Account, market.Definition.Charges.TakerFeePerLot, quantity);
        market.LastPrice = price;

        ref var maker = ref AddFill(market, report.MakerAccount, report.MakerId, price, quantity);
        maker.Side = report.Side.Opposite();
        maker.Remaining = new(report.MakerRemaining);
        maker.Liquidity = Liquidity.Maker;
        ref var taker = ref AddFill(market, report.Account, report.Id, price, quantity);
        taker.Side = report.Side;
        taker.Remaining = new(report.Remaining);
        taker.Liquidity = Liquidity.Taker;
        _announcer.TellTrade(market, price, quantity, now);
    }

    private void Charge(int account, Cash feePerLot, Quantity quantity)
    {
        if (feePerLot != Cash.Zero)
        {
            _ledger.MoveCash(account, Ledger.Operator, new(checked(feePerLot.Atoms * quantity.Lots)));
        }
    }

    private ref Event AddFill(ContinuousMarket market, int account, ulong id, Price price, Quantity quantity)
    {
        ref var filled = ref _announcer.AddPrivate(EventKind.Filled, account, market, id);
        filled.Price = price;
        filled.Quantity = quantity;
        return ref filled;
    }

    private ref Event AddOrderEvent(EventKind kind, ContinuousMarket market, in Report report)
    {
        ref var added = ref _announcer.AddPrivate(kind, report.Account, market, report.Id);
        added.Side = report.Side;
        added.Price = new(report.Ticks);
        added.Quantity = new(report.Lots);
        return ref added;
    }
}
