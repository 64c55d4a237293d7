using System.Diagnostics;
using System.Text.Json;
using Exchange.Clients.Tests.Cli;
using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Telemetry;

/// <summary>What <c>exchange up --otlp</c> tells a collector, over the real protocol.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_Otlp_ScriptedSession_ArrivesWithTheRightNumbers(bool isGrpc)
    {
        await using var collector = await OtlpReceiver.StartAsync(isGrpc);
        using var data = new TemporaryDirectory();
        var environment = new Dictionary<string, string> { ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=class" };
        if (isGrpc)
        {
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }
        using var gateway = await WatchedGateway.StartAsync(
            data.Path, ["--otlp", collector.Url, "--trace-ratio", "1"], environment);
        await TradeAsync(gateway);
        await OtlpReceiver.AwaitAsync(() => HasAll(collector));
        Assert.Equal("exchange: warning: Blocked A, by token 0: its live orders are cancelled, and it may bring nothing more.\n", await gateway.StopAsync());

        Assert.Equal("exchange", collector.Resource["service.name"]);
        Assert.Equal("class", collector.Resource["deployment.environment.name"]);
        Assert.NotEmpty(collector.Resource["service.version"]);
        Assert.NotEmpty(collector.Resource["service.instance.id"]);
        AssertMetrics(collector);
        AssertTraces(collector);
        Assert.Equal(
            ["Recovered through", "Listening at", "Issued token 1, Trader of A,", "Blocked A,"],
            Starts(collector, "Recovered through", "Listening at", "Issued token 1, Trader of A,", "Blocked A,"));
    }

    [Theory]
    [InlineData("METRICS_", "/v1/metrics")]
    [InlineData("", "")]
    public async Task Up_StandardVariables_TurnOnWhatTheyName(string signal, string path)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var data = new TemporaryDirectory();
        var environment = new Dictionary<string, string>
        {
            [$"OTEL_EXPORTER_OTLP_{signal}ENDPOINT"] = collector.Url + path,
            [$"OTEL_EXPORTER_OTLP_{signal}HEADERS"] = "api-key=of-the-collector",
        };
        using var gateway = await WatchedGateway.StartAsync(data.Path, [], environment);
        await OtlpReceiver.AwaitAsync(() => collector.Values.ContainsKey("exchange.ring.usage{exchange.ring=input}")
            && (signal.Length > 0 || !collector.Logs.IsEmpty));
        Assert.Equal(65_536, collector.Values["exchange.ring.limit{exchange.ring=input}"]);
        Assert.Equal(0, collector.Values["exchange.ring.usage{exchange.ring=input}"]);
        Assert.Contains(collector.Values, value => value.Key.StartsWith("dotnet.", StringComparison.Ordinal));
        Assert.Equal("of-the-collector", collector.Headers["api-key"]);
        Assert.Equal("", await gateway.StopAsync());
        Assert.Equal(signal.Length > 0, collector.Logs.IsEmpty);
    }

    [Fact]
    public async Task Up_CollectorThatNeverAnswers_StopsInTime()
    {
        await using var collector = await OtlpReceiver.StartAsync(answers: false);
        using var data = new TemporaryDirectory();
        using var gateway = await WatchedGateway.StartAsync(data.Path, ["--otlp", collector.Url, "--trace-ratio", "1"]);
        await gateway.Operator.Accounts.DefineAsync("A");
        var clock = Stopwatch.StartNew();
        Assert.Equal("", await gateway.StopAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed} to stop.");
    }

    [Fact]
    public async Task Up_LogJson_IsOneObjectALineWithNumbersAndFields()
    {
        using var data = new TemporaryDirectory();
        using var gateway = await WatchedGateway.StartAsync(data.Path, ["--log", "json", "--log-level", "info"]);
        await gateway.Operator.Accounts.DefineAsync("A");
        await gateway.Operator.Accounts.IssueTraderTokenAsync("A");
        var lines = (await gateway.StopAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var objects = lines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([1, 2, 12, 3, 7, 4], objects.Select(line => line.GetProperty("EventId").GetInt32()));
        var issued = objects[2].GetProperty("State");
        Assert.Equal((1, "Trader", "A"), (issued.GetProperty("Number").GetInt32(), issued.GetProperty("Role").GetString(), issued.GetProperty("Account").GetString()));
        Assert.True(DateTimeOffset.TryParse(objects[2].GetProperty("Timestamp").GetString(), out _));
    }

    [Theory]
    [InlineData("--otlp collector:4317", "--otlp")]
    [InlineData("--otlp http://user:secret@127.0.0.1:4318", "OTEL_EXPORTER_OTLP_HEADERS")]
    [InlineData("--trace-ratio 2", "--trace-ratio")]
    [InlineData("--log xml", "text, json")]
    [InlineData("--log-level loud", "warning")]
    public void Up_BadUsage_IsExitCodeTwo(string options, string detail)
    {
        using var data = new TemporaryDirectory();

        ExchangeProcess.Run(["up", "--data", data.Path, .. options.Split(' ')]).AssertFailed(2, detail);
    }

    /// <summary>Five orders of a session (a trade of two lots, two refused) and a cancellation of none, a single order, a caller with a wrong token, the kill switch.</summary>
    private static async Task TradeAsync(WatchedGateway gateway)
    {
        await gateway.Operator.Markets.DefineAsync(new()
        {
            Id = "dark",
            Instrument = "XYZ",
            TickSize = "0.01",
            LotSize = "1",
            ContinuousBook = new(),
            Disclosure = new() { Depth = V1.DepthDisclosure.None },
        });
        await gateway.Operator.Accounts.DefineAsync("A");
        using var trader = gateway.Connect(await gateway.Operator.Accounts.IssueTraderTokenAsync("A"));
        await using (var session = await trader.OpenSessionAsync())
        {
            Assert.Equal("", (await session.SubmitAsync("dark", new LimitOrder(Side.Buy, 2, 10))).Reason);
            Assert.Equal("", (await session.SubmitAsync("dark", new LimitOrder(Side.Sell, 2, 10))).Reason);
            Assert.Equal("REFUSED_IN_DARK", (await session.SubmitAsync("dark", new LimitOrder(Side.Buy, 1, 10) { PostOnly = true })).Reason);
            Assert.Equal("OFF_GRID", (await session.SubmitAsync("dark", new LimitOrder(Side.Buy, 1, 9.999m))).Reason);
            Assert.Equal("", (await session.SubmitAsync("dark", new LimitOrder(Side.Buy, 1, 9))).Reason);
            Assert.Equal("UNKNOWN_ORDER", (await session.CancelAsync("dark", 12_345)).Reason);
            await session.CloseAsync();
        }
        await trader.SubmitAsync(new V1.SubmitRequest
        {
            Instruction = new() { Submit = new() { Market = "dark", Id = 100, Limit = new() { Side = V1.Side.Buy, Quantity = "1", Price = "8" } } },
        });
        using var nobody = gateway.Connect("a-token-of-nobody");
        await Assert.ThrowsAsync<RpcException>(() => nobody.Accounts.GetBalancesAsync());
        await gateway.Operator.Accounts.BlockAsync("A");
    }

    /// <summary>Whether what comes last has arrived, and the parts have come to rest.</summary>
    private static bool HasAll(OtlpReceiver collector)
    {
        var values = collector.Values;
        return values.ContainsKey(Call("Accounts/Block", "OK"))
            && values.ContainsKey(Call("Trading/Session", "OK"))
            && values["exchange.gateway.sessions{}"] + values["exchange.ring.usage{exchange.ring=input}"] + values["exchange.ring.usage{exchange.ring=output}"] == 0
            && collector.Spans.Any(span => span.Name == "exchange.v1.Accounts/Block")
            && Starts(collector, "Blocked A,").Length > 0;
    }

    private static void AssertMetrics(OtlpReceiver collector)
    {
        var values = collector.Values;
        Assert.Equal(4, values["exchange.commands{exchange.command.kind=SubmitOrder,exchange.market=dark}"]);
        Assert.Equal(1, values["exchange.commands{exchange.command.kind=CancelOrder,exchange.market=dark}"]);
        Assert.Equal(new() { ["exchange.market=dark,exchange.reject.reason=UNKNOWN_ORDER"] = 1 }, collector.Of("exchange.rejects"));
        Assert.Equal(1, values["exchange.commands{exchange.command.kind=Block}"]);
        Assert.Equal(1, values["exchange.commands{exchange.command.kind=DefineMarket}"]);
        Assert.Equal(1, values["exchange.trades{exchange.market=dark}"]);
        Assert.Equal(2, values["exchange.volume{exchange.market=dark}"]);
        Assert.Equal(
            new()
            {
                ["exchange.market=dark,exchange.reject.reason=OFF_GRID"] = 1,
                ["exchange.market=dark,exchange.reject.reason=REFUSED_IN_DARK"] = 1,
            },
            collector.Of("exchange.gateway.refusals"));
        Assert.Equal(1, values["exchange.gateway.authentication.failures{exchange.cause=unknown}"]);
        Assert.Equal(0, values["exchange.gateway.sessions{}"]);
        Assert.Equal(0, values["exchange.ring.usage{exchange.ring=output}"]);
        Assert.Equal(0, values["exchange.journal.lag{}"]);
        // Batches hold all that was journaled, and each took some time.
        var commands = collector.Of("exchange.commands").Where(of => !of.Key.Contains("kind=Show", StringComparison.Ordinal)).Sum(of => of.Value);
        Assert.Equal(commands, values["exchange.journal.batch.size.sum{}"]);
        Assert.Equal(values["exchange.journal.batch.size{}"], values["exchange.journal.commit.duration{}"]);
        Assert.True(values["exchange.journal.commit.duration.sum{}"] > 0);
        Assert.True(values["exchange.release.latency{}"] > 0);
        Assert.Equal(1, values[Call("Trading/Session", "OK")]);
        Assert.Equal(1, values[Call("Trading/Submit", "OK")]);
        Assert.Equal(1, values[Call("Accounts/GetBalances", "UNAUTHENTICATED")]);
        Assert.Equal(1, values[Call("Accounts/Block", "OK")]);
    }

    private static void AssertTraces(OtlpReceiver collector)
    {
        var submit = Assert.Single(collector.Spans, span => span.Name == "exchange.v1.Trading/Submit");
        Assert.Equal(["sequenced", "released"], submit.Events.Select(noted => noted.Name));
        Assert.True(submit.ParentSpanId.IsEmpty);
        var instructions = collector.Spans.Where(span => span.Name == "exchange.instruction").ToArray();
        Assert.Equal(6, instructions.Length);
        Assert.Equal(7, instructions.Append(submit).Select(span => span.TraceId).Distinct().Count());
        Assert.Equal(
            ["OFF_GRID", "REFUSED_IN_DARK", "UNKNOWN_ORDER"],
            instructions.SelectMany(span => span.Attributes).Where(of => of.Key == "exchange.reject.reason").Select(of => of.Value.Text).Order());
    }

    private static string[] Starts(OtlpReceiver collector, params string[] starts) => [.. collector.Logs
        .Select(record => starts.FirstOrDefault(start => OtlpReceiver.Text(record.Body).StartsWith(start, StringComparison.Ordinal)))
        .OfType<string>()];

    private static string Call(string method, string status) =>
        $"rpc.server.call.duration{{rpc.method=exchange.v1.{method},rpc.response.status_code={status},rpc.system.name=grpc}}";
}
