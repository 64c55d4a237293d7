using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Feeds;

/// <summary>A market as the public knows it: what its snapshot shows, and the events it was told last.</summary>
internal sealed class MarketImage
{
    /// <summary>How many events are kept for those who are told late.</summary>
    public const int MaxEvents = 1024;

    /// <summary>How many levels that are gone are remembered for those who are told late.</summary>
    public const int MaxGone = 1 << 16;

    private readonly MarketDefinition _market;
    private readonly Queue<Event> _events = [];
    private readonly BestPrice _bestBid;
    private readonly BestPrice _bestAsk;
    private MarketStatistics _statistics;

    public MarketImage(MarketDefinition market, ReadOnlySpan<Event> answer)
    {
        _market = market;
        (_bestBid, _bestAsk) = (new(Side.Buy, Levels), new(Side.Sell, Levels));
        foreach (ref readonly var shown in answer)
        {
            Load(shown);
        }
    }

    /// <summary>The price levels.</summary>
    public ChangeList Levels { get; } = new(MaxGone);

    /// <summary>The orders, where they are disclosed, by their public numbers.</summary>
    public ChangeList Orders { get; } = new(MaxGone);

    /// <summary>The sequence of the last update.</summary>
    public long Sequence { get; private set; }

    /// <summary>How many updates were events, not changes of the book.</summary>
    public long EventCount { get; private set; }

    public MarketPhase Phase { get; private set; }

    /// <summary>The commitment to the next draw, of a market that draws lots.</summary>
    public Digest? Commitment { get; private set; }

    public ref readonly MarketStatistics Statistics => ref _statistics;

    /// <summary>What of the book is told in a detail.</summary>
    public ChangeList BookOf(FeedDetail detail) => detail == FeedDetail.Orders ? Orders : Levels;

    /// <summary>Whether an event is a change of the book.</summary>
    public static bool IsBook(EventKind kind) => kind is EventKind.LevelChanged or EventKind.OrderChanged;

    /// <summary>The key of the price level that an event is about.</summary>
    public static ulong KeyOf(in Event level) => ((ulong)level.Side << 32) | unchecked((uint)level.Price.Ticks);

    /// <summary>The best level of each side.</summary>
    public BestPrices Best => new(
        _bestBid.TryGet(out var bid) ? (bid.Price, bid.Quantity) : null,
        _bestAsk.TryGet(out var ask) ? (ask.Price, ask.Quantity) : null);

    /// <summary>Takes the next update in.</summary>
    public void Apply(in Event told)
    {
        Sequence = told.Sequence;
        if (told.Kind == EventKind.OrderChanged)
        {
            Orders.Set(told.OrderNumber, told.Side, told.Price, told.Quantity);
            return;
        }
        if (told.Kind == EventKind.LevelChanged)
        {
            Set(told);
            return;
        }
        EventCount++;
        Keep(told);
        if (told.Kind == EventKind.PhaseChanged)
        {
            Phase = told.Phase;
        }
        else if (told.Kind == EventKind.SeedCommitted)
        {
            Commitment = told.Digest;
        }
        else if (told.IsTradeOf(_market))
        {
            _statistics.Add(told.Price, told.Quantity);
        }
    }

    /// <summary>Takes in what is left of events that were dropped, before those that were not.</summary>
    public void Apply(in DroppedEvents dropped)
    {
        EventCount += dropped.Count;
        _statistics.Add(dropped.Trades);
    }

    /// <summary>The events after an update, as far as they are kept.</summary>
    public Event[] EventsAfter(long sequence) => [.. _events.Where(told => told.Sequence > sequence)];

    /// <summary>Reads the best levels; how many.</summary>
    public int ReadBest(Span<Change> best)
    {
        var count = _bestBid.TryGet(out best[0]) ? 1 : 0;
        return _bestAsk.TryGet(out best[count]) ? count + 1 : count;
    }

    private void Load(in Event shown)
    {
        switch (shown.Kind)
        {
            case EventKind.LevelShown:
                Set(shown);
                break;
            case EventKind.OrderShown:
                Orders.Set(shown.OrderNumber, shown.Side, shown.Price, shown.Quantity);
                break;
            case EventKind.CommitmentShown:
                Commitment = shown.Digest;
                break;
            case EventKind.StatisticsShown:
                _statistics = shown.Statistics;
                break;
            case EventKind.QueryEnded:
                (Sequence, Phase) = (shown.Sequence, shown.Phase);
                break;
        }
    }

    private void Set(in Event level)
    {
        var key = KeyOf(level);
        var isNew = level.Quantity.Lots != 0 && !Levels.TryGet(key, out _);
        Levels.Set(key, level.Side, level.Price, level.Quantity);
        if (isNew)
        {
            Levels.TryGet(key, out var added);
            (level.Side == Side.Buy ? _bestBid : _bestAsk).Add(added);
        }
    }

    private void Keep(in Event told)
    {
        if (_events.Count == MaxEvents)
        {
            _events.Dequeue();
        }
        _events.Enqueue(told);
    }
}

/// <summary>The best level of each side, as far as there is one.</summary>
internal readonly record struct BestPrices((Price Price, Quantity Quantity)? Bid, (Price Price, Quantity Quantity)? Ask);
