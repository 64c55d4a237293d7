using System.Diagnostics.Metrics;
using Exchange.Engine.Tests.Hosting;
using Exchange.Gateway.Access;
using Exchange.Gateway.Routing;
using Exchange.Gateway.Telemetry;
using Exchange.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Tests.Telemetry;

public sealed class GatewayMetricsTests
{
    private const string Calls = "rpc.server.call.duration{rpc.system.name=grpc,rpc.method=exchange.v1.";

    [Fact]
    public async Task Metrics_OfAScript_AreExact()
    {
        await using var gateway = await TestGateway.StartAsync(with: options => options with { Rate = new(0.000001, 6) });
        using var record = RecordOf(gateway);
        await gateway.DefineAsync("lit");
        var alice = await gateway.DefineTraderAsync("alice");
        var bob = await gateway.DefineTraderAsync("bob");
        using (var one = await alice.OpenAsync())
        using (var two = await bob.OpenAsync())
        {
            Assert.Equal(2, record["exchange.gateway.sessions"]);
            Assert.Equal(2, record["exchange.gateway.calls{rpc.method=exchange.v1.Trading/Session}"]);
            Assert.Equal(["", "", "UNKNOWN_MARKET", "OFF_GRID", "UNKNOWN_ORDER"], await one.ActAsync(
                Say.Buy(1, 1, "5", "10"),
                Say.Buy(2, 2, "5", "9"),
                Say.Buy(3, 3, "5", "9", market: "nowhere"),
                Say.Buy(4, 4, "5", "9.001"),
                Say.Cancel(5, 99)));
            // The sixth is within the burst, the seventh is not, and one has no number.
            Assert.Equal(["", "BUSY", "MALFORMED"], await one.ActAsync(
                Say.CancelAll(6), Say.Buy(7, 7, "5", "9"), Say.Buy(0, 8, "5", "9")));
            Assert.Equal([""], await two.ActAsync(Say.Sell(1, 1, "3", "11")));
            await one.EndAsync();
        }
        using (var data = alice.Subscribe("lit"))
        {
            await data.ReadUntilAsync(() => data.HasSnapshot("lit"));
            Assert.Equal(1, record["exchange.feed.subscribers{exchange.market=lit}"]);
        }
        await Assert.ThrowsAsync<RpcException>(() => gateway.Caller(null, "").BalancesAsync());
        await Assert.ThrowsAsync<RpcException>(() => gateway.Caller("a-token-of-nobody", "").BalancesAsync());
        await Assert.ThrowsAsync<RpcException>(() => alice.BalancesAsync("bob"));

        Assert.Equal(
            new()
            {
                ["exchange.reject.reason=UNKNOWN_MARKET"] = 1,
                ["exchange.market=lit,exchange.reject.reason=OFF_GRID"] = 1,
                ["exchange.market=lit,exchange.reject.reason=BUSY"] = 1,
                ["exchange.market=lit,exchange.reject.reason=MALFORMED"] = 1,
            },
            record.Of("exchange.gateway.refusals"));
        Assert.Equal(
            new() { ["exchange.market=lit,exchange.reject.reason=UNKNOWN_ORDER"] = 1 }, record.Of("exchange.rejects"));
        Assert.Equal(3, record["exchange.commands{exchange.market=lit,exchange.command.kind=SubmitOrder}"]);
        Assert.Equal(1, record["exchange.commands{exchange.command.kind=CancelAllOrders}"]);
        Assert.Equal(
            new() { ["exchange.cause=missing"] = 1, ["exchange.cause=unknown"] = 1 },
            record.Of("exchange.gateway.authentication.failures"));
        await AwaitAsync(() => record["exchange.gateway.sessions"] == 0 && record["exchange.feed.subscribers{exchange.market=lit}"] is null);
        await AwaitAsync(() => record.Of("exchange.gateway.calls").Values.Sum() == 0);
        Assert.Single(record.Recorded($"{Calls}Markets/Define,rpc.response.status_code=OK}}"));
        Assert.Equal(2, record.Recorded($"{Calls}Accounts/Define,rpc.response.status_code=OK}}").Length);
        Assert.Equal(2, record.Recorded($"{Calls}Accounts/GetBalances,rpc.response.status_code=UNAUTHENTICATED}}").Length);
        Assert.Single(record.Recorded($"{Calls}Accounts/GetBalances,rpc.response.status_code=PERMISSION_DENIED}}"));
        Assert.Single(record.Recorded($"{Calls}Trading/Session,rpc.response.status_code=OK}}"));
        Assert.Single(record.Recorded($"{Calls}Trading/Session,rpc.response.status_code=CANCELLED}}"));
        Assert.Single(record.Recorded($"{Calls}MarketData/Subscribe,rpc.response.status_code=CANCELLED}}"));
        Assert.All(record.Recorded($"{Calls}Accounts/Define,rpc.response.status_code=OK}}"), seconds => Assert.InRange(seconds, 1e-7, 60));
    }

    [Fact]
    public async Task Streams_TakenOverAndOfAnEndedToken_AreCountedAsCut()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        using var record = RecordOf(gateway);
        var alice = await gateway.DefineTraderAsync("alice");
        using var first = await alice.OpenAsync(session: 7);
        using var second = await alice.OpenAsync(session: 7);
        Assert.Equal(StatusCode.Aborted, (await first.ReadToFailureAsync()).StatusCode);
        await gateway.Operator.Accounts.RevokeTokenAsync(new() { Number = 1 }, gateway.Operator.Options);
        Assert.Equal(StatusCode.Unauthenticated, (await second.ReadToFailureAsync()).StatusCode);

        await AwaitAsync(() => record.Of("exchange.gateway.streams.cut").Count == 2);
        Assert.Equal(
            new() { ["exchange.cause=taken_over"] = 1, ["exchange.cause=token_ended"] = 1 }, record.Of("exchange.gateway.streams.cut"));
    }

    [Fact]
    public async Task SlowReader_ThatIsCut_IsCountedAndLoggedByItsAccount()
    {
        var log = new KeptLog();
        await using var gateway = await TestGateway.StartAsync(with: options => options with { Logging = logging => logging.AddProvider(log) });
        using var record = RecordOf(gateway);
        await gateway.DefineTraderAsync("alice");
        var access = gateway.Server.Services.GetRequiredService<AccessControl>();
        var queue = new EventQueue();
        using (access.Hold(new(Engine.Kernel.Role.Trader, 1, 1), queue))
        {
            for (var i = 0; i <= EventQueue.Capacity; i++)
            {
                queue.Add(default);
            }
        }

        Assert.Equal(new() { ["exchange.cause=slow_reader"] = 1 }, record.Of("exchange.gateway.streams.cut"));
        Assert.Equal(["Cut a stream of alice (token 1): it was not read fast enough."], log.Texts(8));
        Assert.Equal(LogLevel.Warning, log.Lines.Single(line => line.Id == 8).Level);
    }

    [Fact]
    public async Task Telemetry_ThatNobodyAskedFor_IsOff()
    {
        await using var gateway = await TestGateway.StartAsync();
        var telemetry = TelemetryOf(gateway);
        var published = new List<Instrument>();
        using var onlooker = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == telemetry.Meter || instrument.Meter == telemetry.EngineMeter)
                {
                    published.Add(instrument);
                }
            },
        };
        onlooker.Start();

        Assert.True(published.Count > 15);
        Assert.All(published, instrument => Assert.False(instrument.Enabled));
        Assert.False(telemetry.Source.HasListeners());
        Assert.Null(new InstructionTracing(telemetry).Begin("alice"));
    }

    internal static MeterRecord RecordOf(TestGateway gateway) =>
        new(TelemetryOf(gateway).Meter, TelemetryOf(gateway).EngineMeter);

    internal static GatewayTelemetry TelemetryOf(TestGateway gateway) => gateway.Server.Services.GetRequiredService<GatewayTelemetry>();

    private static async Task AwaitAsync(Func<bool> holds)
    {
        // The server notes the end of a call a moment after the client has it.
        for (var waited = 0; !holds() && waited < TestCaller.Patience.TotalMilliseconds; waited += 10)
        {
            await Task.Delay(10);
        }
        Assert.True(holds());
    }
}
