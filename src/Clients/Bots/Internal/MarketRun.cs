using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>The participants of one market, and the periods they trade in one after the other.</summary>
internal sealed class MarketRun : IAsyncDisposable
{
    private readonly Crowd _crowd;
    private readonly Market _market;
    private readonly MarketsClient _markets;
    private readonly Random _random;
    private readonly (Strategy Strategy, int Count)[] _teams;
    private readonly Experiment _experiment;
    private readonly Tally _tally = new();
    private readonly PeriodScores _scores;
    private readonly List<Participant> _participants = [];

    /// <exception cref="ArgumentException">There is no such strategy, or the market is not one for it.</exception>
    public MarketRun(Crowd crowd, Market market, MarketsClient markets, int seed)
    {
        (_crowd, _market, _markets) = (crowd, market, markets);
        _random = new(seed);
        _teams = [.. crowd.Teams.Select(team => (Strategy.Named(team.Strategy), team.Count))];
        _experiment = new(crowd, market, _teams, _random);
        _scores = new(_experiment.IsCumulative);
    }

    /// <summary>Connects the bots.</summary>
    public async Task OpenAsync(Uri url, BotAccounts accounts, CancellationToken cancellation)
    {
        var prices = new PriceRange(_crowd.Schedules.LowestPrice, _crowd.Schedules.HighestPrice, _market.TickSize);
        var induced = 0;
        foreach (var (strategy, count) in _teams)
        {
            for (var i = 0; i < count; i++)
            {
                var token = await accounts.AddAsync(
                    strategy.Name,
                    _market.Instrument,
                    _experiment.DrawUnits(strategy),
                    _experiment.Capacity,
                    IsInduced(strategy) ? _experiment.GroupsOf(induced++) : [],
                    cancellation);
                var setup = new BotSetup(_market, prices, _experiment.UnitSize, _random.Next())
                {
                    Traders = _experiment.Traders,
                    Inventories = _crowd.Inventories,
                };
                _participants.Add(await Participant.OpenAsync(
                    url, token, strategy, setup, _crowd, _tally, cancellation));
            }
        }
    }

    /// <summary>Period after period, until told to stop; the bots have no bids then.</summary>
    public async Task TradeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await TradePeriodAsync(stop);
        }
    }

    public MarketReport Report()
    {
        var latency = new LatencyHistogram();
        foreach (var participant in _participants)
        {
            latency.Add(participant.Latency);
        }
        var (orders, refusals, trades, volume) = _tally.Read();
        return new(
            _market.Id, orders, refusals, trades, volume, _scores.Periods, _scores.Efficiency, latency, [.. ReportStrategies()]);
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_participants.Select(participant => participant.DisposeAsync().AsTask()));

    // A participant that has returned has no bids, and all that they traded is counted. When all have, the next period
    // cannot trade with this one, and the sum of what they bought is the sum of what they sold.
    private async Task TradePeriodAsync(CancellationToken stop)
    {
        Participant[] induced = [.. _participants.Where(participant => IsInduced(participant.Strategy))];
        var period = _experiment.NextPeriod([.. induced.Select(participant => participant.OpeningUnits)]);
        var valuations = induced.Zip(period.Traders).ToDictionary(trader => trader.First, trader => trader.Second);

        // The period runs from when everybody's first bids are in.
        await ForAllAsync(participant => participant.BeginAsync(valuations.GetValueOrDefault(participant), stop));
        if (_market.IsClearedByOperator)
        {
            await _markets.ClearAsync(_market.Id, CancellationToken.None);
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(_crowd.PeriodLength);
        await ForAllAsync(participant => participant.TradeAsync(end.Token));
        if (_experiment.IsCumulative || !stop.IsCancellationRequested)
        {
            _scores.Add(period, [.. induced.Select(participant => participant.Strategy)]);
        }
    }

    private Task ForAllAsync(Func<Participant, Task> act) =>
        Task.WhenAll(_participants.Select(participant => Task.Run(() => act(participant))));

    private static bool IsInduced(Strategy strategy) => strategy.Induced != Inducement.None;

    private IEnumerable<StrategyReport> ReportStrategies() => _teams
        .GroupBy(team => team.Strategy)
        .Select(teams => new StrategyReport(
            teams.Key.Name, teams.Sum(team => team.Count), _scores.EfficiencyOf(teams.Key)));
}
