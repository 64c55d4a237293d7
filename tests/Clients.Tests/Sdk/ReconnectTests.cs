using System.Net;
using System.Net.Sockets;
using Exchange.Clients.Tests.Remote;
using Exchange.Sdk;
using Grpc.Core;

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
    public async Task Repeat_FindsNoRoom_IsRepeatedUntilTheAnswerComes()
    {
        var connections = 0;
        await using var exchange = await FakeExchange.StartAsync(
            async (requests, responses) =>
            {
                if (++connections == 1)
                {
                    // Carried out, and the answer is lost with the connection.
                    await requests.MoveNext();
                    throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
                }
                for (var round = 1; await requests.MoveNext(); round++)
                {
                    var number = Assert.Single(requests.Current.Instructions).Number;
                    await responses.WriteAsync(new()
                    {
                        Answers = { new V1.Answer { Number = number, Reason = round < 3 || number > 41 ? "BUSY" : "", Sequence = 6 } },
                    });
                }
            },
            lastNumber: () => connections == 0 ? 40UL : 41);
        await using var session = await exchange.Client.OpenSessionAsync();

        var repeated = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5));
        var refused = await session.SubmitAsync("lit", new LimitOrder(Side.Buy, 1, 5));

        Assert.Equal((41UL, "", 2), (repeated.Number, repeated.Reason, connections));
        Assert.Equal((42UL, "BUSY"), (refused.Number, refused.Reason));
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
    public async Task Exchange_SilentFromTheBeginning_IsNotWaitedFor()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = ExchangeClient.Connect($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", "token");
        var failure = await Assert.ThrowsAsync<Grpc.Core.RpcException>(
            () => client.OpenSessionAsync(new SessionOptions { Heartbeat = TimeSpan.FromMilliseconds(50) }));
        Assert.Equal(Grpc.Core.StatusCode.Unavailable, failure.StatusCode);
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
}
