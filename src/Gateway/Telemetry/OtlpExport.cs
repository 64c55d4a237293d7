using System.Reflection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Exchange.Gateway.Telemetry;

/// <summary>Sends metrics, traces and the log to a collector, by OTLP.</summary>
internal sealed class OtlpExport : IDisposable
{
    private static readonly string Version =
        typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly TelemetryOptions _options;

    // What the variables say of the resource counts more.
    private readonly ResourceBuilder _resource = ResourceBuilder.CreateEmpty()
        .AddService("exchange", serviceVersion: Version)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    public OtlpExport(TelemetryOptions options)
    {
        _options = options;
        _metrics = !options.HasMetrics ? null : Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(_resource)
            .AddMeter(
                GatewayTelemetry.EngineName,
                GatewayTelemetry.GatewayName,
                "Microsoft.AspNetCore.Server.Kestrel",
                "System.Runtime")
            .AddOtlpExporter(exporter => Configure(exporter, "metrics"))
            .Build();
        _traces = !options.HasTraces ? null : Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(_resource)
            .SetSampler(new CallSampler(options.TraceRatio))
            .AddSource(GatewayTelemetry.GatewayName)
            .AddOtlpExporter(exporter => Configure(exporter, "traces"))
            .Build();
    }

    /// <summary>Has the log exported: what the standard error is told, and information in any case.</summary>
    public void AddLog(ILoggingBuilder logging, LogLevel level)
    {
        if (!_options.HasLogs)
        {
            return;
        }
        logging.AddOpenTelemetry(log =>
        {
            log.IncludeFormattedMessage = true;
            log.SetResourceBuilder(_resource);
            log.AddOtlpExporter(exporter => Configure(exporter, "logs"));
        });
        logging.AddFilter<OpenTelemetryLoggerProvider>(null, level < LogLevel.Information ? level : LogLevel.Information);
        GatewayLog.QuietFramework<OpenTelemetryLoggerProvider>(logging, level);
    }

    /// <summary>Sends what there is, which takes as long as the collector does.</summary>
    public void Dispose()
    {
        Parallel.Invoke(() => _traces?.Dispose(), () => _metrics?.Dispose());
    }

    private void Configure(OtlpExporterOptions exporter, string signal)
    {
        // The variables for one signal the exporter does not know by itself.
        exporter.Protocol = (Own("PROTOCOL") ?? TelemetryOptions.Variable("PROTOCOL")) == "grpc"
            ? OtlpExportProtocol.Grpc
            : OtlpExportProtocol.HttpProtobuf;
        exporter.Headers = Own("HEADERS") ?? exporter.Headers;
        if (_options.Endpoint is { } endpoint)
        {
            exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.HttpProtobuf
                ? new($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}")
                : endpoint;
        }
        else if (Own("ENDPOINT") is { } own)
        {
            exporter.Endpoint = new(own);
        }

        string? Own(string name) => TelemetryOptions.Variable($"{signal.ToUpperInvariant()}_{name}");
    }
}
