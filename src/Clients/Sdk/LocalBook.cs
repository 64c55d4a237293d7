namespace Exchange.Sdk;

/// <summary>
/// A market's book on the client's side, built from a snapshot and the changes behind it. It checks itself: no update is missing,
/// no quantity is below zero, bids stay below asks, and there are as many levels as the exchange says.
/// Not safe for concurrent use.
/// </summary>
public sealed class LocalBook
{
    // Both sides sorted so that the best price comes first.
    private readonly SortedList<decimal, decimal> _bids = new(Comparer<decimal>.Create(static (a, b) => b.CompareTo(a)));
    private readonly SortedList<decimal, decimal> _asks = [];
    private readonly Dictionary<ulong, PublicOrder> _orders = [];
    private bool _hasSnapshot;

    /// <summary>An empty book that waits for its snapshot.</summary>
    /// <param name="market">The market's id; updates of other markets are passed over.</param>
    /// <param name="detail">In which detail the market is subscribed to.</param>
    public LocalBook(string market, MarketDetail detail = MarketDetail.Levels) => (Market, Detail) = (market, detail);

    /// <summary>The market's id.</summary>
    public string Market { get; }

    /// <summary>How much of the market's book there is.</summary>
    public MarketDetail Detail { get; }

    /// <summary>The sequence of the last update the book contains.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The market's phase.</summary>
    public MarketPhase Phase { get; private set; }

    /// <summary>What the market's trades were, by what was told of them; null without a trade.</summary>
    public MarketStatistics? Statistics { get; private set; }

    /// <summary>The highest bid; null without one.</summary>
    public PriceLevel? BestBid => Best(_bids);

    /// <summary>The lowest ask; null without one.</summary>
    public PriceLevel? BestAsk => Best(_asks);

    /// <summary>Halfway between the best prices; null unless both are there.</summary>
    public decimal? Midpoint => BestBid is { } bid && BestAsk is { } ask ? (bid.Price + ask.Price) / 2 : null;

    /// <summary>The levels of one side, best first.</summary>
    /// <param name="side">The side.</param>
    public IEnumerable<PriceLevel> Levels(Side side) =>
        SideOf(side).Select(level => new PriceLevel(level.Key, level.Value));

    /// <summary>
    /// The orders of one side by price, best first, and priority: in <see cref="MarketDetail.Orders"/> of a market that discloses them; else
    /// none.
    /// </summary>
    /// <param name="side">The side.</param>
    public IEnumerable<PublicOrder> Orders(Side side) => _orders.Values
        .Where(order => order.Side == side)
        .OrderBy(order => side == Side.Buy ? -order.Price : order.Price)
        .ThenBy(order => order.Number);

    /// <summary>Takes an update in. What an earlier snapshot contains already changes nothing.</summary>
    /// <param name="update">The update.</param>
    /// <exception cref="SequenceGapException">
    /// An update is missing before this one, or there was no snapshot: the book stays as it was. Or the book cannot be right: it
    /// takes nothing more but a snapshot.
    /// </exception>
    public void Apply(MarketUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.Market != Market || (_hasSnapshot && update is not BookSnapshot && update.Sequence < Sequence))
        {
            return;
        }
        if (update is not BookSnapshot)
        {
            if (_hasSnapshot && update.Sequence == Sequence && update is not TopChanged)
            {
                return;
            }
            ThrowIfGap(update);
        }
        Take(update);
        Sequence = update.Sequence;
        Statistics = update.Statistics ?? Statistics;
        if (Wrong(update) is { } why)
        {
            _hasSnapshot = false;
            throw new SequenceGapException($"Market {Market}: {why} after update {Sequence}.");
        }
    }

    private static PriceLevel? Best(SortedList<decimal, decimal> side) =>
        side.Count == 0 ? null : new(side.GetKeyAtIndex(0), side.GetValueAtIndex(0));

    private SortedList<decimal, decimal> SideOf(Side side) => side == Side.Buy ? _bids : _asks;

    private void ThrowIfGap(MarketUpdate update)
    {
        var before = update is ChangesTogether changes ? changes.Since : update.Sequence - 1;
        var isNext = Detail == MarketDetail.Top ? before <= Sequence || update is not ChangesTogether : before == Sequence;
        if (!_hasSnapshot || !isNext)
        {
            throw new SequenceGapException(Market, Sequence + 1, update.Sequence);
        }
    }

    private void Take(MarketUpdate update)
    {
        switch (update)
        {
            case BookSnapshot snapshot:
                _hasSnapshot = true;
                Statistics = null;
                Clear();
                Set(snapshot.Bids, snapshot.Asks);
                Set(snapshot.Orders);
                Phase = snapshot.Phase;
                break;
            case ChangesTogether changes:
                if (Detail == MarketDetail.Top)
                {
                    Clear();
                }
                Set(changes.Bids, changes.Asks);
                Set(changes.Orders);
                Phase = changes.Phase;
                break;
            case LevelChanged { Orders: { } orders }:
                Set(orders);
                break;
            case LevelChanged level:
                Set(SideOf(level.Side), new(level.Price, level.Quantity));
                break;
            case TopChanged top:
                Clear();
                Set(top.Bid is { } bid ? [bid] : [], top.Ask is { } ask ? [ask] : []);
                break;
            case MarketEvent { Event: PhaseChanged phase }:
                Phase = phase.To;
                break;
        }
    }

    private void Clear()
    {
        _bids.Clear();
        _asks.Clear();
        _orders.Clear();
    }

    /// <summary>Sets orders, and with them their levels.</summary>
    private void Set(IReadOnlyList<PublicOrder>? orders)
    {
        foreach (var order in orders ?? [])
        {
            _orders.Remove(order.Number, out var before);
            if (order.Quantity != 0)
            {
                _orders[order.Number] = order;
            }
            var side = SideOf(order.Side);
            Set(side, new(order.Price, side.GetValueOrDefault(order.Price) + order.Quantity - before.Quantity));
        }
    }

    private void Set(IReadOnlyList<PriceLevel> bids, IReadOnlyList<PriceLevel> asks)
    {
        foreach (var level in bids)
        {
            Set(_bids, level);
        }
        foreach (var level in asks)
        {
            Set(_asks, level);
        }
    }

    private static void Set(SortedList<decimal, decimal> side, PriceLevel level)
    {
        if (level.Quantity == 0)
        {
            side.Remove(level.Price);
        }
        else
        {
            side[level.Price] = level.Quantity;
        }
    }

    /// <summary>What of the book cannot be; null when all can.</summary>
    private string? Wrong(MarketUpdate update)
    {
        var count = update switch
        {
            BookSnapshot snapshot => snapshot.LevelCount,
            ChangesTogether changes => changes.LevelCount,
            _ => null,
        };
        if (Detail != MarketDetail.Top && count is { } expected && expected != _bids.Count + _asks.Count)
        {
            return $"{_bids.Count + _asks.Count} levels where {expected} were expected";
        }
        if (update is LevelChanged { Quantity: < 0 } or TopChanged { Bid.Quantity: <= 0 } or TopChanged { Ask.Quantity: <= 0 })
        {
            return "a quantity below zero";
        }
        if (update is LevelChanged level && SideOf(level.Side).GetValueOrDefault(level.Price) != level.Quantity)
        {
            return $"orders that do not add up to {level.Quantity} at {level.Price}";
        }
        return Phase == MarketPhase.Open && BestBid?.Price >= BestAsk?.Price ? "crossed" : null;
    }
}
