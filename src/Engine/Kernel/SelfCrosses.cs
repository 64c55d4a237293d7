using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Keeps accounts from trading with themselves in a cross. Before it, orders that accept its price are gone through by
/// arrival: each is the incoming one to those of its account on the other side that came before it, oldest first.
/// </summary>
internal sealed class SelfCrosses
{
    private readonly Announcer _announcer;
    private readonly SessionLimits _limits;

    // Of an account: the last cross in which it had an order on a side.
    private (long Buying, long Selling)[] _accounts = [];
    private long _cross;

    public SelfCrosses(Announcer announcer, SessionLimits limits) => (_announcer, _limits) = (announcer, limits);

    /// <summary>Resolves what accounts would trade with themselves at a price.</summary>
    public void Prevent(CrossMarket market, Price price, Timestamp now)
    {
        if (!IsAnyOnBothSides(market, price))
        {
            return;
        }
        foreach (ref readonly var bid in market.Bids)
        {
            if (IsOnBothSides(bid.Account) && bid.Side.Accepts(bid.Price, price))
            {
                Resolve(market, bid.Account, bid.Id, price, now);
            }
        }
    }

    private bool IsAnyOnBothSides(CrossMarket market, Price price)
    {
        _cross++;
        var isAny = false;
        foreach (ref readonly var bid in market.Bids)
        {
            if (bid.Side.Accepts(bid.Price, price))
            {
                if (bid.Account >= _accounts.Length)
                {
                    Array.Resize(ref _accounts, Math.Max(bid.Account + 1, Math.Max(16, _accounts.Length * 2)));
                }
                ref var account = ref _accounts[bid.Account];
                (bid.Side == Side.Buy ? ref account.Buying : ref account.Selling) = _cross;
                isAny |= account.Buying == account.Selling;
            }
        }
        return isAny;
    }

    private bool IsOnBothSides(int account) =>
        account < _accounts.Length && _accounts[account] is var sides && sides.Buying == _cross && sides.Selling == _cross;

    private void Resolve(CrossMarket market, int account, ulong id, Price price, Timestamp now)
    {
        foreach (ref readonly var own in market.Bids.Of(account))
        {
            if (own.Id == id || !market.Bids.TryGet(account, id, out var incoming))
            {
                return;
            }
            if (own.Side != incoming.Side && own.Side.Accepts(own.Price, price))
            {
                Resolve(market, own, incoming, now);
            }
        }
    }

    private void Resolve(CrossMarket market, CollectedBid resting, in CollectedBid incoming, Timestamp now)
    {
        var selfTrade = market.Definition.SelfTrade;
        if (selfTrade == SelfTrade.Decrement)
        {
            Decrement(market, resting, incoming, now);
            return;
        }
        if (selfTrade != SelfTrade.CancelIncoming)
        {
            Cancel(market, resting);
        }
        if (selfTrade != SelfTrade.CancelResting)
        {
            Cancel(market, incoming);
        }
    }

    /// <summary>Both shrink by the smaller, which is cancelled: what is left of the larger is told first if it was resting.</summary>
    private void Decrement(CrossMarket market, in CollectedBid resting, in CollectedBid incoming, Timestamp now)
    {
        var left = incoming.Open.Lots - resting.Open.Lots;
        if (left < 0)
        {
            Shrink(market, resting, -left, now);
        }
        else
        {
            Cancel(market, resting);
        }
        if (left > 0)
        {
            Shrink(market, incoming, left, now);
        }
        else
        {
            Cancel(market, incoming);
        }
    }

    private void Shrink(CrossMarket market, in CollectedBid order, long lots, Timestamp now)
    {
        var less = new Replacement(new(lots), Price: null, LosesPriority: false);
        market.Bids.Replace(order.Account, order.Id, less, now);
        market.Bids.TryGet(order.Account, order.Id, out var shrunk);
        _limits.Change(market, shrunk, SessionLimits.NeedOf(market, order));
        _announcer.TellReplaced(market, shrunk);
    }

    private void Cancel(CrossMarket market, in CollectedBid order)
    {
        _announcer.TellCancelled(market, order, CancelReason.SelfTrade);
        _limits.Release(market, order);
        market.Bids.Remove(order.Account, order.Id);
    }
}
