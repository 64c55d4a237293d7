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
    private readonly OrderDesk _desk;
    private readonly Tally _tally;
    private readonly string _market;
    private readonly Random _pace;
    private readonly TimeSpan _thinkTime;
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<MarketUpdate> _updates = Channel.CreateUnbounded<MarketUpdate>();
    private readonly Task _watching;

    private Participant(ExchangeClient client, TradingSession session, Strategy strategy, BotSetup setup, TimeSpan thinkTime, Tally tally)
    {
        _client = client;
        _session = session;
        Strategy = strategy;
        _bot = strategy.Create(setup);
        _market = setup.Market.Id;
        _desk = new(_market, session.NextOrderId);
        _pace = new(setup.Seed ^ 0x5DEECE6);
        _thinkTime = thinkTime;
        _tally = tally;
        _watching = strategy.WatchesMarket ? WatchAsync() : Task.CompletedTask;
    }

    public Strategy Strategy { get; }

    public LatencyHistogram Latency => _session.Latency;

    public static async Task<Participant> OpenAsync(
        Uri url, string token, Strategy strategy, BotSetup setup, TimeSpan thinkTime, Tally tally, CancellationToken cancellation)
    {
        var client = ExchangeClient.Connect(url, token);
        try
        {
            return new(client, await client.OpenSessionAsync(cancellation), strategy, setup, thinkTime, tally);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Trades until the period ends. Then the bot's orders are cancelled, and whatever they had traded is counted: when this
    /// has completed, nothing of the period can trade any more.
    /// </summary>
    /// <exception cref="SessionException">The connection is lost.</exception>
    public async Task TradeAsync(PrivateUnits? units, CancellationToken periodEnd)
    {
        _bot.BeginPeriod(units);
        try
        {
            while (!periodEnd.IsCancellationRequested && !_bot.IsDone)
            {
                await TakeTurnAsync();
                await ThinkAsync(periodEnd);
            }
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>Closes the session and the connection. The bot has no orders outside of periods.</summary>
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
        if (!answer.IsAccepted || _desk.Bid is not null || _desk.Ask is not null)
        {
            throw new SessionException($"Orders in {_market} could not be cancelled: {answer.Reason} {answer.Detail}");
        }
    }

    private async Task TakeTurnAsync()
    {
        TakeIn();
        Instruction[] instructions = [.. _desk.Reach(_bot.NextQuotes())];
        Task<Answer>[] answering = [.. instructions.Select(_session.ExecuteAsync)];
        foreach (var (instruction, answer) in instructions.Zip(await Task.WhenAll(answering)))
        {
            _tally.CountInstruction(instruction, answer);
            if (!answer.IsAccepted)
            {
                _desk.Refused(instruction, answer);
            }
        }
        TakeIn();
    }

    // Exponential times, as if all traders were drawn at random one after the other.
    private async Task ThinkAsync(CancellationToken periodEnd)
    {
        var time = _thinkTime * -Math.Log(1 - _pace.NextDouble());
        await Task.Delay(time, periodEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        _desk.Apply(told);
        switch (told)
        {
            case Filled filled:
                _bot.Trade(filled.Side, filled.Quantity);
                break;
            case Allocated { Quantity: not 0 } allocated:
                _bot.Trade(allocated.Quantity > 0 ? Side.Buy : Side.Sell, Math.Abs(allocated.Quantity));
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
