using System.Threading.Channels;
using Exchange.Sdk;

namespace Exchange.Bots.Internal;

/// <summary>
/// A bot at its desks: the loop that asks it for quotes and brings them to its market and the one that is linked to it, over a
/// connection of its own. One period at a time; the loop's state belongs to whoever runs it.
/// </summary>
internal sealed class Participant : IAsyncDisposable
{
    private readonly ExchangeClient _client;
    private readonly TradingSession _session;
    private readonly Bot _bot;
    private readonly Desk _desk;
    private readonly Desk? _linked;
    private readonly Random _pace;
    private readonly TimeSpan _thinkTime;
    private readonly int? _turnsPerPeriod;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _watching;

    // What is told otherwise than by the session: market updates and shocks. Carried out by the loop.
    private readonly Channel<Action> _news = Channel.CreateUnbounded<Action>();

    private Participant(
        ExchangeClient client, TradingSession session, Strategy strategy, BotSetup setup, Crowd crowd, Tallies tallies, decimal units)
    {
        _client = client;
        _session = session;
        Strategy = strategy;
        Units = units;
        _bot = strategy.Create(setup);
        _desk = new(setup.Market, session.NextOrderId, tallies.Own);
        _linked = setup.Linked is { } linked ? new(linked, session.NextOrderId, tallies.Linked) : null;
        _pace = new(setup.Seed ^ 0x5DEECE6);
        _thinkTime = crowd.ThinkTime;
        _turnsPerPeriod = crowd.TurnsPerPeriod;
        _watching = strategy.WatchesMarket ? WatchAsync(setup.Market.Id) : Task.CompletedTask;
    }

    public Strategy Strategy { get; }

    public string Account => _session.Account;

    /// <summary>What the account holds of the instrument, as far as the bot was told.</summary>
    public decimal Units { get; private set; }

    public LatencyHistogram Latency => _session.Latency;

    public static async Task<Participant> OpenAsync(
        ExchangeClient client, Strategy strategy, BotSetup setup, Crowd crowd, Tallies tallies, CancellationToken cancellation)
    {
        try
        {
            var balances = await client.Accounts.GetBalancesAsync(cancellation: cancellation);
            var units = balances.Held.Units.GetValueOrDefault(setup.Market.Instrument);
            return new(client, await client.OpenSessionAsync(cancellation), strategy, setup, crowd, tallies, units);
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

    /// <summary>Tells the bot that its account has been credited, or debited. Safe for concurrent use.</summary>
    public void Shock(decimal quantity) => _news.Writer.TryWrite(() =>
    {
        Units += quantity;
        _bot.Shock(quantity);
    });

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
        var answer = await _session.CancelAllAsync();
        TakeIn();
        if (!answer.IsAccepted || !_desk.IsEmpty || _linked is { IsEmpty: false })
        {
            throw new SessionException($"Bids in {_desk.Market} could not be cancelled: {answer.Reason} {answer.Detail}");
        }
    }

    private async Task TakeTurnAsync()
    {
        TakeIn();
        var quotes = _bot.NextQuotes(_desk.Sealed);
        (Desk Desk, Instruction Instruction)[] wanted =
        [
            .. _desk.Reach(quotes).Select(instruction => (_desk, instruction)),
            .. _linked is null ? [] : _linked.Reach(quotes.Linked ?? Quotes.None).Select(instruction => (_linked, instruction)),
        ];
        Task<Answer>[] answering = [.. wanted.Select(one => _session.ExecuteAsync(one.Instruction))];
        foreach (var ((desk, instruction), answer) in wanted.Zip(await Task.WhenAll(answering)))
        {
            Apply(desk, instruction, answer);
        }
        TakeIn();
    }

    private void Apply(Desk desk, Instruction instruction, Answer answer)
    {
        if (answer.Reason == "WRONG_BID_KIND")
        {
            throw new ArgumentException($"Market '{desk.Market}' does not take the bids of strategy '{Strategy.Name}'.", nameof(desk));
        }
        desk.Apply(instruction, answer);
    }

    // Nothing is to be decided about a sealed bid before something has happened.
    private async Task<bool> IsTimeForATurnAsync(CancellationToken end)
    {
        var isWaiting = _desk.Sealed is not null || _linked?.Sealed is not null;
        await (isWaiting ? WaitForNewsAsync(end) : ThinkAsync(end));
        return !end.IsCancellationRequested;
    }

    // Exponential times, as if all traders were drawn at random one after the other.
    private Task ThinkAsync(CancellationToken end) => Exponential.WaitAsync(_thinkTime, _pace, end);

    private async Task WaitForNewsAsync(CancellationToken end)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(end);
        var told = await Task.WhenAny(
            _session.Events.WaitToReadAsync(woken.Token).AsTask(), _news.Reader.WaitToReadAsync(woken.Token).AsTask());
        await woken.CancelAsync();
        if (told.IsFaulted)
        {
            await told;
        }
    }

    private void TakeIn()
    {
        while (_session.Events.TryRead(out var told))
        {
            if (told is OrderEvent order)
            {
                Take(order);
            }
        }
        while (_news.Reader.TryRead(out var take))
        {
            take();
        }
    }

    private void Take(OrderEvent told)
    {
        var quantity = told switch
        {
            Filled filled => filled.Side == Side.Buy ? filled.Quantity : -filled.Quantity,
            Allocated allocated => allocated.Quantity,
            _ => (decimal?)null,
        };
        (told.Market == _desk.Market ? _desk : _linked)?.Apply(told);
        if (quantity is { } traded)
        {
            Units += traded;
            _bot.Trade(traded);
        }
    }

    // Without the public's view the bot trades on: it is its session that must live.
    private async Task WatchAsync(string market)
    {
        await foreach (var update in _client.MarketData.SubscribeAsync([market], _closing.Token))
        {
            _news.Writer.TryWrite(() => _bot.Observe(update));
            foreach (var told in update is ChangesTogether changes ? changes.Events : [])
            {
                _news.Writer.TryWrite(() => _bot.Observe(new MarketEvent(market, update.Sequence, told)));
            }
        }
    }
}
