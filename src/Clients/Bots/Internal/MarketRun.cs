using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>The participants of one market, and the periods they trade in one after the other.</summary>
internal sealed class MarketRun : IAsyncDisposable
{
    private readonly Crowd _crowd;
    private readonly Market _market;
    private readonly Market? _linked;
    private readonly ExchangeClient _operator;
    private readonly Random _random;
    private readonly (Strategy Strategy, int Count)[] _teams;
    private readonly Experiment _experiment;
    private readonly Tallies _tallies = new(new(), new());
    private readonly Shocks _shocks;
    private readonly PeriodScores _scores;
    private readonly List<Participant> _participants = [];

    /// <exception cref="ArgumentException">There is no such strategy, or the market is not one for it.</exception>
    public MarketRun(Crowd crowd, Market market, Market? linked, ExchangeClient @operator, int seed)
    {
        (_crowd, _market, _linked, _operator) = (crowd, market, linked, @operator);
        _random = new(seed);
        _teams = [.. crowd.Teams.Select(team => (Strategy.Named(team.Strategy), team.Count))];
        _experiment = new(crowd, market, _teams, _random);
        _scores = new(areWeighted: _experiment.IsOfInventories);
        _shocks = new(@operator.Accounts, market, _experiment.Inventories, _random.Next());
    }

    /// <summary>Connects the bots.</summary>
    public async Task OpenAsync(Func<string, ExchangeClient> connect, BotAccounts accounts, CancellationToken cancellation)
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
                    Inventories = _experiment.Inventories,
                    Linked = _linked,
                };
                _participants.Add(await Participant.OpenAsync(
                    connect(token), strategy, setup, _crowd, _tallies, cancellation));
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

    /// <summary>What was done in the market, and in the linked one.</summary>
    public IEnumerable<MarketReport> Report()
    {
        var latency = new LatencyHistogram();
        foreach (var participant in _participants)
        {
            latency.Add(participant.Latency);
        }
        yield return Report(_market, _tallies.Own, latency) with
        {
            Efficiency = _scores.Efficiency,
            Strategies = [.. ReportStrategies()],
        };
        if (_linked is not null)
        {
            yield return Report(_linked, _tallies.Linked, latency);
        }
    }

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_participants.Select(participant => participant.DisposeAsync().AsTask()));

    // A participant that has returned has no bids, and all that they traded is counted. When all have, the next period
    // cannot trade with this one, and the sum of what they bought is the sum of what they sold.
    private async Task TradePeriodAsync(CancellationToken stop)
    {
        Participant[] induced = [.. _participants.Where(participant => IsInduced(participant.Strategy))];
        var period = _experiment.NextPeriod([.. induced.Select(participant => participant.Units)]);
        var valuations = induced.Zip(period.Traders).ToDictionary(trader => trader.First, trader => trader.Second);

        // The period runs from when everybody's first bids are in.
        await ForAllAsync(participant => participant.BeginAsync(valuations.GetValueOrDefault(participant), stop));
        if (_market.IsClearedByOperator && !stop.IsCancellationRequested)
        {
            await _operator.Markets.ClearAsync(_market.Id, CancellationToken.None);
        }
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(_experiment.NextPeriodLength());
        var shocking = _experiment.IsOfInventories ? _shocks.RunAsync(induced, end.Token) : Task.CompletedTask;
        await Task.WhenAll(ForAllAsync(participant => participant.TradeAsync(end.Token)), shocking);
        if (!stop.IsCancellationRequested)
        {
            _scores.Add(period, [.. induced.Select(participant => participant.Strategy)]);
        }
    }

    private MarketReport Report(Market market, Tally tally, LatencyHistogram latency)
    {
        var (orders, refusals, trades, volume) = tally.Read();
        return new(market.Id, orders, refusals, trades, volume, _scores.Periods, _scores.Efficiency, latency, Strategies: []);
    }

    private Task ForAllAsync(Func<Participant, Task> act) =>
        Task.WhenAll(_participants.Select(participant => Task.Run(() => act(participant))));

    private static bool IsInduced(Strategy strategy) => strategy.Induced != Inducement.None;

    private IEnumerable<StrategyReport> ReportStrategies() => _teams
        .GroupBy(team => team.Strategy)
        .Select(teams => new StrategyReport(
            teams.Key.Name, teams.Sum(team => team.Count), _scores.EfficiencyOf(teams.Key)));
}
