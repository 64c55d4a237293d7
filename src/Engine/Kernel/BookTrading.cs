using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// What participants do in continuous markets: orders go to the rule, or while an auction is called to the orders that
/// it collects.
/// </summary>
internal sealed class BookTrading
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private readonly Indicatives _indicatives;
    private readonly BookSettlement _settlement;
    private readonly ReportBuffer _reports = new();

    public BookTrading(Ledger ledger, Announcer announcer, Indicatives indicatives, BookSettlement settlement) =>
        (_ledger, _announcer, _indicatives, _settlement) = (ledger, announcer, indicatives, settlement);

    /// <summary>Brings an order.</summary>
    public Reason Submit(ContinuousMarket market, int account, in OrderPayload payload, Timestamp now)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        if (market.Phase != MarketPhase.Open)
        {
            return Collect(market, account, payload, now);
        }
        _reports.Clear();
        var reason = market.Rule.Submit(account, payload.Id, payload.ToOrder(), _reports);
        if (reason == Reason.None)
        {
            _announcer.AddPrivate(EventKind.Accepted, account, market, payload.Id);
            _settlement.Apply(market, _reports.Reports, now);
        }
        return reason;
    }

    /// <summary>Changes a live order.</summary>
    public Reason Replace(ContinuousMarket market, int account, in OrderPayload payload, Timestamp now)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        if (market.Phase != MarketPhase.Open)
        {
            return ReplaceCollected(market, account, payload, now);
        }
        _reports.Clear();
        var reason = market.Rule.Replace(account, payload.Id, payload.ToReplacement(), _reports);
        if (reason == Reason.None)
        {
            _settlement.Apply(market, _reports.Reports, now);
        }
        return reason;
    }

    /// <summary>Cancels a live order.</summary>
    public Reason Cancel(ContinuousMarket market, int account, ulong id, Timestamp now)
    {
        if (market.Collected.TryGet(account, id, out var collected))
        {
            Cancel(market, collected, CancelReason.User, now);
            return Reason.None;
        }
        _reports.Clear();
        var reason = market.Rule.Cancel(account, id, CancelReason.User, _reports);
        if (reason == Reason.None)
        {
            _settlement.Apply(market, _reports.Reports, now);
        }
        return reason;
    }

    /// <summary>Cancels every live order of an account in the order of arrival.</summary>
    public void CancelAll(ContinuousMarket market, int account, CancelReason why, Timestamp now)
    {
        foreach (ref readonly var collected in market.Collected.Of(account))
        {
            Cancel(market, collected, why, now);
        }
        _reports.Clear();
        market.Rule.CancelAll(account, why, _reports);
        _settlement.Apply(market, _reports.Reports, now);
    }

    /// <summary>Cancels an order that was collected for an auction.</summary>
    public void Cancel(ContinuousMarket market, in CollectedBid collected, CancelReason why, Timestamp now)
    {
        _settlement.TellCancelled(market, collected, why);
        market.Collected.Remove(collected.Account, collected.Id);
        _indicatives.Note(market, now);
    }

    private Reason Collect(ContinuousMarket market, int account, in OrderPayload payload, Timestamp now)
    {
        var order = payload.ToOrder();
        var isLasting = order.IsMarket || order.TimeInForce == TimeInForce.GoodTillCancelled;
        if (market.Phase != MarketPhase.PreOpen || !isLasting)
        {
            return Reason.WrongPhase;
        }
        var reason = market.Collected.Add(account, payload.Id, order, isStanding: !order.IsMarket, now);
        if (reason == Reason.None)
        {
            _announcer.AddPrivate(EventKind.Accepted, account, market, payload.Id);
            _indicatives.Note(market, now);
        }
        return reason;
    }

    private Reason ReplaceCollected(ContinuousMarket market, int account, in OrderPayload payload, Timestamp now)
    {
        if (market.Phase != MarketPhase.PreOpen)
        {
            return Reason.WrongPhase;
        }
        var reason = market.Collected.Replace(account, payload.Id, payload.ToReplacement(), now);
        if (reason == Reason.None)
        {
            market.Collected.TryGet(account, payload.Id, out var collected);
            ref var replaced = ref _announcer.AddPrivate(EventKind.Replaced, account, market, payload.Id);
            replaced.Side = collected.Side;
            replaced.Price = collected.Price;
            replaced.IsUnpriced = collected.Kind == BidKind.Market;
            replaced.Quantity = collected.Open;
            _indicatives.Note(market, now);
        }
        return reason;
    }
}
