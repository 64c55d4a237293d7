using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Tells the public what a clearing would give now, where disclosure says so: a while after the first change to the bids
/// since it was told last, so that it is told at most every so often and what changes together is told together.
/// </summary>
internal sealed class Indicatives
{
    private readonly TimerQueue _timers;
    private readonly Announcer _announcer;
    private readonly References _references;
    private readonly ClearingResult _result = new();

    public Indicatives(TimerQueue timers, Announcer announcer, References references) =>
        (_timers, _announcer, _references) = (timers, announcer, references);

    /// <summary>Notes that the bids of a market have changed.</summary>
    public void Note(Market market, Timestamp now)
    {
        var disclosure = market.Definition.Disclosure;
        if (!disclosure.IsIndicative)
        {
            return;
        }
        market.IsIndicativeStale = true;
        if (!market.IsIndicativeDue)
        {
            market.IsIndicativeDue = true;
            _timers.Add(new KernelTimer
            {
                Due = now.After(disclosure.IndicativeEveryNs),
                Kind = TimerKind.Print,
                Told = EventKind.Indicative,
                Market = (ushort)market.Index,
            });
        }
    }

    /// <summary>Tells the indicative price, unless a clearing has made it idle.</summary>
    public void Tell(Market market, Timestamp now)
    {
        market.IsIndicativeDue = false;
        if (!market.IsIndicativeStale)
        {
            return;
        }
        market.IsIndicativeStale = false;
        Compute(market, now);
        ref var indicative = ref _announcer.AddPublic(EventKind.Indicative, market);
        indicative.Price = _result.Price;
        indicative.Quantity = _result.Volume;
        indicative.Surplus = _result.Surplus;
        indicative.IsUnpriced = !_result.IsCleared || market is SessionMarket { RuleDefinition.HasPrice: false };
    }

    private void Compute(Market market, Timestamp now)
    {
        if (market is SessionMarket session)
        {
            session.Rule.Clear(session.Bids, _references.MomentOf(session, now), _result);
        }
        else
        {
            var book = (ContinuousMarket)market;
            book.AuctionRule.Clear(book.Collected, new(default, now, 1, _references.Of(market)), _result);
        }
    }
}
