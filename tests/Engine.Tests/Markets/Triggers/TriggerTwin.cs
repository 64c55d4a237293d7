using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Markets.Triggers;

/// <summary>
/// The slow twin of a kernel's timers: before every command it looks through all markets for what is due first, one
/// after the other, and the instants come from <see cref="InstantLoop"/>. The markets are call auctions in which every bid
/// is for one lot at one price, so that a clearing is a matter of counting.
/// </summary>
internal sealed class TriggerTwin
{
    private readonly List<TwinMarket> _markets = [];
    private List<string> _lines = [];
    private long _now;

    /// <summary>When the next thing is due.</summary>
    public long NextDueNs => First() is { } first ? first.Due : long.MaxValue;

    /// <summary>What happened since it was last asked.</summary>
    public List<string> TakeLines()
    {
        var lines = _lines;
        _lines = [];
        return lines;
    }

    /// <summary>Lets time pass: everything due until then happens, except what a resumed exchange has missed.</summary>
    public void PassTime(long to, bool skipsMissed)
    {
        while (First() is { } first && first.Due <= to)
        {
            var market = _markets[first.Market];
            if (first.Told is null && skipsMissed && market.Trigger is not SetTimeTrigger)
            {
                market.Instants.Skip(to);
                continue;
            }
            _now = Math.Max(_now, first.Due);
            if (first.Told is { } told)
            {
                market.Waiting.Remove(told);
                told.Tell(_now);
            }
            else
            {
                ComeToInstant(market);
            }
        }
        _now = Math.Max(_now, to);
    }

    public void Define(Trigger trigger, Disclosure disclosure)
    {
        var market = new TwinMarket(_markets.Count, trigger, disclosure, _now);
        _markets.Add(market);
        Say(market, "defined");
        if (market.Instants.Next <= _now)
        {
            ComeToInstant(market);
        }
    }

    public void Submit(int number, ulong id, Side side, bool isStanding)
    {
        var market = _markets[number];
        if (market.Phase is MarketPhase.Open or MarketPhase.PreOpen)
        {
            market.Bids.Add(new(id, side == Side.Buy ? 1 : -1, isStanding));
            Say(market, $"{id} accepted");
            Note(market);
        }
        else
        {
            Say(market, $"{id} rejected WRONG_PHASE");
        }
    }

    public void Cancel(int number, ulong id)
    {
        var market = _markets[number];
        if (market.Bids.Exists(bid => bid.Id == id))
        {
            Cancel(market, id, "USER");
        }
        else
        {
            Say(market, $"{id} rejected UNKNOWN_ORDER");
        }
    }

    public void SetPhase(int number, MarketPhase phase)
    {
        var market = _markets[number];
        if (market.Phase == phase)
        {
            return;
        }
        market.Phase = phase;
        Say(market, $"phase {phase}");
        if (phase == MarketPhase.Closed)
        {
            market.Bids.ToList().ForEach(bid => Cancel(market, bid.Id, "PHASE"));
            market.IsStale = false;
        }
    }

    /// <summary>Clears a market, if its phase lets it.</summary>
    public bool TryClear(int number)
    {
        var market = _markets[number];
        if (market.Phase != MarketPhase.Open)
        {
            return false;
        }
        var (volume, surplus) = market.Count();
        if (volume > 0)
        {
            Allocate(market, volume);
            market.IsStale = false;
        }
        var outcome = volume > 0 ? $"cleared {volume}, {surplus} over"
            : market.Bids.Count > 0 ? "cleared NO_CROSS" : "cleared NO_REFERENCE";
        if (market.Disclosure.PrintDelayNs == 0)
        {
            Say(market, outcome);
        }
        else
        {
            market.Waiting.Add(new(_now + market.Disclosure.PrintDelayNs, now => _lines.Add($"{now} {market.Number}: {outcome}")));
        }
        return true;
    }

    private void Allocate(TwinMarket market, int volume)
    {
        var left = new Dictionary<int, int> { [1] = volume, [-1] = volume };
        var ends = new List<string>();
        foreach (var bid in market.Bids.ToList())
        {
            var isFilled = left[bid.Sign]-- > 0;
            Say(market, $"{bid.Id} allotted {(isFilled ? bid.Sign : 0)}");
            if (!isFilled && !bid.IsStanding)
            {
                ends.Add($"{bid.Id} cancelled CLEARED");
            }
            if (isFilled || !bid.IsStanding)
            {
                market.Bids.Remove(bid);
            }
        }
        ends.ForEach(end => Say(market, end));
    }

    private void ComeToInstant(TwinMarket market)
    {
        TryClear(market.Number);
        market.Instants.Pass();
    }

    private void Cancel(TwinMarket market, ulong id, string why)
    {
        market.Bids.RemoveAll(bid => bid.Id == id);
        Say(market, $"{id} cancelled {why}");
        Note(market);
    }

    private void Note(TwinMarket market)
    {
        if (!market.Disclosure.IsIndicative)
        {
            return;
        }
        market.IsStale = true;
        if (!market.IsTold)
        {
            market.IsTold = true;
            market.Waiting.Add(new(_now + market.Disclosure.IndicativeEveryNs, now => TellIndicative(market, now)));
        }
    }

    private void TellIndicative(TwinMarket market, long now)
    {
        market.IsTold = false;
        if (market.IsStale)
        {
            var (volume, surplus) = market.Count();
            _lines.Add($"{now} {market.Number}: indicative {volume}, {(volume > 0 ? surplus : 0)} over");
            market.IsStale = false;
        }
    }

    /// <summary>What is due first: by time, then what is told before what clears, then by market, then by arrival.</summary>
    private Timer? First()
    {
        Timer? first = null;
        foreach (var market in _markets)
        {
            foreach (var waiting in market.Waiting)
            {
                first = Earlier(first, new(waiting.Due, 1, market.Number, waiting));
            }
            first = Earlier(first, new(market.Instants.Next, 2, market.Number, Told: null));
        }
        return first?.Due == long.MaxValue ? null : first;
    }

    private static Timer Earlier(Timer? first, Timer other) =>
        first is not null && (first.Due, first.Kind, first.Market).CompareTo((other.Due, other.Kind, other.Market)) <= 0
            ? first
            : other;

    private void Say(TwinMarket market, string what) => _lines.Add($"{_now} {market.Number}: {what}");

    private sealed record Timer(long Due, int Kind, int Market, Waiting? Told);

    private sealed record Waiting(long Due, Action<long> Tell);

    private sealed record TwinBid(ulong Id, int Sign, bool IsStanding);

    private sealed class TwinMarket(int number, Trigger trigger, Disclosure disclosure, long definedNs)
    {
        public int Number => number;

        public Trigger Trigger => trigger;

        public Disclosure Disclosure => disclosure;

        public MarketPhase Phase { get; set; } = MarketPhase.Open;

        public List<TwinBid> Bids { get; } = [];

        public List<Waiting> Waiting { get; } = [];

        public bool IsStale { get; set; }

        public bool IsTold { get; set; }

        public ListedInstants Instants { get; } = new(trigger, definedNs);

        public (int Volume, int Surplus) Count()
        {
            var (buys, sells) = (Bids.Count(bid => bid.Sign > 0), Bids.Count(bid => bid.Sign < 0));
            return (Math.Min(buys, sells), buys - sells);
        }
    }
}
