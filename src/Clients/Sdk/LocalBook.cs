namespace Exchange.Sdk;

/// <summary>
/// A market's book on the client's side, built from a snapshot and the changes behind it, with the gaps noticed.
/// Not safe for concurrent use.
/// </summary>
public sealed class LocalBook
{
    // Both sides sorted so that the best price comes first.
    private readonly SortedList<decimal, decimal> _bids = new(Comparer<decimal>.Create(static (a, b) => b.CompareTo(a)));
    private readonly SortedList<decimal, decimal> _asks = [];
    private bool _hasSnapshot;

    /// <summary>An empty book that waits for its snapshot.</summary>
    /// <param name="market">The market's id; updates of other markets are passed over.</param>
    public LocalBook(string market) => Market = market;

    /// <summary>The market's id.</summary>
    public string Market { get; }

    /// <summary>The sequence of the last update the book contains.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>The market's phase.</summary>
    public MarketPhase Phase { get; private set; }

    /// <summary>The highest bid; null without one.</summary>
    public PriceLevel? BestBid => Best(_bids);

    /// <summary>The lowest ask; null without one.</summary>
    public PriceLevel? BestAsk => Best(_asks);

    /// <summary>Halfway between the best prices; null unless both are there.</summary>
    public decimal? Midpoint => BestBid is { } bid && BestAsk is { } ask ? (bid.Price + ask.Price) / 2 : null;

    /// <summary>The levels of one side, best first.</summary>
    /// <param name="side">The side.</param>
    public IEnumerable<PriceLevel> Levels(Side side) =>
        (side == Side.Buy ? _bids : _asks).Select(level => new PriceLevel(level.Key, level.Value));

    /// <summary>Takes an update in. What an earlier snapshot contains already changes nothing.</summary>
    /// <param name="update">The update.</param>
    /// <exception cref="SequenceGapException">An update is missing before this one, or there was no snapshot; the book stays as it was.</exception>
    public void Apply(MarketUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (update.Market != Market)
        {
            return;
        }
        if (update is BookSnapshot snapshot)
        {
            Take(snapshot);
            return;
        }
        if (_hasSnapshot && update.Sequence <= Sequence)
        {
            return;
        }
        if (!_hasSnapshot || update.Sequence != Sequence + 1)
        {
            throw new SequenceGapException(Market, Sequence + 1, update.Sequence);
        }
        Sequence = update.Sequence;
        if (update is LevelChanged level)
        {
            Take(level);
        }
        else if (update is MarketEvent { Event: PhaseChanged phase })
        {
            Phase = phase.To;
        }
    }

    private static PriceLevel? Best(SortedList<decimal, decimal> side) =>
        side.Count == 0 ? null : new(side.GetKeyAtIndex(0), side.GetValueAtIndex(0));

    private void Take(BookSnapshot snapshot)
    {
        _hasSnapshot = true;
        Sequence = snapshot.Sequence;
        Phase = snapshot.Phase;
        Fill(_bids, snapshot.Bids);
        Fill(_asks, snapshot.Asks);
    }

    private static void Fill(SortedList<decimal, decimal> side, IReadOnlyList<PriceLevel> levels)
    {
        side.Clear();
        foreach (var level in levels)
        {
            side[level.Price] = level.Quantity;
        }
    }

    private void Take(LevelChanged level)
    {
        var side = level.Side == Side.Buy ? _bids : _asks;
        if (level.Quantity == 0)
        {
            side.Remove(level.Price);
        }
        else
        {
            side[level.Price] = level.Quantity;
        }
    }
}
