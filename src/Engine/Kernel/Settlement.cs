using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Turns what a rule reports into cash and units that change hands and into the events of both sides and the public.</summary>
internal sealed class Settlement
{
    private readonly Ledger _ledger;
    private readonly TimerQueue _timers;
    private readonly EventBuffer _events;

    public Settlement(Ledger ledger, TimerQueue timers, EventBuffer events)
    {
        _ledger = ledger;
        _timers = timers;
        _events = events;
    }

    /// <summary>Settles one instruction's reports in a market.</summary>
    public void Apply(Market market, ReadOnlySpan<Report> reports, Timestamp now)
    {
        foreach (ref readonly var report in reports)
        {
            switch (report.Kind)
            {
                case ReportKind.Trade:
                    Trade(market, report, now);
                    break;
                case ReportKind.Replaced:
                    AddOrderEvent(EventKind.Replaced, market, report);
                    break;
                case ReportKind.Cancelled:
                    AddOrderEvent(EventKind.Cancelled, market, report).CancelReason = report.CancelReason;
                    break;
                default:
                    break;
            }
        }
        foreach (var change in market.PublicDepth.Changes(reports))
        {
            ref var changed = ref AddPublic(EventKind.LevelChanged, market);
            changed.Side = change.Side;
            changed.Price = change.Price;
            changed.Quantity = change.Quantity;
        }
    }

    /// <summary>Shows the public a trade.</summary>
    public void Print(Market market, Price price, Quantity quantity)
    {
        ref var print = ref AddPublic(EventKind.Print, market);
        print.Price = price;
        print.Quantity = quantity;
    }

    /// <summary>An event with the account's next sequence.</summary>
    public ref Event AddPrivate(EventKind kind, int account, int market)
    {
        ref var added = ref _events.Add(kind, account, (ushort)market);
        added.Sequence = _ledger.NextEventSequence(account);
        return ref added;
    }

    /// <summary>An event with the market's next public sequence.</summary>
    public ref Event AddPublic(EventKind kind, Market market)
    {
        ref var added = ref _events.Add(kind, Event.Public, (ushort)market.Index);
        added.Sequence = ++market.PublicSequence;
        return ref added;
    }

    private void Trade(Market market, in Report report, Timestamp now)
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

        ref var maker = ref AddFill(market, report.MakerAccount, report.MakerId, price, quantity);
        maker.Side = report.Side.Opposite();
        maker.Remaining = new(report.MakerRemaining);
        maker.Liquidity = Liquidity.Maker;
        ref var taker = ref AddFill(market, report.Account, report.Id, price, quantity);
        taker.Side = report.Side;
        taker.Remaining = new(report.Remaining);
        taker.Liquidity = Liquidity.Taker;

        var delayNs = market.Definition.Disclosure.PrintDelayNs;
        if (delayNs == 0)
        {
            Print(market, price, quantity);
            return;
        }
        _timers.Add(new KernelTimer
        {
            Due = now.After(delayNs),
            Kind = TimerKind.Print,
            Market = (ushort)market.Index,
            Price = price,
            Quantity = quantity,
        });
    }

    private void Charge(int account, Cash feePerLot, Quantity quantity)
    {
        if (feePerLot != Cash.Zero)
        {
            _ledger.MoveCash(account, Ledger.Operator, new(checked(feePerLot.Atoms * quantity.Lots)));
        }
    }

    private ref Event AddFill(Market market, int account, ulong id, Price price, Quantity quantity)
    {
        ref var filled = ref AddPrivate(EventKind.Filled, account, market.Index);
        filled.Id = id;
        filled.Price = price;
        filled.Quantity = quantity;
        return ref filled;
    }

    private ref Event AddOrderEvent(EventKind kind, Market market, in Report report)
    {
        ref var added = ref AddPrivate(kind, report.Account, market.Index);
        added.Id = report.Id;
        added.Side = report.Side;
        added.Price = new(report.Ticks);
        added.Quantity = new(report.Lots);
        return ref added;
    }
}
