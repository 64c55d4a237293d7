using System.Diagnostics;
using System.Diagnostics.Metrics;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Telemetry;

/// <summary>
/// A gateway's log, its meters and the source of its traces, and the export of them if it is wanted. Without it nobody listens,
/// and instruments and traces cost next to nothing.
/// </summary>
internal sealed class GatewayTelemetry : IAsyncDisposable
{
    /// <summary>The name of the engine's meter.</summary>
    public const string EngineName = "Exchange.Engine";

    /// <summary>The name of the gateway's meter and of the source of its traces.</summary>
    public const string GatewayName = "Exchange.Gateway";

    // A collector that does not answer must not keep the exchange from stopping.
    private static readonly TimeSpan LastExport = TimeSpan.FromSeconds(1);

    private readonly GatewayOptions _options;
    private readonly OtlpExport? _export;

    public GatewayTelemetry(GatewayOptions options)
    {
        _options = options;
        _export = options.Telemetry is { } telemetry ? new(telemetry) : null;
        Loggers = LoggerFactory.Create(logging =>
        {
            (options.Logging ?? GatewayLog.ToStandardError(options.LogFormat, options.LogLevel))(logging);
            logging.AddFilter(GatewayLog.Http2, LogLevel.None);
            _export?.AddLog(logging, options.LogLevel);
        });
        Log = Loggers.CreateLogger(GatewayName);
        TraceRatio = options.Telemetry?.TraceRatio ?? 1;
        Warned = warning =>
        {
            LogMessages.Warned(Log, warning);
            options.Warned?.Invoke(warning);
        };
        Failed = options.Failed is null ? null : Fail;
    }

    /// <summary>The meter of the engine's host.</summary>
    public Meter EngineMeter { get; } = new(EngineName);

    /// <summary>The gateway's own meter.</summary>
    public Meter Meter { get; } = new(GatewayName);

    /// <summary>Where traces begin.</summary>
    public ActivitySource Source { get; } = new(GatewayName);

    /// <summary>Of how many instructions of sessions traces are kept, while anybody listens.</summary>
    public double TraceRatio { get; }

    /// <summary>Makes the loggers of the gateway and of all that it is built on.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>The gateway's log.</summary>
    public ILogger Log { get; }

    /// <summary>Takes what is wrong and stops nothing.</summary>
    public Action<string> Warned { get; }

    /// <summary>Takes why the exchange cannot go on; null where that ends the process.</summary>
    public Action<Exception>? Failed { get; }

    /// <summary>Says what recovery found.</summary>
    public void Recovered(ExchangeHost exchange)
    {
        if (exchange.Recovery is { } recovery)
        {
            LogMessages.Recovered(Log, recovery.LastSequence, recovery.Records, recovery.TruncatedBytes);
        }
    }

    /// <summary>Says that a snapshot was written.</summary>
    public void SnapshotWritten(long sequence, TimeSpan took) => LogMessages.SnapshotWritten(Log, sequence, took.TotalSeconds);

    public async ValueTask DisposeAsync()
    {
        var ended = Task.WhenAll(
            Task.Run(() => _export?.Dispose()),
            Task.Run(Loggers.Dispose));
        try
        {
            await ended.WaitAsync(LastExport);
        }
        catch (TimeoutException)
        {
            // It goes on behind our back, as long as the process lasts.
        }
        EngineMeter.Dispose();
        Meter.Dispose();
        Source.Dispose();
    }

    private void Fail(Exception exception)
    {
        LogMessages.Failed(Log, exception);
        _options.Failed!(exception);
    }
}
