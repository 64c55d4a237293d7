using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>The participants of one market, and the periods they trade in one after the other.</summary>
internal sealed class MarketRun : IAsyncDisposable
{
    private readonly Crowd _crowd;
    private readonly Market _market;
    private readonly Random _random;
    private readonly Tally _tally = new();
    private readonly PeriodScores _scores = new();
    private readonly List<Participant> _participants = [];

    public MarketRun(Crowd crowd, Market market, int seed)
    {
        _crowd = crowd;
        _market = market;
        _random = new(seed);
    }

    // One, or the least that fits the grid and is not below one.
    private decimal UnitSize => decimal.Ceiling(1 / _market.LotSize) * _market.LotSize;

    /// <summary>Connects the bots.</summary>
    public async Task OpenAsync(Uri url, BotAccounts accounts, CancellationToken cancellation)
    {
        var prices = new PriceRange(_crowd.Schedules.LowestPrice, _crowd.Schedules.HighestPrice, _market.TickSize);
        foreach (var team in _crowd.Teams)
        {
            var strategy = Strategy.Named(team.Strategy);
            for (var i = 0; i < team.Count; i++)
            {
                var token = await accounts.AddAsync(strategy.Name, _market.Instrument, cancellation);
                var setup = new BotSetup(_market, prices, UnitSize, _random.Next());
                _participants.Add(await Participant.OpenAsync(
                    url, token, strategy, setup, _crowd.ThinkTime, _tally, cancellation));
            }
        }
    }

    /// <summary>Period after period, until told to stop; the bots have no orders then.</summary>
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

    // A participant that has returned has no orders, and all that they traded is counted. When all have, the next period
    // cannot trade with this one, and the sum of what they bought is the sum of what they sold.
    private async Task TradePeriodAsync(CancellationToken stop)
    {
        Participant[] induced = [.. _participants.Where(participant => participant.Strategy.IsInduced)];
        Side[] sides = [.. induced.Select((_, i) => i % 2 == 0 ? Side.Buy : Side.Sell)];
        var period = _crowd.Schedules.Draw(sides, UnitSize, _market.TickSize, _random);
        var units = induced.Zip(period.Traders).ToDictionary(trader => trader.First, trader => trader.Second);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(_crowd.PeriodLength);
        await Task.WhenAll(_participants.Select(
            participant => Task.Run(() => participant.TradeAsync(units.GetValueOrDefault(participant), end.Token))));
        if (!stop.IsCancellationRequested)
        {
            _scores.Add(period, [.. induced.Select(participant => participant.Strategy)]);
        }
    }

    private IEnumerable<StrategyReport> ReportStrategies() => _crowd.Teams
        .GroupBy(team => Strategy.Named(team.Strategy))
        .Select(teams => new StrategyReport(
            teams.Key.Name, teams.Sum(team => team.Count), _scores.EfficiencyOf(teams.Key)));
}
