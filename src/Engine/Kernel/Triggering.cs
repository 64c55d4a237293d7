using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Keeps the timers by which session markets open and clear by themselves, and has them follow others' trades.</summary>
internal sealed class Triggering
{
    private readonly TimerQueue _timers;
    private readonly SessionTrading _trading;
    private readonly CrossTrading _crosses;

    // By the number of the market that is followed.
    private readonly List<List<SessionMarket>> _followers = [];

    // A chain of followers may be as long as there are markets: too long for the thread's stack.
    private readonly Stack<SessionMarket> _toCall = [];

    public Triggering(TimerQueue timers, SessionTrading trading, CrossTrading crosses) =>
        (_timers, _trading, _crosses) = (timers, trading, crosses);

    /// <summary>Has a new market follow the trades of another.</summary>
    public void Follow(SessionMarket market, int followed)
    {
        while (_followers.Count <= followed)
        {
            _followers.Add([]);
        }
        _followers[followed].Add(market);
    }

    /// <summary>Sets the timer of a new market's first instant, if it has one; an instant that has passed is now.</summary>
    public void Start(SessionMarket market, Timestamp now)
    {
        if (market.NextInstant.Due <= now)
        {
            Fire(market, now);
        }
        else
        {
            Set(market);
        }
    }

    /// <summary>The instant has come: opens or clears the market, unless its phase forbids it, and sets the next.</summary>
    public void Fire(SessionMarket market, Timestamp now)
    {
        Call(market, now);
        market.NextInstant = market.Definition.Trigger.Next(market.Defined, market.NextInstant);
        Set(market);
    }

    /// <summary>
    /// The operator's word: opens a session, or closes the one that is open. What crosses continuously does not wait for it.
    /// </summary>
    public Reason Clear(SessionMarket market, Timestamp now)
    {
        if (market is CrossMarket { IsContinuous: true })
        {
            return Reason.WrongPhase;
        }
        return market.Closes is null ? Call(market, now) : _trading.Clear(market, now);
    }

    /// <summary>The end of a session has come, unless it was closed before.</summary>
    public void Close(SessionMarket market, Timestamp due)
    {
        if (market.Closes == due)
        {
            _trading.Clear(market, due);
            (market.Closes, market.Frozen) = (null, null);
        }
    }

    /// <summary>
    /// Has other markets follow what has happened in one: first the continuous crosses at its midpoint, if its quote has
    /// changed, each with the markets that follow its trades; then those that follow the market's own.
    /// </summary>
    public void Follow(Market market, Timestamp now)
    {
        foreach (var cross in _crosses.FollowersOf(market))
        {
            if (_crosses.TryFollow(cross, now))
            {
                _timers.SetExpiry(cross.Index, cross.NextExpiry);
                FollowTrades(cross, now);
            }
        }
        FollowTrades(market, now);
    }

    /// <summary>Has the markets that follow a market's trades open or clear, if there were any, and those that follow theirs.</summary>
    private void FollowTrades(Market market, Timestamp now)
    {
        CollectFollowers(market);
        while (_toCall.TryPop(out var follower))
        {
            Call(follower, now);
            CollectFollowers(follower);
        }
    }

    /// <summary>
    /// Passes over the instants up to a moment, at which the exchange was down; whether that was possible: an instant that
    /// comes but once is to happen, late.
    /// </summary>
    public bool TrySkip(SessionMarket market, Timestamp now)
    {
        var next = market.Definition.Trigger.Skip(market.Defined, market.NextInstant, now);
        if (next.Due <= now)
        {
            return false;
        }
        market.NextInstant = next;
        Set(market);
        return true;
    }

    /// <summary>Notes, where a market has traded, those that follow it: the first defined, and all that follow it, go first.</summary>
    private void CollectFollowers(Market market)
    {
        if (market.HasTraded && market.Index < _followers.Count)
        {
            var followers = _followers[market.Index];
            for (var i = followers.Count - 1; i >= 0; i--)
            {
                _toCall.Push(followers[i]);
            }
        }
        market.HasTraded = false;
    }

    private Reason Call(SessionMarket market, Timestamp now)
    {
        if (market is CrossMarket cross)
        {
            var outcome = _crosses.Cross(cross, now);
            _timers.SetExpiry(cross.Index, cross.NextExpiry);
            return outcome;
        }
        if (market.Definition.Trigger.OpenNs == 0)
        {
            return _trading.Clear(market, now);
        }
        var isNew = market.Closes is null;
        var reason = _trading.Open(market, now);
        if (isNew && market.Closes is { } closes)
        {
            _timers.Add(new KernelTimer { Due = closes, Kind = TimerKind.Close, Market = (ushort)market.Index });
        }
        return reason;
    }

    private void Set(SessionMarket market)
    {
        if (market.NextInstant.Due != Timestamp.Never)
        {
            _timers.Add(new KernelTimer { Due = market.NextInstant.Due, Kind = TimerKind.Trigger, Market = (ushort)market.Index });
        }
    }
}
