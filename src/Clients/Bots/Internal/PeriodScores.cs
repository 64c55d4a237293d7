namespace Exchange.Bots.Internal;

/// <summary>Efficiencies of completed periods, of the whole market and of each strategy. Safe for concurrent use.</summary>
internal sealed class PeriodScores
{
    private readonly Lock _gate = new();
    private readonly Mean _market = new();
    private readonly Dictionary<Strategy, Mean> _strategies = [];

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
            _market.Add(period.Efficiency);
            foreach (var group in period.Traders.Zip(strategies).GroupBy(trader => trader.Second))
            {
                if (!_strategies.TryGetValue(group.Key, out var mean))
                {
                    _strategies[group.Key] = mean = new();
                }
                mean.Add(period.EfficiencyOf(group.Select(trader => trader.First)));
            }
        }
    }

    private sealed class Mean
    {
        private double _sum;
        private int _count;

        public double? Value => _count == 0 ? null : _sum / _count;

        public void Add(double? value)
        {
            if (value is { } present)
            {
                _sum += present;
                _count++;
            }
        }
    }
}
