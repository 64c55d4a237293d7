using System.Text.Json;
using Exchange.Clients.Tests.Cli;
using Exchange.Sdk;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Clients.Tests.Remote;

/// <summary>The gateway's process on a real disk that fills up.</summary>
public sealed class DiskFullTests
{
    // The log of private events takes 25 of them; segments, snapshots and the ballast share the rest.
    private const int Megabytes = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task DiskFull_UnderLoad_RefusesWithTheReasonAndServiceReturns()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        var data = disk.File("data");
        using var gateway = await RunningGateway.StartAsync(data, "--segment-size", "1", "--snapshot-every", "5000");
        await gateway.DefineBookAsync("lit");
        using var load = await Load.StartAsync(gateway);
        var updates = 0;
        var watching = WatchAsync(gateway.Operator, () => Volatile.Read(ref updates), () => Interlocked.Increment(ref updates));
        using var raw = await RawSession.OpenAsync(gateway, load.Token);
        await load.TradeAsync(() => load.Accepted >= 500);

        // 1. Full under load, whatever the exchange gives back meanwhile.
        var refused = await load.TradeAsync(() =>
        {
            disk.Fill();
            return load.Refused > 0;
        });

        Assert.Equal(("BUSY", "the exchange's disk is full: try again when it has room"), (refused.Reason, refused.Detail));
        await AssertServesAsync(gateway, load, raw);
        var (accepted, watched) = (load.Accepted, Volatile.Read(ref updates));

        // 2. Room again: the same sessions go on.
        disk.Free();
        await load.TradeAsync(() => load.Accepted >= accepted + 500 && Volatile.Read(ref updates) > watched);
        await load.CloseAsync();
        await load.AssertEveryAcceptedOrderIsThereOnceAsync();

        var said = await gateway.StopAsync();
        await Assert.ThrowsAsync<RpcException>(() => watching);
        var warnings = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(warnings, warning => warning.Contains("no instruction is taken until the disk has room", StringComparison.Ordinal));
        Assert.Single(warnings, warning => warning.Contains("instructions are taken", StringComparison.Ordinal));
        AssertGood(data);
    }

    [Fact]
    public async Task Stop_DiskFullAndAWatchedClientIsLost_EndsInTimeAndItsBidsAreCancelledAtTheNextStart()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        var data = disk.File("data");
        string trader;
        using (var gateway = await RunningGateway.StartAsync(data, "--segment-size", "1"))
        {
            await gateway.DefineBookAsync("lit");
            using var load = await Load.StartAsync(gateway);
            await gateway.Operator.Accounts.DefineAsync("watched", 1000);
            trader = await gateway.Operator.Accounts.IssueTraderTokenAsync("watched");
            using var client = ExchangeClient.Connect(gateway.Url, trader);
            var watched = await client.OpenSessionAsync(new SessionOptions { CancelAfterDisconnect = TimeSpan.Zero });
            Assert.True((await watched.SubmitAsync("lit", new LimitOrder(Side.Buy, 7, 1))).IsAccepted);
            await load.TradeAsync(() =>
            {
                disk.Fill();
                return load.Refused > 0;
            });

            await watched.DisposeAsync();
            var refusal = await Assert.ThrowsAsync<RpcException>(() => client.OpenSessionAsync(
                new SessionOptions { Session = 2, CancelAfterDisconnect = TimeSpan.Zero }));
            Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
            Assert.Contains("disk is full", refusal.Status.Detail, StringComparison.Ordinal);
            await load.CloseAsync();
            await gateway.StopAsync();
        }
        var stopped = AssertGood(data);

        // A full disk: one line, and nothing is harmed.
        disk.Fill();
        ExchangeProcess.Run("up", "--data", data, "--listen", "http://127.0.0.1:0").AssertFailed(1, "No space left");
        Assert.Equal(stopped, AssertGood(data));
        ExchangeProcess.Run("export", data, "--to", disk.File("export")).AssertFailed(1, "No space left");
        Assert.False(Directory.Exists(disk.File("export")));

        disk.Free();
        using var again = await RunningGateway.StartAsync(data, "--segment-size", "1");
        var (bids, _) = await again.Operator.MarketData.GetDepthAsync("lit");
        Assert.DoesNotContain(bids, level => level.Price == 1);
        await again.StopAsync();
        AssertGood(data);
    }

    [Fact]
    public async Task Start_DiskFullAndTheEventLogHasHoles_IsAFailureAndNoCrash()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        var data = disk.File("data");
        using (var gateway = await RunningGateway.StartAsync(data, "--segment-size", "1"))
        {
            await gateway.StopAsync();
        }
        // As a copy may be that keeps no zeros.
        var events = Path.Combine(data, "events");
        var (length, start) = (new FileInfo(events).Length, new byte[8]);
        using (var file = File.OpenRead(events))
        {
            file.ReadExactly(start);
        }
        File.Delete(events);
        using (var sparse = File.Create(events))
        {
            sparse.Write(start);
            sparse.SetLength(length);
        }
        disk.Fill();

        ExchangeProcess.Run("up", "--data", data, "--listen", "http://127.0.0.1:0").AssertFailed(1, "No space left");

        disk.Free();
        using var again = await RunningGateway.StartAsync(data, "--segment-size", "1");
        disk.Fill();
        await again.DefineBookAsync("lit");
        await again.StopAsync();
    }

    /// <summary>Everything but instructions goes on.</summary>
    private static async Task AssertServesAsync(RunningGateway gateway, Load load, RawSession raw)
    {
        await raw.AwaitHeartbeatsAsync(3);
        await gateway.Operator.MarketData.GetDepthAsync("lit");
        Assert.True((await gateway.Operator.Accounts.GetBalancesAsync(Load.Account)).Held.Cash > 0);
        await foreach (var update in gateway.Operator.MarketData.SubscribeAsync(["lit"]))
        {
            Assert.NotNull(update);
            break;
        }
        await load.AssertEveryAcceptedOrderIsThereOnceAsync();
        var refusal = await Assert.ThrowsAsync<RpcException>(() => gateway.Operator.Accounts.DefineAsync("late"));
        Assert.Equal(
            (StatusCode.Unavailable, "BUSY: the exchange's disk is full: try again when it has room"),
            (refusal.StatusCode, refusal.Status.Detail));
        await raw.AwaitHeartbeatsAsync(1);
    }

    private static async Task WatchAsync(ExchangeClient client, Func<int> seen, Action count)
    {
        ulong last = 0;
        await foreach (var update in client.MarketData.SubscribeAsync(["lit"]))
        {
            Assert.True(seen() == 0 || update.Sequence >= last, "market data went back");
            last = update.Sequence;
            count();
        }
    }

    private static string AssertGood(string data)
    {
        using var verdict = JsonDocument.Parse(ExchangeProcess.Run("journal", "verify", data).AssertSucceeded());
        Assert.True(verdict.RootElement.GetProperty("ok").GetBoolean());
        return verdict.RootElement.GetProperty("stateHash").GetString()!;
    }

    /// <summary>A trader that trades with itself as fast as it is let.</summary>
    private sealed class Load : IDisposable
    {
        public const string Account = "trader";

        private readonly ExchangeClient _client;
        private readonly HashSet<ulong> _accepted = [];
        private TradingSession _session = null!;
        private Answer _refusal;
        private int _refused;
        private bool _buys;

        private Load(ExchangeClient client, string token) => (_client, Token) = (client, token);

        public string Token { get; }

        public int Refused => Volatile.Read(ref _refused);

        public int Accepted
        {
            get
            {
                lock (_accepted)
                {
                    return _accepted.Count;
                }
            }
        }

        public static async Task<Load> StartAsync(RunningGateway gateway)
        {
            await gateway.Operator.Accounts.DefineAsync(Account, 1_000_000, new Dictionary<string, decimal> { ["XYZ"] = 1_000_000 });
            var token = await gateway.Operator.Accounts.IssueTraderTokenAsync(Account);
            var load = new Load(ExchangeClient.Connect(gateway.Url, token), token);
            load._session = await load._client.OpenSessionAsync(
                new SessionOptions { Session = 1, MaxUnanswered = 256, OnEvent = _ => { }, OnAnswer = load.Note });
            return load;
        }

        /// <summary>Trades until it is enough, which is asked about ten times a second; the last refusal.</summary>
        public async Task<Answer> TradeAsync(Func<bool> isEnough)
        {
            var asked = TimeSpan.Zero;
            for (var clock = System.Diagnostics.Stopwatch.StartNew(); ;)
            {
                if (clock.Elapsed >= asked)
                {
                    if (isEnough())
                    {
                        lock (_accepted)
                        {
                            return _refusal;
                        }
                    }
                    Assert.True(clock.Elapsed < Patience, "It never is enough.");
                    asked = clock.Elapsed + TimeSpan.FromMilliseconds(100);
                }
                _buys = !_buys;
                await _session.SendAsync(new SubmitBid("lit", new LimitOrder(_buys ? Side.Buy : Side.Sell, 1, 10)));
            }
        }

        public Task CloseAsync() => _session.CloseAsync();

        /// <summary>What was acknowledged has its event, once; nothing that was refused has one.</summary>
        public async Task AssertEveryAcceptedOrderIsThereOnceAsync()
        {
            HashSet<ulong> accepted;
            lock (_accepted)
            {
                accepted = [.. _accepted];
            }
            var told = new List<ulong>();
            await foreach (var one in await _client.ReadEventsAsync(resumeAfter: 0))
            {
                if (one is Accepted { Id: var id })
                {
                    told.Add(id);
                    if (told.Count == accepted.Count)
                    {
                        break;
                    }
                }
            }
            Assert.Equal(accepted.Order(), told.Order());
        }

        public void Dispose() => _client.Dispose();

        private void Note(Answer answer)
        {
            lock (_accepted)
            {
                if (answer.IsAccepted)
                {
                    _accepted.Add(answer.OrderId);
                    return;
                }
                _refusal = answer;
            }
            Interlocked.Increment(ref _refused);
        }
    }

    /// <summary>A session that says nothing and hears heartbeats.</summary>
    private sealed class RawSession : IDisposable
    {
        private readonly GrpcChannel _channel;
        private readonly AsyncDuplexStreamingCall<V1.SessionRequest, V1.SessionResponse> _call;

        private RawSession(GrpcChannel channel, string token)
        {
            _channel = channel;
            _call = new V1.Trading.TradingClient(channel).Session(new Metadata { { "authorization", $"Bearer {token}" } });
        }

        public static async Task<RawSession> OpenAsync(RunningGateway gateway, string token)
        {
            var session = new RawSession(GrpcChannel.ForAddress(gateway.Url), token);
            await session._call.RequestStream.WriteAsync(new() { Open = new() { Account = Load.Account, Session = 9, Heartbeat = "0.1" } });
            Assert.True(await session._call.ResponseStream.MoveNext());
            return session;
        }

        public async Task AwaitHeartbeatsAsync(int count)
        {
            while (count > 0)
            {
                Assert.True(await _call.ResponseStream.MoveNext());
                count -= _call.ResponseStream.Current.Heartbeat is null ? 0 : 1;
            }
        }

        public void Dispose()
        {
            _call.Dispose();
            _channel.Dispose();
        }
    }
}
