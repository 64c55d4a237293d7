using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Markets.Triggers;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <content>What happens by itself: instants, sessions that open and close, trades that others follow, what is told later.</content>
internal sealed partial class ListedExchange
{
    private readonly List<Timer> _timers = [];

    /// <summary>What has happened without a word, and in which market.</summary>
    public HashSet<string> Unsaid { get; } = [];

    private enum TimerKind
    {
        Telling,
        Closing,
        Instant,
    }

    /// <summary>Lets time pass; instants that a resumed exchange has missed are passed over, but for those that come once.</summary>
    private void PassTime(Timestamp to, bool isResumed)
    {
        // The sort is stable: what remains equal comes as it was added.
        Timer? First() => _timers.OrderBy(timer => timer.Due.Nanoseconds).ThenBy(timer => timer.Kind)
            .ThenBy(timer => timer.Market.Index).FirstOrDefault();
        while (First() is { } first && first.Due <= to)
        {
            _timers.Remove(first);
            if (isResumed && first.Kind == TimerKind.Instant && first.Market.Definition.Trigger is not SetTimeTrigger)
            {
                Unsaid.Add($"{first.Market.Definition.Id}: missed");
                first.Market.Instants.Skip(to.Nanoseconds);
                SetInstant(first.Market);
                continue;
            }
            _now = first.Due;
            first.Fires();
            CallFollowers(first.Market);
        }
        _now = to;
    }

    private void SetInstant(ListedSession market)
    {
        if (market.Instants.Next is { } next && next != long.MaxValue)
        {
            _timers.Add(new(new(next), TimerKind.Instant, market, () =>
            {
                Call(market);
                market.Instants.Pass();
                SetInstant(market);
            }));
        }
    }

    /// <summary>The operator's word, which opens a session or closes the one that is open.</summary>
    private Reason TakeWord(ListedSession market)
    {
        if (market.Session is null || market.Phase != MarketPhase.Open)
        {
            return Call(market);
        }
        Unsaid.Add($"{market.Definition.Id}: closed early");
        return Clear(market);
    }

    /// <summary>The market is to open, or to clear where it does so at once.</summary>
    private Reason Call(ListedSession market)
    {
        if (market.Phase != MarketPhase.Open)
        {
            return Reason.WrongPhase;
        }
        if (market.Definition.Trigger.OpenNs == 0)
        {
            return Clear(market);
        }
        if (market.Session is not null)
        {
            Unsaid.Add($"{market.Definition.Id}: called while open");
            return Reason.None;
        }
        var session = new ListedOpening(_now.After(market.Definition.Trigger.OpenNs), ReferenceOf(market));
        market.Session = session;
        var price = session.Price is { } frozen ? $"at {frozen.Ticks}" : "without a price";
        Say(market.Index, $"session opened {price} until {session.Closes.Nanoseconds}");
        _timers.Add(new(session.Closes, TimerKind.Closing, market, () => Close(market, session)));
        return Reason.None;
    }

    private void Close(ListedSession market, ListedOpening session)
    {
        if (!ReferenceEquals(market.Session, session))
        {
            return;
        }
        if (Clear(market) != Reason.None)
        {
            Unsaid.Add($"{market.Definition.Id}: ended without a clearing");
        }
        market.Session = null;
    }

    /// <summary>Markets that follow the trades of this one open or clear, once it has told of some.</summary>
    private void CallFollowers(ListedSession market)
    {
        if (!market.HasTraded)
        {
            return;
        }
        market.HasTraded = false;
        foreach (var follower in _markets.Where(
            other => other.Definition.Trigger is AfterTradeTrigger after && after.Market == market.Definition.Id))
        {
            Unsaid.Add($"{follower.Definition.Id}: followed");
            Call(follower);
        }
    }

    private void Publish(ListedSession market, Action tells)
    {
        var delayNs = market.Definition.Disclosure.PrintDelayNs;
        if (delayNs == 0)
        {
            tells();
        }
        else
        {
            _timers.Add(new(_now.After(delayNs), TimerKind.Telling, market, tells));
        }
    }

    private sealed record Timer(Timestamp Due, TimerKind Kind, ListedSession Market, Action Fires);
}

/// <summary>A session that is open, as one thing of its own.</summary>
internal sealed class ListedOpening(Timestamp closes, Price? price)
{
    public Timestamp Closes => closes;

    public Price? Price => price;
}
