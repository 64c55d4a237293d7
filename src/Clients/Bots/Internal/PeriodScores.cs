namespace Exchange.Bots.Internal;

/// <summary>Efficiencies of completed periods, of the whole market and of each strategy. Safe for concurrent use.</summary>
/// <param name="areWeighted">Whether a period counts for as much as there was to gain in it; else all count alike.</param>
internal sealed class PeriodScores(bool areWeighted)
{
    private readonly Lock _gate = new();
    private readonly Score _market = new(areWeighted);
    private readonly Dictionary<Strategy, Score> _strategies = [];

    public int Periods { get; private set; }

    public double? Efficiency
    {
        get
        {
            lock (_gate)
            {
                return _market.Value;
            }
        }
    }

    public double? EfficiencyOf(Strategy strategy)
    {
        lock (_gate)
        {
            return _strategies.GetValueOrDefault(strategy)?.Value;
        }
    }

    /// <summary>Scores a period that is over: nothing of it can trade any more.</summary>
    /// <param name="period">The market of the period.</param>
    /// <param name="strategies">Each trader's strategy, in the order of the market's traders.</param>
    public void Add(InducedMarket period, IReadOnlyList<Strategy> strategies)
    {
        lock (_gate)
        {
            Periods++;
            _market.Add(period, period.Traders);
            foreach (var group in period.Traders.Zip(strategies).GroupBy(trader => trader.Second))
            {
                if (!_strategies.TryGetValue(group.Key, out var score))
                {
                    _strategies[group.Key] = score = new(areWeighted);
                }
                score.Add(period, [.. group.Select(trader => trader.First)]);
            }
        }
    }

    /// <summary>A weighted mean of efficiencies.</summary>
    private sealed class Score(bool isWeighted)
    {
        private double _sum;
        private double _weights;

        public double? Value => _weights == 0 ? null : _sum / _weights;

        public void Add(InducedMarket period, IReadOnlyCollection<Valuation> traders)
        {
            if (period.EfficiencyOf(traders) is { } efficiency)
            {
                var weight = isWeighted ? (double)period.MaxSurplusOf(traders) : 1;
                _sum += efficiency * weight;
                _weights += weight;
            }
        }
    }
}
