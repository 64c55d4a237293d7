using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// The phases of continuous markets. Before the opening every live order is collected for a call auction; leaving that
/// phase for trading or for the close is the auction: its trades are crosses at one price, and then the rest of the orders
/// goes into the book, by arrival, or is cancelled. No order is lost on the way. A halt between keeps what was collected.
/// </summary>
internal sealed class BookPhases
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private readonly References _references;
    private readonly BookTrading _trading;
    private readonly BookSettlement _settlement;
    private readonly BookLimits _limits;
    private readonly ReportBuffer _reports = new();
    private readonly List<OrderTerms> _terms = [];
    private readonly ClearingResult _result = new();

    public BookPhases(
        Ledger ledger,
        Announcer announcer,
        References references,
        BookTrading trading,
        BookSettlement settlement,
        BookLimits limits)
    {
        (_ledger, _announcer, _references) = (ledger, announcer, references);
        (_trading, _settlement, _limits) = (trading, settlement, limits);
    }

    /// <summary>Carries out what the change to a phase asks for.</summary>
    public void Enter(ContinuousMarket market, MarketPhase from, MarketPhase to, Timestamp now)
    {
        if (to == MarketPhase.PreOpen)
        {
            Collect(market, now);
        }
        var hasTraded = (to == MarketPhase.Open || (from == MarketPhase.PreOpen && to == MarketPhase.Closed)) && Uncross(market, now);
        if (to == MarketPhase.Open)
        {
            Rest(market, hasTraded, now);
        }
        for (var account = 0; to == MarketPhase.Closed && account < _ledger.AccountCount; account++)
        {
            _trading.CancelAll(market, account, CancelReason.Phase, now);
        }
        if (hasTraded && to == MarketPhase.Closed)
        {
            // For stops that come later; none is left to wake.
            _reports.Clear();
            market.Rule.NoteTrade(market.LastPrice!.Value, _reports);
        }
        if (to is MarketPhase.Open or MarketPhase.Closed)
        {
            // There is no auction any more to tell a price of.
            market.IsIndicativeStale = false;
        }
    }

    /// <summary>
    /// Moves the book's orders to those collected, in price-time priority: that is their order of arrival then. What they have
    /// set aside they need there too.
    /// </summary>
    private void Collect(ContinuousMarket market, Timestamp now)
    {
        _reports.Clear();
        _terms.Clear();
        market.Rule.TakeAll(_reports, _terms);
        var taken = 0;
        foreach (ref readonly var report in _reports.Reports)
        {
            var order = Order.Limit(report.Side, new(report.Lots), new(report.Ticks), TimeInForce.GoodTillCancelled);
            var reason = market.Collected.Add(report.Account, report.Id, Bid.Of(order), _terms[taken++], isStanding: true, now);
            System.Diagnostics.Debug.Assert(reason == Reason.None, "The collection takes as many as a book.");
        }
        _announcer.TellDepth(market, _reports.Reports);
    }

    /// <summary>The auction; whether there were trades.</summary>
    private bool Uncross(ContinuousMarket market, Timestamp now)
    {
        if (market.Collected.Count == 0)
        {
            return false;
        }
        market.AuctionRule.Clear(market.Collected, new(default, now, 1, _references.Of(market)), _result);
        if (_result.IsCleared && !CanSettle(market))
        {
            _result.Fail(ClearingFailure.Limit);
            CancelCollected(market, now);
        }
        if (_result.IsCleared)
        {
            var arrival = 0;
            foreach (ref readonly var collected in market.Collected)
            {
                var lots = _result.Lots[arrival++];
                _limits.Release(market, collected);
                if (lots != 0)
                {
                    _settlement.Cross(market, collected, _result.Price, lots);
                }
            }
            market.LastPrice = _result.Price;
            _announcer.TellTrade(market, _result.Price, _result.Volume, now);
            market.Collected.Settle(_result.Lots, _result.Price, default, now);
            foreach (ref readonly var collected in market.Collected)
            {
                _limits.SetAside(market, collected);
            }
        }
        End(market);
        _announcer.TellCleared(market, _result, number: 0, now);
        return _result.IsCleared;
    }

    private bool CanSettle(ContinuousMarket market) => _ledger.HasRoom
        && Int128.Abs(market.Definition.Grid.AtomsPerTickLot * _result.Price.Ticks) <= Ledger.MaxMovedAtoms / _result.Volume.Lots / 2;

    /// <summary>What crosses but is more than accounts can count cannot rest either.</summary>
    private void CancelCollected(ContinuousMarket market, Timestamp now)
    {
        foreach (ref readonly var collected in market.Collected)
        {
            _trading.Cancel(market, collected, CancelReason.Phase, now);
        }
    }

    /// <summary>Removes what was filled, and market orders, which do not rest.</summary>
    private void End(ContinuousMarket market)
    {
        foreach (ref readonly var collected in market.Collected)
        {
            if (!collected.IsStanding && collected.Open.Lots > 0)
            {
                _settlement.TellCancelled(market, collected, CancelReason.Cleared);
            }
            if (!collected.IsStanding || collected.IsSpent)
            {
                _limits.Release(market, collected);
                market.Collected.Remove(collected.Account, collected.Id);
            }
        }
    }

    /// <summary>
    /// Moves what was collected into the book: nothing crosses any more. Then the auction's trades wake the stops they have
    /// reached.
    /// </summary>
    private void Rest(ContinuousMarket market, bool hasTraded, Timestamp now)
    {
        _reports.Clear();
        foreach (ref readonly var collected in market.Collected)
        {
            var order = Order.Limit(collected.Side, collected.Open, collected.Price, TimeInForce.GoodTillCancelled);
            var terms = market.Collected.TermsOf(collected);
            var reason = market.Rule.Submit(collected.Account, collected.Id, order, terms, now, _reports);
            System.Diagnostics.Debug.Assert(reason == Reason.None, "A book takes as many as the collection.");
            _limits.Release(market, collected);
            market.Collected.Remove(collected.Account, collected.Id);
        }
        if (hasTraded)
        {
            market.Rule.NoteTrade(market.LastPrice!.Value, _reports);
        }
        _settlement.Apply(market, _reports.Reports, now);
    }
}
