using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace Exchange.Cli.Remote;

/// <summary>The options that say what a gateway tells its operator, and where.</summary>
internal sealed class TelemetryOptionValues
{
    private readonly Option<LogFormat> _log = new Option<LogFormat>("--log")
    {
        Description = "How the log is written to stderr.",
        DefaultValueFactory = _ => Gateway.Telemetry.LogFormat.Text,
    }.OneOf(("text", Gateway.Telemetry.LogFormat.Text), ("json", Gateway.Telemetry.LogFormat.Json));

    private readonly Option<LogLevel> _level = new Option<LogLevel>("--log-level")
    {
        Description = "From which level on.",
        DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Warning,
    }.OneOf(
        ("trace", Microsoft.Extensions.Logging.LogLevel.Trace),
        ("debug", Microsoft.Extensions.Logging.LogLevel.Debug),
        ("info", Microsoft.Extensions.Logging.LogLevel.Information),
        ("warning", Microsoft.Extensions.Logging.LogLevel.Warning),
        ("error", Microsoft.Extensions.Logging.LogLevel.Error),
        ("none", Microsoft.Extensions.Logging.LogLevel.None));

    private readonly Option<Uri?> _otlp = new("--otlp")
    {
        Description = "Export metrics, traces and the log to a collector by OTLP; $OTEL_EXPORTER_OTLP_ENDPOINT does too.",
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    private readonly Option<double?> _traceRatio = new("--trace-ratio")
    {
        Description = "With --otlp: of which part of calls and instructions traces are kept, from 0 to 1; without it: 0.01.",
        HelpName = "R",
    };

    public TelemetryOptionValues(Command command)
    {
        command.Add(_log);
        command.Add(_level);
        command.Add(_otlp);
        command.Add(_traceRatio);
        _traceRatio.Validators.Add(CheckRatio);
    }

    public LogFormat LogFormat(ParseResult arguments) => arguments.GetValue(_log);

    public LogLevel LogLevel(ParseResult arguments) => arguments.GetValue(_level);

    /// <summary>What is exported; null: nothing.</summary>
    public TelemetryOptions? Export(ParseResult arguments) =>
        TelemetryOptions.Read(arguments.GetValue(_otlp), arguments.GetValue(_traceRatio));

    private static Uri? ParseUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0)
        {
            return url;
        }
        result.AddError("--otlp takes http://HOST:PORT or https://HOST:PORT; who is let in there, $OTEL_EXPORTER_OTLP_HEADERS says.");
        return null;
    }

    private static void CheckRatio(OptionResult result)
    {
        if (result.GetValueOrDefault<double?>() is { } ratio && ratio is not (>= 0 and <= 1))
        {
            result.AddError("--trace-ratio takes a number from 0 to 1.");
        }
    }
}
