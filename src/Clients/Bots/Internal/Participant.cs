using System.Threading.Channels;
using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>
/// A bot at its desk: the loop that asks it for quotes and brings them to the market, over a connection of its own. One
/// period at a time; the loop's state belongs to whoever runs it.
/// </summary>
internal sealed class Participant : IAsyncDisposable
{
    private readonly ExchangeClient _client;
    private readonly TradingSession _session;
    private readonly Bot _bot;
    private readonly OrderDesk _orders;
    private readonly SealedDesk _sealed;
    private readonly Tally _tally;
    private readonly string _market;
    private readonly Random _pace;
    private readonly TimeSpan _thinkTime;
    private readonly int? _turnsPerPeriod;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<MarketUpdate> _updates = Channel.CreateUnbounded<MarketUpdate>();
    private readonly Task _watching;

    private Participant(
        ExchangeClient client,
        TradingSession session,
        Strategy strategy,
        BotSetup setup,
        Crowd crowd,
        Tally tally,
        decimal openingUnits)
    {
        _client = client;
        _session = session;
        Strategy = strategy;
        OpeningUnits = openingUnits;
        _bot = strategy.Create(setup);
        _market = setup.Market.Id;
        _orders = new(_market, session.NextOrderId);
        _sealed = new(_market, session.NextOrderId);
        _pace = new(setup.Seed ^ 0x5DEECE6);
        _thinkTime = crowd.ThinkTime;
        _turnsPerPeriod = crowd.TurnsPerPeriod;
        _tally = tally;
        _watching = strategy.WatchesMarket ? WatchAsync() : Task.CompletedTask;
    }

    public Strategy Strategy { get; }

    /// <summary>What the account held of the instrument before the first trade.</summary>
    public decimal OpeningUnits { get; }

    public LatencyHistogram Latency => _session.Latency;

    public static async Task<Participant> OpenAsync(
        Uri url, string token, Strategy strategy, BotSetup setup, Crowd crowd, Tally tally, CancellationToken cancellation)
    {
        var client = ExchangeClient.Connect(url, token);
        try
        {
            var balances = await client.Accounts.GetBalancesAsync(cancellation: cancellation);
            var units = balances.Held.Units.GetValueOrDefault(setup.Market.Instrument);
            return new(client, await client.OpenSessionAsync(cancellation), strategy, setup, crowd, tally, units);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Begins a period: when this has completed, the bot's first bids are in, or it was told to stop.</summary>
    /// <exception cref="ArgumentException">The market does not take what the strategy bids.</exception>
    /// <exception cref="SessionException">The connection is lost.</exception>
    public async Task BeginAsync(Valuation? valuation, CancellationToken stop)
    {
        _bot.BeginPeriod(valuation);
        if (await IsTimeForATurnAsync(stop))
        {
            await TakeTurnAsync();
        }
    }

    /// <summary>
    /// Trades on until the period ends. Then the bot's bids are cancelled, and whatever they had traded is counted: when this
    /// has completed, nothing of the period can trade any more.
    /// </summary>
    /// <exception cref="SessionException">The connection is lost.</exception>
    public async Task TradeAsync(CancellationToken periodEnd)
    {
        try
        {
            for (var turn = 1; turn != _turnsPerPeriod && !_bot.IsDone && await IsTimeForATurnAsync(periodEnd); turn++)
            {
                await TakeTurnAsync();
            }
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>Closes the session and the connection. The bot has no bids outside of periods.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _session.DisposeAsync();
        _client.Dispose();
        _closing.Dispose();
    }

    private async Task LeaveAsync()
    {
        var answer = await _session.CancelAllAsync(_market);
        TakeIn();
        if (!answer.IsAccepted || _orders.Bid is not null || _orders.Ask is not null || _sealed.Live is not null)
        {
            throw new SessionException($"Bids in {_market} could not be cancelled: {answer.Reason} {answer.Detail}");
        }
    }

    private async Task TakeTurnAsync()
    {
        TakeIn();
        var quotes = _bot.NextQuotes();
        Instruction[] instructions = [.. _orders.Reach(quotes), .. _sealed.Reach(quotes.Sealed)];
        Task<Answer>[] answering = [.. instructions.Select(_session.ExecuteAsync)];
        foreach (var (instruction, answer) in instructions.Zip(await Task.WhenAll(answering)))
        {
            _tally.CountInstruction(instruction, answer);
            if (!answer.IsAccepted)
            {
                Refused(instruction, answer);
            }
        }
        TakeIn();
    }

    private void Refused(Instruction instruction, Answer answer)
    {
        if (answer.Reason == "WRONG_BID_KIND")
        {
            throw new ArgumentException($"Market '{_market}' does not take the bids of strategy '{Strategy.Name}'.", nameof(instruction));
        }
        _orders.Refused(instruction, answer);
        _sealed.Refused(instruction, answer);
    }

    // Nothing is to be decided about a sealed bid before something has happened to it.
    private async Task<bool> IsTimeForATurnAsync(CancellationToken end)
    {
        await (_sealed.Live is null ? ThinkAsync(end) : WaitForEventAsync(end));
        return !end.IsCancellationRequested;
    }

    // Exponential times, as if all traders were drawn at random one after the other.
    private async Task ThinkAsync(CancellationToken end)
    {
        var time = _thinkTime * -Math.Log(1 - _pace.NextDouble());
        await Task.Delay(time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WaitForEventAsync(CancellationToken end)
    {
        try
        {
            await _session.Events.WaitToReadAsync(end);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private void TakeIn()
    {
        while (_session.Events.TryRead(out var told))
        {
            if (told is OrderEvent order && told.Market == _market)
            {
                Take(order);
            }
        }
        while (_updates.Reader.TryRead(out var update))
        {
            _bot.Observe(update);
        }
    }

    private void Take(OrderEvent told)
    {
        _tally.CountTrade(told);
        _orders.Apply(told);
        _sealed.Apply(told);
        switch (told)
        {
            case Filled filled:
                _bot.Trade(filled.Side == Side.Buy ? filled.Quantity : -filled.Quantity);
                break;
            case Allocated allocated:
                _bot.Trade(allocated.Quantity);
                break;
        }
    }

    // Without the public's view the bot trades on: it is its session that must live.
    private async Task WatchAsync()
    {
        await foreach (var update in _client.MarketData.SubscribeAsync([_market], _closing.Token))
        {
            _updates.Writer.TryWrite(update);
        }
    }
}
