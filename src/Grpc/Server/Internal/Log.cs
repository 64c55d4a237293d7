using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What the server says in its log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "The call of {Method} was over before its handler.")]
    public static partial void HandlerCancelled(ILogger logger, string method, Exception exception);
}
