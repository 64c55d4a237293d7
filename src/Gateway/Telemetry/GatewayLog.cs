using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Exchange.Gateway.Telemetry;

/// <summary>How a log is written to the standard error.</summary>
public enum LogFormat
{
    /// <summary>For a person: <c>exchange: warning: …</c>.</summary>
    Text,

    /// <summary>For programs: one JSON object a line, with the time, the message's number and its fields.</summary>
    Json,
}

/// <summary>Sets up the log.</summary>
internal static class GatewayLog
{
    /// <summary>What says of HTTP/2 as critical, and many times over, that a client asked for more than it reads: no error of ours.</summary>
    public const string Http2 = "Microsoft.AspNetCore.Server.Kestrel.Http2";

    /// <summary>Writes to the standard error, from a level up.</summary>
    public static Action<ILoggingBuilder> ToStandardError(LogFormat format, LogLevel level) => logging =>
    {
        logging.SetMinimumLevel(level);
        Quiet((category, least) => logging.AddFilter(category, least), level);
        logging.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.FormatterName = format == LogFormat.Json ? ConsoleFormatterNames.Json : TextFormatter.FormatterName;
        });
        logging.AddConsoleFormatter<TextFormatter, ConsoleFormatterOptions>();
        logging.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.TimestampFormat = "O";
            json.UseUtcTimestamp = true;
        });
    };

    /// <summary>As quiet for one provider, whose own rules go before those for all.</summary>
    public static void QuietFramework<TProvider>(ILoggingBuilder logging, LogLevel level)
        where TProvider : ILoggerProvider => Quiet((category, least) => logging.AddFilter<TProvider>(category, least), level);

    private static void Quiet(Action<string, LogLevel> addFilter, LogLevel level)
    {
        // What the framework says below a warning can hold what callers sent, and of calls we say ourselves what there is to say.
        addFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        addFilter(Http2, LogLevel.None);
        // What it says of a start that failed, StartAsync throws.
        addFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
