using Exchange.Sdk;

namespace Exchange.Clients.Tests.Remote;

/// <summary>Trades through one session at random, however often the exchange is killed, and keeps what it is told.</summary>
internal sealed class KillTrader : IDisposable
{
    public const ulong Session = 1;
    public const string Book = "book";
    public const string Auction = "auction";

    private const int MaxUnanswered = 32;
    private const int RememberedOrders = 64;

    private static readonly string[] AfterTheEnd = ["Filled", "Allocated", "Cancelled"];

    private readonly ExchangeClient _client;
    private readonly Random _random;
    private readonly Dictionary<ulong, Answer> _answers = [];
    private readonly List<string> _events = [];
    private readonly List<ulong> _orders = [0];
    private readonly Lock _gate = new();
    private ulong _standing;

    public KillTrader(Uri url, string token, string account, int seed) =>
        (_client, Account, _random) = (ExchangeClient.Connect(url, token), account, new(seed));

    public string Account { get; }

    /// <summary>How often it had to connect again.</summary>
    public int Reconnections { get; private set; }

    public int AnswerCount
    {
        get
        {
            lock (_gate)
            {
                return _answers.Count;
            }
        }
    }

    /// <summary>Trades until it is stopped, then waits until everything is answered.</summary>
    /// <param name="grace">Cancel on disconnect; null: none.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(TimeSpan? grace, CancellationToken stop)
    {
        await using var session = await _client.OpenSessionAsync(
            new SessionOptions
            {
                Account = Account,
                Session = Session,
                MaxUnanswered = MaxUnanswered,
                ReconnectFor = TimeSpan.FromMinutes(10),
                CancelAfterDisconnect = grace,
                OnEvent = Note,
                OnAnswer = Note,
                OnReconnected = () => Reconnections++,
            },
            stop);
        while (!stop.IsCancellationRequested)
        {
            var instruction = Next();
            var id = await session.SendAsync(instruction);
            if (instruction is SubmitBid bid)
            {
                _orders.Add(id);
                _standing = bid.Standing ? id : _standing;
                if (_orders.Count > RememberedOrders)
                {
                    _orders.RemoveAt(0);
                }
            }
        }
        await session.CloseAsync();
    }

    /// <summary>What has been acknowledged is in the journal as it was answered.</summary>
    public void AssertAcknowledgedIsIn(JournalTwin journal)
    {
        Answer[] answers;
        lock (_gate)
        {
            answers = [.. _answers.Values];
        }
        foreach (var answer in answers)
        {
            Assert.Equal((answer.Number, answer.Reason), (answer.Number, journal.AnswerTo(Account, Session, answer.Number)));
        }
    }

    /// <summary>At the end: every number was answered once, and every event came once, in order.</summary>
    public void AssertHeardAllOf(JournalTwin journal)
    {
        AssertAcknowledgedIsIn(journal);
        Assert.Equal(Enumerable.Range(1, _answers.Count).Select(number => (ulong)number), _answers.Keys.Order());
        // What others and cancel-on-disconnect did to its bids after its end it was not told: nothing it had asked for.
        var told = journal.EventsOf(Account);
        Assert.Equal(told.Take(_events.Count), _events);
        Assert.All(told.Skip(_events.Count), late => Assert.Contains(late.Split(' ')[0], AfterTheEnd));
    }

    public void Dispose() => _client.Dispose();

    private Instruction Next()
    {
        var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
        decimal price = _random.Next(95, 106);
        var quantity = _random.Next(1, 10);
        var earlier = _orders[_random.Next(_orders.Count)];
        return _random.Next(20) switch
        {
            < 9 => new SubmitBid(Book, new LimitOrder(side, quantity, price)),
            9 => new SubmitBid(Book, new LimitOrder(side, quantity, price, TimeInForce.ImmediateOrCancel)),
            10 => new SubmitBid(Book, new MarketOrder(side, quantity)),
            < 14 => new ReplaceOrder(Book, earlier, quantity, price),
            < 16 => new CancelOrder(Book, earlier),
            16 => new SubmitBid(Auction, new LimitOrder(side, quantity, price)),
            17 => new SubmitBid(Auction, new Schedule([new(price, quantity), new(price + 5, -quantity)])) { Standing = true },
            18 => new ReplaceSchedule(Auction, _standing, new Schedule([new(price - 1, quantity), new(price + 3, -quantity)])),
            _ => _random.Next(10) == 0 ? new CancelAllOrders() : new CancelOrder(Auction, earlier),
        };
    }

    private void Note(Event told)
    {
        if (told is OrderEvent order)
        {
            _events.Add($"{order.GetType().Name} {order.Id}");
        }
    }

    private void Note(Answer answer)
    {
        lock (_gate)
        {
            _answers.Add(answer.Number, answer);
        }
    }
}
