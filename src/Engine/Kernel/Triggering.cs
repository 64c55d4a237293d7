using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>Keeps the timers by which session markets clear by themselves.</summary>
internal sealed class Triggering
{
    private readonly TimerQueue _timers;
    private readonly SessionTrading _trading;

    public Triggering(TimerQueue timers, SessionTrading trading) => (_timers, _trading) = (timers, trading);

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

    /// <summary>The instant has come: clears the market, unless its phase forbids it, and sets the next.</summary>
    public void Fire(SessionMarket market, Timestamp now)
    {
        _trading.Clear(market, now);
        market.NextInstant = market.Definition.Trigger.Next(market.Defined, market.NextInstant);
        Set(market);
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

    private void Set(SessionMarket market)
    {
        if (market.NextInstant.Due != Timestamp.Never)
        {
            _timers.Add(new KernelTimer { Due = market.NextInstant.Due, Kind = TimerKind.Trigger, Market = (ushort)market.Index });
        }
    }
}
