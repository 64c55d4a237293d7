using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>What participants and the operator do in session markets, and the clearings.</summary>
internal sealed class SessionTrading
{
    private readonly Ledger _ledger;
    private readonly Announcer _announcer;
    private readonly Indicatives _indicatives;
    private readonly References _references;
    private readonly ClearingResult _result = new();
    private readonly SessionSettlement _settlement;
    private readonly SessionLimits _limits;

    public SessionTrading(
        Ledger ledger, Announcer announcer, Indicatives indicatives, References references, SessionLimits limits)
    {
        (_ledger, _announcer, _indicatives, _references, _limits) = (ledger, announcer, indicatives, references, limits);
        _settlement = new(ledger, announcer, references, limits);
    }

    /// <summary>Takes a bid for the next clearing, or for all to come.</summary>
    public Reason Submit(SessionMarket market, in Bidder bidder, ulong id, in Bid bid, bool isStanding, Timestamp now)
    {
        var reason = Check(market, bidder, id, bid);
        if (reason == Reason.None)
        {
            reason = _limits.Check(market, bidder.Account, bid, isStanding);
        }
        if (reason == Reason.None)
        {
            reason = market.Bids.Add(bidder, id, bid, isStanding, now);
        }
        if (reason == Reason.None)
        {
            market.Bids.TryGet(bidder.Account, id, out var added);
            _limits.SetAside(market, added);
            _announcer.AddPrivate(EventKind.Accepted, bidder.Account, market, id);
            _indicatives.Note(market, now);
        }
        return reason;
    }

    /// <summary>Changes an order.</summary>
    public Reason Replace(SessionMarket market, int account, ulong id, in Replacement replacement, Timestamp now)
    {
        if (market.Phase is not (MarketPhase.Open or MarketPhase.PreOpen))
        {
            return Reason.WrongPhase;
        }
        if (replacement.Price is { } price && !market.Takes(price))
        {
            return Reason.PriceCollar;
        }
        var reason = _limits.Check(market, account, id, replacement);
        market.Bids.TryGet(account, id, out var before);
        if (reason == Reason.None)
        {
            reason = market.Bids.Replace(account, id, replacement, now);
        }
        return reason == Reason.None ? NoteReplaced(market, account, id, SessionLimits.NeedOf(market, before), now) : reason;
    }

    /// <summary>Puts a schedule, a conditional bid or a report in the place of another.</summary>
    public Reason Replace(SessionMarket market, in Bidder bidder, ulong id, in Bid bid, Timestamp now)
    {
        var reason = market.Phase is MarketPhase.Open or MarketPhase.PreOpen
            ? CheckReplacing(market, bidder, id, bid)
            : Reason.WrongPhase;
        if (reason == Reason.None)
        {
            reason = _limits.Check(market, bidder.Account, id, bid);
        }
        var needed = market.Bids.TryGet(bidder.Account, id, out var before) ? SessionLimits.NeedOf(market, before) : default;
        if (reason == Reason.None)
        {
            reason = bid.Kind switch
            {
                BidKind.Conditional => market.Bids.Replace(bidder, id, bid.Conditional, now),
                BidKind.Endowment or BidKind.Inventory => market.Bids.Replace(bidder, id, bid.Kind, bid.Reported, now),
                _ => market.Bids.Replace(bidder.Account, id, bid.Schedule, now),
            };
        }
        return reason == Reason.None ? NoteReplaced(market, bidder.Account, id, needed, now) : reason;
    }

    /// <summary>Cancels a bid.</summary>
    public Reason Cancel(SessionMarket market, int account, ulong id, Timestamp now)
    {
        if (!market.Bids.TryGet(account, id, out var bid))
        {
            return Reason.UnknownOrder;
        }
        Cancel(market, bid, CancelReason.User, now);
        return Reason.None;
    }

    /// <summary>Cancels every bid of an account in the order of arrival.</summary>
    public void CancelAll(SessionMarket market, int account, CancelReason why, Timestamp now)
    {
        foreach (ref readonly var bid in market.Bids.Of(account))
        {
            Cancel(market, bid, why, now);
        }
    }

    /// <summary>Cancels every bid, when the market closes.</summary>
    public void Close(SessionMarket market, Timestamp now)
    {
        foreach (ref readonly var bid in market.Bids)
        {
            Cancel(market, bid, CancelReason.Phase, now);
        }
        market.IsIndicativeStale = false;
    }

    /// <summary>Opens a session at the price of now; one that is open goes on.</summary>
    public Reason Open(SessionMarket market, Timestamp now)
    {
        if (market.Phase != MarketPhase.Open)
        {
            return Reason.WrongPhase;
        }
        if (market.Closes is null)
        {
            (market.Closes, market.Frozen) = (now.After(market.Definition.Trigger.OpenNs), _references.Of(market));
            _announcer.TellOpened(market);
        }
        return Reason.None;
    }

    /// <summary>
    /// Clears a market. One that fails changes nothing and says why: its bids stay, and flows of demand run on from the
    /// clearing before.
    /// </summary>
    public Reason Clear(SessionMarket market, Timestamp now)
    {
        if (market.Phase != MarketPhase.Open)
        {
            return Reason.WrongPhase;
        }
        var moment = _references.MomentOf(market, now) with { Limits = _settlement.LimitsIn(market) };
        market.Rule.Clear(market.Bids, moment, _result);
        if (_result.IsCleared && !(_ledger.HasRoom && _settlement.TryAssess(market, _result)))
        {
            _result.Fail(ClearingFailure.Limit);
        }
        (market.Closes, market.Frozen) = (null, null);
        if (_result.IsCleared)
        {
            _limits.ReleaseAll(market);
            _settlement.Settle(market, _result);
            market.Bids.Settle(_result.Lots, _result.Price, market.LastCleared, now);
            EndBids(market);
            _limits.SetAsideAll(market);
            market.LastCleared = now;
            market.Clearings++;
            market.LastPrice = market.RuleDefinition.HasPrice ? _result.Price : null;
            market.IsIndicativeStale = false;
        }
        _announcer.TellCleared(market, _result, market.Clearings, now);
        if (_result.IsCleared)
        {
            _settlement.TellGroupSums(market, now);
        }
        return Reason.None;
    }

    private static Reason CheckReplacing(SessionMarket market, in Bidder bidder, ulong id, in Bid bid)
    {
        if (!market.Bids.TryGet(bidder.Account, id, out _))
        {
            return Reason.UnknownOrder;
        }
        if (!market.RuleDefinition.Takes(bid.Kind))
        {
            return Reason.WrongBidKind;
        }
        return TakesPricesOf(market, bid) ? market.Rule.Check(market.Bids, bidder, bid) : Reason.PriceCollar;
    }

    private static Reason Check(SessionMarket market, in Bidder bidder, ulong id, in Bid bid)
    {
        if (market.Phase is not (MarketPhase.Open or MarketPhase.PreOpen))
        {
            return Reason.WrongPhase;
        }
        if (!market.RuleDefinition.Takes(bid.Kind))
        {
            return Reason.WrongBidKind;
        }
        if (market.Bids.TryGet(bidder.Account, id, out _))
        {
            return Reason.DuplicateId;
        }
        if (market.TakesOneBidAnAccount && market.Bids.Of(bidder.Account).MoveNext())
        {
            return Reason.DuplicateAccount;
        }
        if (!TakesPricesOf(market, bid))
        {
            return Reason.PriceCollar;
        }
        return market.CheckCharges(bidder) is var reason && reason != Reason.None
            ? reason
            : market.Rule.Check(market.Bids, bidder, bid);
    }

    private static bool TakesPricesOf(SessionMarket market, in Bid bid) => bid.Kind switch
    {
        BidKind.Limit => market.Takes(bid.Order.Price),
        BidKind.Schedule or BidKind.RateSchedule =>
            market.Takes(bid.Schedule.Points[0].Price) && market.Takes(bid.Schedule.Points[^1].Price),
        _ => true,
    };

    private Reason NoteReplaced(SessionMarket market, int account, ulong id, in Reservation needed, Timestamp now)
    {
        market.Bids.TryGet(account, id, out var bid);
        _limits.Change(market, bid, needed);
        _announcer.TellReplaced(market, bid);
        _indicatives.Note(market, now);
        return Reason.None;
    }

    private void Cancel(SessionMarket market, in CollectedBid bid, CancelReason why, Timestamp now)
    {
        _announcer.TellCancelled(market, bid, why);
        _limits.Release(market, bid);
        market.Bids.Remove(bid.Account, bid.Id);
        _indicatives.Note(market, now);
    }

    /// <summary>Removes what does not stand, or has nothing left.</summary>
    private void EndBids(SessionMarket market)
    {
        foreach (ref readonly var bid in market.Bids)
        {
            if (!bid.IsStanding && bid.Open.Lots > 0)
            {
                _announcer.TellCancelled(market, bid, CancelReason.Cleared);
            }
            if (!bid.IsStanding || bid.IsSpent)
            {
                market.Bids.Remove(bid.Account, bid.Id);
            }
        }
    }
}
