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
    private readonly BookLimits _limits;
    private readonly ReportBuffer _reports = new();

    public BookTrading(
        Ledger ledger, Announcer announcer, Indicatives indicatives, BookSettlement settlement, BookLimits limits)
    {
        (_ledger, _announcer, _indicatives, _settlement, _limits) = (ledger, announcer, indicatives, settlement, limits);
    }

    /// <summary>Brings an order.</summary>
    public Reason Submit(ContinuousMarket market, int account, in OrderPayload payload, Timestamp now)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        var order = payload.ToOrder();
        if (market.Phase != MarketPhase.Open)
        {
            return Collect(market, account, payload.Id, order, default, now);
        }
        if (!order.IsMarket && !market.Takes(order.Price))
        {
            return Reason.PriceCollar;
        }
        if (_limits.Check(market, account, payload.Id, order, default) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        _reports.Clear();
        return Accept(market, account, payload.Id, market.Rule.Submit(account, payload.Id, order, _reports), now);
    }

    /// <summary>Brings an order with terms.</summary>
    public Reason Submit(
        ContinuousMarket market, int account, in OrderPayload payload, in OrderTerms terms, Timestamp now)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        var order = payload.ToOrder();
        if (market.Phase != MarketPhase.Open)
        {
            return Collect(market, account, payload.Id, order, terms, now);
        }
        if ((!order.IsMarket && !market.Takes(order.Price)) || (terms.Stop is { } stop && !market.Takes(stop)))
        {
            return Reason.PriceCollar;
        }
        if (_limits.Check(market, account, payload.Id, order, terms) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        _reports.Clear();
        var reason = market.Rule.Submit(account, payload.Id, order, terms, now, _reports);
        return Accept(market, account, payload.Id, reason, now);
    }

    /// <summary>Changes a live order.</summary>
    public Reason Replace(ContinuousMarket market, int account, in OrderPayload payload, Timestamp now)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        if (market.Phase is not (MarketPhase.Open or MarketPhase.PreOpen))
        {
            return Reason.WrongPhase;
        }
        var replacement = payload.ToReplacement();
        if (replacement.Price is { } price && !market.Takes(price))
        {
            return Reason.PriceCollar;
        }
        if (_limits.Check(market, account, payload.Id, replacement) is var refusal && refusal != Reason.None)
        {
            return refusal;
        }
        // While orders are collected, stops alone are with the rule.
        if (market.Phase == MarketPhase.PreOpen && !market.Rule.Has(account, payload.Id))
        {
            return ReplaceCollected(market, account, payload.Id, replacement, now);
        }
        _reports.Clear();
        var reason = market.Rule.Replace(account, payload.Id, replacement, _reports);
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
        _limits.Release(market, collected);
        market.Collected.Remove(collected.Account, collected.Id);
        _indicatives.Note(market, now);
    }

    /// <summary>Cancels the orders that have expired.</summary>
    public void Expire(ContinuousMarket market, Timestamp now)
    {
        while (market.Collected.TryGetExpired(now, out var expired))
        {
            Cancel(market, expired, CancelReason.Expired, now);
        }
        _reports.Clear();
        market.Rule.Expire(now, _reports);
        _settlement.Apply(market, _reports.Reports, now);
    }

    /// <summary>Tells of an order that the rule has taken, unless it has not; carries the reason on.</summary>
    private Reason Accept(ContinuousMarket market, int account, ulong id, Reason reason, Timestamp now)
    {
        if (reason == Reason.None)
        {
            _announcer.AddPrivate(EventKind.Accepted, account, market, id);
            _settlement.Apply(market, _reports.Reports, now);
        }
        return reason;
    }

    /// <summary>
    /// Collects an order for an auction. What an order asks for at its arrival, which is not yet, the auction cannot give it.
    /// </summary>
    private Reason Collect(
        ContinuousMarket market, int account, ulong id, in Order order, in OrderTerms terms, Timestamp now)
    {
        var isLasting = order.IsMarket || order.TimeInForce == TimeInForce.GoodTillCancelled;
        if (market.Phase != MarketPhase.PreOpen || !isLasting || terms != terms.AtRest)
        {
            return Reason.WrongPhase;
        }
        if (!order.IsMarket && !market.Takes(order.Price))
        {
            return Reason.PriceCollar;
        }
        if (market.Rule.Has(account, id))
        {
            return Reason.DuplicateId;
        }
        if (market.Collected.Count + market.Rule.OrderCount >= CollectedBids.MaxBids)
        {
            return Reason.Limit;
        }
        var reason = _limits.Check(market, account, id, order, terms);
        if (reason == Reason.None)
        {
            reason = market.Collected.Add(account, id, Bid.Of(order), terms, isStanding: !order.IsMarket, now);
        }
        if (reason == Reason.None)
        {
            _announcer.AddPrivate(EventKind.Accepted, account, market, id);
            market.Collected.TryGet(account, id, out var collected);
            _limits.SetAside(market, collected);
            _indicatives.Note(market, now);
            CancelExpired(market, account, id, terms, now);
        }
        return reason;
    }

    private void CancelExpired(ContinuousMarket market, int account, ulong id, in OrderTerms terms, Timestamp now)
    {
        if (terms.Expires <= now && market.Collected.TryGet(account, id, out var expired))
        {
            Cancel(market, expired, CancelReason.Expired, now);
        }
    }

    private Reason ReplaceCollected(
        ContinuousMarket market, int account, ulong id, in Replacement replacement, Timestamp now)
    {
        market.Collected.TryGet(account, id, out var before);
        var reason = market.Collected.Replace(account, id, replacement, now);
        if (reason == Reason.None)
        {
            market.Collected.TryGet(account, id, out var collected);
            _limits.Release(market, before);
            _limits.SetAside(market, collected);
            ref var replaced = ref _announcer.AddPrivate(EventKind.Replaced, account, market, id);
            replaced.Side = collected.Side;
            replaced.Price = collected.Price;
            replaced.IsUnpriced = collected.Kind == BidKind.Market;
            replaced.Quantity = collected.Open;
            _indicatives.Note(market, now);
        }
        return reason;
    }
}
