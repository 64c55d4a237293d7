namespace Exchange.Bots.Internal;

/// <summary>Efficiencies of completed periods, of the whole market and of each strategy. Safe for concurrent use.</summary>
/// <param name="areCumulative">Whether a period's efficiency is that of the run so far, and the last one counts, not the mean.</param>
internal sealed class PeriodScores(bool areCumulative)
{
    private readonly Lock _gate = new();
    private readonly Score _market = new(areCumulative);
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
            _market.Add(period.Efficiency);
            foreach (var group in period.Traders.Zip(strategies).GroupBy(trader => trader.Second))
            {
                if (!_strategies.TryGetValue(group.Key, out var score))
                {
                    _strategies[group.Key] = score = new(areCumulative);
                }
                score.Add(period.EfficiencyOf(group.Select(trader => trader.First)));
            }
        }
    }

    private sealed class Score(bool isCumulative)
    {
        private double _sum;
        private int _count;

        public double? Value => _count == 0 ? null : _sum / _count;

        public void Add(double? value)
        {
            if (value is { } present)
            {
                (_sum, _count) = isCumulative ? (present, 1) : (_sum + present, _count + 1);
            }
        }
    }
}
