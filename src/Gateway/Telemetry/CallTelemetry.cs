using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Telemetry;

/// <summary>Measures every call and, where somebody listens, begins its trace or goes on with the caller's (W3C trace context).</summary>
internal sealed class CallTelemetry
{
    // What the conventions call a method that is not ours: callers must not be able to make up names.
    private const string UnknownMethod = "_OTHER";

    private static readonly double[] Latencies =
        [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600, 3600];

    private readonly ActivitySource _source;
    private readonly ILogger _log;
    private readonly Histogram<double> _duration;
    private readonly ConcurrentDictionary<string, CallMethod> _methods = new(StringComparer.Ordinal);

    public CallTelemetry(GatewayTelemetry telemetry)
    {
        (_source, _log) = (telemetry.Source, telemetry.Log);
        _duration = telemetry.Meter.CreateHistogram(
            "rpc.server.call.duration", "s", "How long calls took, streams included.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Latencies });
        telemetry.Meter.CreateObservableUpDownCounter(
            "exchange.gateway.calls",
            () => _methods.Values.Select(method => new Measurement<int>(Volatile.Read(ref method.Open), method.Tag)),
            "{call}",
            "Calls under way, open streams among them.");
    }

    /// <summary>The span of the call whose handler asks; null when its trace is not kept.</summary>
    public static Activity? CurrentSpan =>
        Activity.Current is { IsAllDataRequested: true, Source.Name: GatewayTelemetry.GatewayName } span ? span : null;

    /// <summary>Handles a call.</summary>
    public async Task HandleAsync(HttpContext http, RequestDelegate next)
    {
        var method = MethodOf(http.GetEndpoint());
        var began = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref method.Open);
        using var span = StartSpan(http.Request.Headers.TraceParent, method);
        try
        {
            await next(http);
        }
        finally
        {
            Interlocked.Decrement(ref method.Open);
            if (CallStatus.Of(http) is { } status)
            {
                End(http, method, status, Stopwatch.GetElapsedTime(began), span);
            }
        }
    }

    private CallMethod MethodOf(Endpoint? endpoint)
    {
        var path = (endpoint as RouteEndpoint)?.RoutePattern.RawText;
        return _methods.GetOrAdd(
            path is null || path.Contains('{', StringComparison.Ordinal) ? UnknownMethod : path,
            static path => new(path.TrimStart('/')));
    }

    private Activity? StartSpan(string? traceParent, CallMethod method)
    {
        if (!_source.HasListeners())
        {
            return null;
        }
        // The server's own activity, which nobody gets to see, must not become the parent. The trace's state and baggage are left
        // behind: they hold whatever callers like.
        Activity.Current = null;
        var parent = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var told) ? told : default;
        return _source.StartActivity(method.Name, ActivityKind.Server, parent, [CallMethod.System, method.Tag]);
    }

    private void End(HttpContext http, CallMethod method, StatusCode code, TimeSpan took, Activity? span)
    {
        var status = KeyValuePair.Create<string, object?>("rpc.response.status_code", CallStatus.NameOf(code));
        if (_duration.Enabled)
        {
            _duration.Record(took.TotalSeconds, CallMethod.System, method.Tag, status);
        }
        if (span is not null)
        {
            span.SetTag(status.Key, status.Value);
            if (CallStatus.IsServersFault(code))
            {
                span.SetTag("error.type", status.Value).SetStatus(ActivityStatusCode.Error);
            }
        }
        if (_log.IsEnabled(LogLevel.Debug))
        {
            LogMessages.CallEnded(_log, method.Name, (string)status.Value!, took.TotalMilliseconds, $"{http.Connection.RemoteIpAddress}");
        }
    }

    /// <summary>A method, and how many of its calls are under way.</summary>
    private sealed class CallMethod(string name)
    {
        public static readonly KeyValuePair<string, object?> System = new("rpc.system.name", "grpc");

        // Changed in place.
        public int Open;

        public string Name { get; } = name;

        public KeyValuePair<string, object?> Tag { get; } = new("rpc.method", name);
    }
}
