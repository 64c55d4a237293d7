using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>What participants do in reference crosses, and the crosses.</summary>
internal sealed class CrossTrading
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private readonly References _references;
    private readonly ClearingResult _result = new();
    private readonly CrossSettlement _settlement;
    private readonly SelfCrosses _selfCrosses;
    private readonly SessionLimits _limits;

    // By the number of the book that is quoted: the continuous crosses at its midpoint.
    private readonly List<List<CrossMarket>> _followers = [];

    public CrossTrading(Ledger ledger, Announcer announcer, References references, SessionLimits limits)
    {
        (_ledger, _announcer, _references, _limits) = (ledger, announcer, references, limits);
        _settlement = new(ledger, announcer);
        _selfCrosses = new(announcer, limits);
    }

    /// <summary>Has a new market follow its reference's quotes, if it crosses continuously.</summary>
    public void Follow(CrossMarket market)
    {
        if (!market.IsContinuous)
        {
            return;
        }
        while (_followers.Count <= market.Quoted)
        {
            _followers.Add([]);
        }
        _followers[market.Quoted].Add(market);
        market.Followed = _references.QuoteFor(market);
    }

    /// <summary>The continuous crosses at the midpoint of a market, in definition order.</summary>
    public ReadOnlySpan<CrossMarket> FollowersOf(Market market) => market.Index < _followers.Count
        ? System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_followers[market.Index])
        : [];

    /// <summary>Has a market cross if its reference's best prices or phase have changed; whether they have.</summary>
    public bool TryFollow(CrossMarket market, Timestamp now)
    {
        var quote = _references.QuoteFor(market);
        if (quote == market.Followed)
        {
            return false;
        }
        market.Followed = quote;
        Cross(market, now);
        return true;
    }

    /// <summary>Carries out what an order asks for that is not pegged itself: it changes or cancels one that is.</summary>
    public Reason Apply(CrossMarket market, in CommandHeader header, in OrderPayload payload, Timestamp now) => header.Kind switch
    {
        CommandKind.ReplaceOrder => Replace(market, header.Account, payload.Id, payload.ToReplacement(), now),
        CommandKind.CancelOrder => Cancel(market, header.Account, payload.Id),
        _ => Reason.WrongBidKind,
    };

    /// <summary>Brings a pegged order, which crosses at once where the market does so continuously.</summary>
    public Reason Submit(CrossMarket market, int account, in OrderPayload payload, in OrderTerms terms, Timestamp now)
    {
        var (id, order) = (payload.Id, payload.ToOrder());
        var reason = Check(market, order);
        if (reason == Reason.None && !market.Bids.TryGet(account, id, out _))
        {
            reason = _limits.Check(market, account, Bid.Pegged(order), isStanding: true);
        }
        if (reason == Reason.None)
        {
            reason = market.Bids.Add(account, id, Bid.Pegged(order), terms, isStanding: true, now);
        }
        if (reason != Reason.None)
        {
            return reason;
        }
        market.Bids.TryGet(account, id, out var added);
        _limits.SetAside(market, added);
        _announcer.AddPrivate(EventKind.Accepted, account, market, id);
        CrossOnArrival(market, now);
        if (order.TimeInForce == TimeInForce.ImmediateOrCancel && market.Bids.TryGet(account, id, out var rest))
        {
            Cancel(market, rest, CancelReason.ImmediateOrCancel);
        }
        return Reason.None;
    }

    /// <summary>Cancels the orders that have expired.</summary>
    public void Expire(CrossMarket market, Timestamp now)
    {
        while (market.Bids.TryGetExpired(now, out var expired))
        {
            Cancel(market, expired, CancelReason.Expired);
        }
    }

    /// <summary>Carries out what the change to a phase asks for.</summary>
    public void Enter(CrossMarket market, MarketPhase phase, Timestamp now)
    {
        if (phase == MarketPhase.Open)
        {
            CrossOnArrival(market, now);
        }
    }

    /// <summary>
    /// Crosses what may trade at the midpoint of now. Nothing happens where there is none, or nobody to trade with, or more
    /// than accounts can count.
    /// </summary>
    public Reason Cross(CrossMarket market, Timestamp now)
    {
        if (market.Phase != MarketPhase.Open)
        {
            return Reason.WrongPhase;
        }
        Expire(market, now);
        if (_references.QuoteFor(market) is not { } quote || _references.MidpointFor(market, quote) is not { } price)
        {
            return Reason.None;
        }
        if (market.Definition.SelfTrade != SelfTrade.Allowed)
        {
            _selfCrosses.Prevent(market, price, now);
        }
        market.Rule.Clear(market.Bids, new(default, now, market.Clearings + 1, price), _result);
        if (_result.IsCleared && _settlement.CanSettle(market, _result))
        {
            _limits.ReleaseAll(market);
            _settlement.Settle(market, _result, quote, now);
            _limits.SetAsideAll(market);
        }
        return Reason.None;
    }

    private Reason Replace(CrossMarket market, int account, ulong id, in Replacement replacement, Timestamp now)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        if (market.Phase is not (MarketPhase.Open or MarketPhase.PreOpen))
        {
            return Reason.WrongPhase;
        }
        var reason = _limits.Check(market, account, id, replacement);
        market.Bids.TryGet(account, id, out var before);
        if (reason == Reason.None)
        {
            reason = market.Bids.Replace(account, id, replacement, now);
        }
        if (reason == Reason.None)
        {
            market.Bids.TryGet(account, id, out var order);
            _limits.Change(market, order, SessionLimits.NeedOf(market, before));
            _announcer.TellReplaced(market, order);
            CrossOnArrival(market, now);
        }
        return reason;
    }

    private Reason Cancel(CrossMarket market, int account, ulong id)
    {
        if (!market.Bids.TryGet(account, id, out var order))
        {
            return Reason.UnknownOrder;
        }
        Cancel(market, order, CancelReason.User);
        return Reason.None;
    }

    private void CrossOnArrival(CrossMarket market, Timestamp now)
    {
        if (market.IsContinuous)
        {
            Cross(market, now);
        }
        else
        {
            Expire(market, now);
        }
    }

    private Reason Check(CrossMarket market, in Order order)
    {
        if (!_ledger.HasRoom)
        {
            return Reason.Limit;
        }
        var isImmediate = order.TimeInForce != TimeInForce.GoodTillCancelled;
        if (isImmediate && !market.IsContinuous)
        {
            return Reason.WrongBidKind;
        }
        if (market.Phase != MarketPhase.Open && (market.Phase != MarketPhase.PreOpen || isImmediate))
        {
            return Reason.WrongPhase;
        }
        return market.Bids.Count < ReferenceCrossDefinition.MaxOrders ? Reason.None : Reason.Limit;
    }

    private void Cancel(CrossMarket market, in CollectedBid order, CancelReason why)
    {
        _announcer.TellCancelled(market, order, why);
        _limits.Release(market, order);
        market.Bids.Remove(order.Account, order.Id);
    }
}
