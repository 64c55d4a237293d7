using Microsoft.Extensions.Logging;

namespace Exchange.Gateway.Telemetry;

/// <summary>What the gateway says in its log. The numbers are fixed for good; a token is named by its number and nothing else.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "Recovered through command {Sequence}: {Replayed} replayed, a torn tail of {TruncatedBytes} bytes cut.")]
    public static partial void Recovered(ILogger logger, long sequence, long replayed, long truncatedBytes);

    [LoggerMessage(2, LogLevel.Information, "Listening at {Url}.")]
    public static partial void Listening(ILogger logger, string url);

    [LoggerMessage(3, LogLevel.Information, "Stopping.")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Stopped: all that was accepted is carried out.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(5, LogLevel.Critical, "The exchange cannot go on.")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "{Warning}")]
    public static partial void Warned(ILogger logger, string warning);

    [LoggerMessage(7, LogLevel.Information, "Wrote a snapshot of command {Sequence} in {Seconds} s.")]
    public static partial void SnapshotWritten(ILogger logger, long sequence, double seconds);

    [LoggerMessage(8, LogLevel.Warning, "Cut a stream of {Account} (token {Token}): it was not read fast enough.")]
    public static partial void SlowReaderCut(ILogger logger, string account, int token);

    [LoggerMessage(9, LogLevel.Information, "Authentication failed: {Cause}, from {Peer}; {Count} since the last such line.")]
    public static partial void AuthenticationFailed(ILogger logger, string cause, string peer, long count);

    [LoggerMessage(10, LogLevel.Warning, "Blocked {Account}, by token {Token}: its live orders are cancelled, and it may bring nothing more.")]
    public static partial void Blocked(ILogger logger, string account, int token);

    [LoggerMessage(11, LogLevel.Warning, "Unblocked {Account}, by token {Token}.")]
    public static partial void Unblocked(ILogger logger, string account, int token);

    [LoggerMessage(12, LogLevel.Information, "Issued token {Number}, {Role} of {Account}, by token {Token}.")]
    public static partial void TokenIssued(ILogger logger, int number, string role, string account, int token);

    [LoggerMessage(13, LogLevel.Information, "Revoked token {Number}, by token {Token}.")]
    public static partial void TokenRevoked(ILogger logger, int number, int token);

    [LoggerMessage(14, LogLevel.Debug, "{Method} ended with {Status} after {Milliseconds} ms, from {Peer}.")]
    public static partial void CallEnded(ILogger logger, string method, string status, double milliseconds, string peer);
}
