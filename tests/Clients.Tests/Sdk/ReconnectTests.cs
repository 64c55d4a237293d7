using System.Net;
using System.Net.Sockets;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

/// <summary>A bot's connection is cut at random moments: its author must not be able to tell.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task Connection_CutAHundredTimes_LosesAndDoublesNothing()
    {
        const int Orders = 4000;
        var seed = Environment.TickCount;
        var random = new Random(seed);
        await using var exchange = await TestExchange.StartAsync();
        var token = await AddTraderAsync(exchange, "A");
        await using var wire = new CuttableWire(exchange.Url.Port);
        using var client = ExchangeClient.Connect(wire.Url, token);
        var events = new List<Event>();
        var answers = new List<Answer>();
        var reconnections = 0;
        await using var session = await client.OpenSessionAsync(new SessionOptions
        {
            OnEvent = events.Add,
            OnAnswer = answers.Add,
            OnReconnected = () => reconnections++,
            MaxUnanswered = 50,
        });
        // The other side trades with whatever rests.
        using var other = ExchangeClient.Connect(exchange.Url, await AddTraderAsync(exchange, "B"));
        await using var taker = await other.OpenSessionAsync(new SessionOptions { OnEvent = _ => { } });

        for (var i = 0; i < Orders; i++)
        {
            await session.SendAsync(new SubmitBid("lit", new LimitOrder(Side.Buy, 2, 5)));
            if (i % 7 == 0)
            {
                await taker.SendAsync(new SubmitBid("lit", new LimitOrder(Side.Sell, 1, 5)));
            }
            if (i % (Orders / 100) == random.Next(Orders / 100) || i % (Orders / 50) == 0)
            {
                wire.Cut();
            }
        }
        await session.CloseAsync();
        await taker.CloseAsync();

        Assert.True(reconnections > 30, $"seed {seed}: only {reconnections} reconnections");
        Assert.Equal(Enumerable.Range(1, Orders).Select(number => (ulong)number), answers.Select(answer => answer.Number).Order());
        Assert.All(answers, answer => Assert.True(answer.IsAccepted, $"seed {seed}: {answer}"));
        // Every event there was, once: what the exchange has of them says so.
        var whole = new List<Event>();
        using var again = ExchangeClient.Connect(exchange.Url, token);
        await foreach (var told in await again.ReadEventsAsync(resumeAfter: 0))
        {
            whole.Add(told);
            if (whole.Count >= events.Count)
            {
                break;
            }
        }
        Assert.Equal(whole, events);
        Assert.Equal(Orders, events.OfType<Accepted>().Count());
    }

    [Fact]
    public async Task Exchange_Restarts_TheSessionGoesOn()
    {
        using var directory = new Cli.TemporaryDirectory();
        var options = new Gateway.GatewayOptions { Listen = new("http://127.0.0.1:0"), Web = null, DataDirectory = directory.Path };
        var server = await Gateway.GatewayServer.StartAsync(options);
        TradingSession session;
        ExchangeClient client;
        using (var operators = ExchangeClient.Connect(server.Url, server.OperatorToken))
        {
            await operators.Markets.DefineAsync(
                new V1.MarketDefinition { Id = "lit", Instrument = "XYZ", TickSize = "0.01", LotSize = "1", ContinuousBook = new() });
            await operators.Accounts.DefineAsync("A");
            client = ExchangeClient.Connect(server.Url, await operators.Accounts.IssueTraderTokenAsync("A"));
            session = await client.OpenSessionAsync();
            Assert.True((await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5))).IsAccepted);
        }
        var url = server.Url;
        await server.DisposeAsync();
        var waiting = session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 6));
        await using var again = await Gateway.GatewayServer.StartAsync(options with { Listen = url });

        Assert.True((await waiting).IsAccepted);
        Assert.Equal(2ul, (await waiting).Number);
        await session.CloseAsync();
        Assert.Equal(2, (await session.Events.ReadAllAsync().ToListAsync()).OfType<Accepted>().Count());
        client.Dispose();
    }

    [Fact]
    public async Task Exchange_GoneForGood_FailsTheSessionInTime()
    {
        var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using var session = await client.OpenSessionAsync(new SessionOptions { ReconnectFor = TimeSpan.FromMilliseconds(200) });
        await exchange.DisposeAsync();
        await Assert.ThrowsAsync<SessionException>(() => session.CancelAllAsync());
    }

    [Fact]
    public async Task CancelAfterDisconnect_SessionClosed_CancelsTheBids()
    {
        await using var exchange = await TestExchange.StartAsync();
        using var client = await exchange.AddTraderAsync("A");
        await using (var session = await client.OpenSessionAsync(new SessionOptions { CancelAfterDisconnect = TimeSpan.Zero }))
        {
            Assert.True((await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5))).IsAccepted);
        }
        await foreach (var told in await client.ReadEventsAsync(resumeAfter: 0))
        {
            if (told is Cancelled cancelled)
            {
                Assert.Equal("USER", cancelled.Reason);
                break;
            }
        }
    }

    private static async Task<string> AddTraderAsync(TestExchange exchange, string account)
    {
        await exchange.Operator.Accounts.DefineAsync(account, 1_000_000, new Dictionary<string, decimal> { ["XYZ"] = 100_000 });
        return await exchange.Operator.Accounts.IssueTraderTokenAsync(account);
    }

    /// <summary>Carries bytes to a port and back, until it is cut.</summary>
    private sealed class CuttableWire : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly int _port;
        private readonly Lock _gate = new();
        private readonly List<Socket> _open = [];
        private readonly Task _accepting;

        public CuttableWire(int port)
        {
            _port = port;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

        /// <summary>Ends every connection without a word.</summary>
        public void Cut()
        {
            lock (_gate)
            {
                _open.ForEach(socket => socket.Close(timeout: 0));
                _open.Clear();
            }
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            Cut();
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await far.ConnectAsync(IPAddress.Loopback, _port);
                lock (_gate)
                {
                    _open.AddRange([near, far]);
                }
                _ = CarryAsync(near, far);
                _ = CarryAsync(far, near);
            }
        }

        private static async Task CarryAsync(Socket from, Socket to)
        {
            var bytes = new byte[4096];
            try
            {
                while (await from.ReceiveAsync(bytes) is var count and > 0)
                {
                    await to.SendAsync(bytes.AsMemory(0, count));
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Cut.
            }
            from.Close();
            to.Close();
        }
    }
}
