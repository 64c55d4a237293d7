using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;

namespace Exchange.Gateway.Tests.Telemetry;

public sealed class TraceTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Submit_WithATraceOfTheCallers_GoesOnWithItFromTheGatewayToTheAnswer()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        using var spans = new Spans(gateway);
        var alice = await gateway.DefineTraderAsync("alice");
        var headers = alice.Headers;
        headers.Add("traceparent", TraceParent);
        headers.Add("tracestate", "vendor=what-callers-like");
        headers.Add("baggage", "what=callers-like");

        await alice.Trading.SubmitAsync(new() { Instruction = Say.Buy(0, 1, "5", "10") }, alice.Options.WithHeaders(headers));
        await alice.Trading.SubmitAsync(new() { Instruction = Say.Cancel(0, 99) }, alice.Options);

        var submits = await spans.AwaitAsync("exchange.v1.Trading/Submit", 2);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", submits[0].TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", submits[0].ParentSpanId.ToHexString());
        Assert.Null(submits[0].TraceStateString);
        Assert.Empty(submits[0].Baggage);
        Assert.Equal(ActivityKind.Server, submits[0].Kind);
        Assert.Equal(["sequenced", "released"], submits[0].Events.Select(noted => noted.Name));
        Assert.Equal("alice", submits[0].GetTagItem("exchange.account"));
        Assert.Equal("OK", submits[0].GetTagItem("rpc.response.status_code"));
        Assert.Null(submits[0].GetTagItem("exchange.reject.reason"));
        // Without the caller's it is a trace of its own.
        Assert.Equal(default, submits[1].ParentSpanId);
        Assert.Equal("UNKNOWN_ORDER", submits[1].GetTagItem("exchange.reject.reason"));
    }

    [Fact]
    public async Task Session_EveryInstruction_HasATraceOfItsOwnLinkedToTheSession()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        using var spans = new Spans(gateway);
        var alice = await gateway.DefineTraderAsync("alice");
        using (var session = await alice.OpenAsync())
        {
            await session.ActAsync(Say.Buy(1, 1, "5", "10"), Say.Buy(2, 2, "5", "9", market: "nowhere"), Say.Cancel(3, 1));
            await session.EndAsync();
        }

        var call = Assert.Single(await spans.AwaitAsync("exchange.v1.Trading/Session", 1));
        var instructions = (await spans.AwaitAsync("exchange.instruction", 3)).OrderBy(span => span.GetTagItem("exchange.instruction.number")).ToArray();
        Assert.Equal(["Submit", "Submit", "Cancel"], instructions.Select(span => span.GetTagItem("exchange.instruction.action")));
        Assert.Equal([null, "UNKNOWN_MARKET", null], instructions.Select(span => span.GetTagItem("exchange.reject.reason")));
        Assert.Equal(["sequenced", "released"], instructions[0].Events.Select(noted => noted.Name));
        Assert.Empty(instructions[1].Events);
        Assert.All(instructions, span => Assert.Equal(call.SpanId, Assert.Single(span.Links).Context.SpanId));
        Assert.Equal(4, instructions.Select(span => span.TraceId).Append(call.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task Failure_OfTheServer_IsAnErrorAndOfTheCallerNot()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        using var spans = new Spans(gateway);
        await Assert.ThrowsAsync<RpcException>(() => gateway.Caller("nobody's", "").BalancesAsync());
        using var raw = new RawClient(gateway.Url, gateway.Operator.Token!);
        await raw.PostAsync("/exchange.v1.Accounts/Rob", RawClient.Frame(new V1.ListAccountsRequest()));

        var refused = Assert.Single(await spans.AwaitAsync("exchange.v1.Accounts/GetBalances", 1));
        Assert.Equal(ActivityStatusCode.Unset, refused.Status);
        Assert.Equal("UNAUTHENTICATED", refused.GetTagItem("rpc.response.status_code"));
        // Names that callers make up are not ours.
        var unknown = Assert.Single(await spans.AwaitAsync("_OTHER", 1));
        Assert.Equal(ActivityStatusCode.Error, unknown.Status);
        Assert.Equal("UNIMPLEMENTED", unknown.GetTagItem("error.type"));
    }

    /// <summary>Listens to one gateway's traces and keeps all of them.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly ConcurrentQueue<Activity> _stopped = new();

        public Spans(TestGateway gateway)
        {
            _listener = new()
            {
                ShouldListenTo = source => source == GatewayMetricsTests.TelemetryOf(gateway).Source,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public async Task<Activity[]> AwaitAsync(string name, int count)
        {
            // A span ends a moment after its answer has come.
            for (var waited = 0; Named().Length < count && waited < TestCaller.Patience.TotalMilliseconds; waited += 10)
            {
                await Task.Delay(10);
            }
            Assert.Equal(count, Named().Length);
            return Named();

            Activity[] Named() => [.. _stopped.Where(span => span.OperationName == name)];
        }

        public void Dispose() => _listener.Dispose();
    }
}
