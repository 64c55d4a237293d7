using System.Net;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Routing;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Directory = Exchange.Gateway.Routing.Directory;

namespace Exchange.Gateway.Telemetry;

/// <summary>Who is let in and who is not, and whose streams are cut. Any thread.</summary>
internal sealed class AccessTelemetry
{
    // Of calls that are not let in one line so often, however many there are.
    private const int QuietMs = 1000;

    private readonly Lock _gate = new();
    private readonly GatewayMetrics _metrics;
    private readonly Directory _directory;
    private readonly ILogger _log;
    private long _saidAtMs = -QuietMs;
    private long _unsaid;

    public AccessTelemetry(GatewayMetrics metrics, Directory directory, GatewayTelemetry telemetry) =>
        (_metrics, _directory, _log) = (metrics, directory, telemetry.Log);

    /// <summary>A caller is let in: its span says who it is.</summary>
    public void LetIn(int number, Token token)
    {
        if (CallTelemetry.CurrentSpan is { } span)
        {
            span.SetTag("exchange.token.number", number);
            span.SetTag("exchange.account", _directory.Catalog.Account(token.Account).Id);
        }
    }

    /// <summary>A caller is not let in.</summary>
    /// <param name="cause">Why; never what the caller showed.</param>
    /// <param name="from">Where the call came from, if that is known.</param>
    public void Failed(string cause, IPAddress? from)
    {
        _metrics.NotAuthenticated(cause);
        if (_log.IsEnabled(LogLevel.Information) && TakeUnsaid() is > 0 and var count)
        {
            LogMessages.AuthenticationFailed(_log, cause, from?.ToString() ?? "unknown", count);
        }
    }

    /// <summary>A stream has ended; it may have been cut.</summary>
    public void StreamEnded(int token, EventQueue queue)
    {
        if (queue.RanFull)
        {
            _metrics.StreamCut("slow_reader");
            var account = _directory.Catalog.FindToken(token) is { } known ? _directory.Catalog.Account(known.Account).Id : "";
            LogMessages.SlowReaderCut(_log, account, token);
        }
        else if (queue.Reason is RpcException { StatusCode: StatusCode.Unauthenticated or StatusCode.Aborted } reason)
        {
            _metrics.StreamCut(reason.StatusCode == StatusCode.Aborted ? "taken_over" : "token_ended");
        }
    }

    /// <summary>How many there are to tell of; zero when it is too early.</summary>
    private long TakeUnsaid()
    {
        lock (_gate)
        {
            _unsaid++;
            var now = Environment.TickCount64;
            if (now - _saidAtMs < QuietMs)
            {
                return 0;
            }
            (_saidAtMs, var count, _unsaid) = (now, _unsaid, 0);
            return count;
        }
    }
}
