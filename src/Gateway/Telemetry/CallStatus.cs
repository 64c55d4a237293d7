using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Gateway.Telemetry;

/// <summary>How calls ended.</summary>
internal static class CallStatus
{
    private const string Header = "grpc-status";

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>The protocol's name of a status.</summary>
    public static string NameOf(StatusCode status) => (int)status < Names.Length ? Names[(int)status] : "UNKNOWN";

    /// <summary>Whether an end says that the server did badly, and not the caller.</summary>
    public static bool IsServersFault(StatusCode status) => status is StatusCode.Unknown or StatusCode.DeadlineExceeded
        or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unavailable or StatusCode.DataLoss;

    /// <summary>How a request that was handled ended; null when it was no call.</summary>
    public static StatusCode? Of(HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(StatusCode), out var kept))
        {
            return (StatusCode)kept!;
        }
        // Without the caller nobody was told a status.
        if (http.RequestAborted.IsCancellationRequested)
        {
            return StatusCode.Cancelled;
        }
        var told = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers[Header] is { Count: > 0 } trailer
            ? trailer
            : http.Response.Headers[Header];
        return int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? (StatusCode)code : null;
    }
}
