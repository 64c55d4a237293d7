using System.Globalization;

namespace Exchange.Gateway.Telemetry;

/// <summary>What a gateway exports by OTLP. How, the standard variables OTEL_EXPORTER_OTLP_… say too: headers, timeouts, certificates.</summary>
public sealed record TelemetryOptions
{
    private const string Variables = "OTEL_EXPORTER_OTLP_";

    /// <summary>
    /// The collector's URL, to whose path OTLP over HTTP adds v1/metrics and the like; null: the one that the standard variables
    /// name.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Of how many calls, and of how many instructions of sessions, traces are kept: from 0 to 1.</summary>
    public double TraceRatio { get; init; } = 0.01;

    /// <summary>Whether metrics are exported.</summary>
    public bool HasMetrics { get; init; } = true;

    /// <summary>Whether traces are exported.</summary>
    public bool HasTraces { get; init; } = true;

    /// <summary>Whether the log is exported, from information up.</summary>
    public bool HasLogs { get; init; } = true;

    /// <summary>What a command line and the standard variables of this process say; null: nothing is exported.</summary>
    /// <param name="endpoint">The collector's URL; null: as the variables say.</param>
    /// <param name="traceRatio">Null: OTEL_TRACES_SAMPLER_ARG says, or it is one in a hundred.</param>
    /// <exception cref="InvalidDataException">OTEL_TRACES_SAMPLER_ARG is no ratio, or an endpoint no URL.</exception>
    public static TelemetryOptions? Read(Uri? endpoint, double? traceRatio)
    {
        var options = new TelemetryOptions
        {
            Endpoint = endpoint,
            HasMetrics = Has("METRICS"),
            HasTraces = Has("TRACES"),
            HasLogs = Has("LOGS"),
        };
        if (traceRatio is null && Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER_ARG") is { Length: > 0 } text)
        {
            traceRatio = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && read is >= 0 and <= 1
                ? read
                : throw new InvalidDataException($"OTEL_TRACES_SAMPLER_ARG is a number from 0 to 1, not '{text}'");
        }
        foreach (var name in new[] { "ENDPOINT", "METRICS_ENDPOINT", "TRACES_ENDPOINT", "LOGS_ENDPOINT" })
        {
            if (Variable(name) is { } told && !Uri.TryCreate(told, UriKind.Absolute, out _))
            {
                throw new InvalidDataException($"{Variables}{name} is a URL, not '{told}'");
            }
        }
        return options.HasMetrics || options.HasTraces || options.HasLogs
            ? options with { TraceRatio = traceRatio ?? options.TraceRatio }
            : null;

        bool Has(string signal) =>
            (endpoint is not null || IsSet("ENDPOINT") || IsSet($"{signal}_ENDPOINT"))
            && Environment.GetEnvironmentVariable($"OTEL_{signal}_EXPORTER") is not "none";
    }

    /// <summary>What a standard variable says: ENDPOINT, METRICS_ENDPOINT, and so on; null: nothing.</summary>
    internal static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(Variables + name) is { Length: > 0 } text ? text : null;

    private static bool IsSet(string name) => Variable(name) is not null;
}
