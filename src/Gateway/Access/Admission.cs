using Exchange.Engine.Bids;
using Exchange.Gateway.Mapping;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Gateway.Access;

/// <summary>Marks services whose callers must show a token.</summary>
internal sealed class NeedsToken;

/// <summary>
/// Turns callers away by their metadata alone, before anything of a call is read or waited for: a stranger's call costs
/// nothing that lasts, and a token's holder has only so many calls open.
/// </summary>
internal sealed class Admission
{
    // From here on Kestrel has a writer wait for the client's window.
    private const int LargeResponse = 4096;

    private readonly AccessControl _access;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _time;

    // By token; those without a call are not in it.
    private readonly Dictionary<int, int> _calls = [];

    public Admission(AccessControl access, ConnectionLimits limits, TimeProvider time) =>
        (_access, _limits, _time) = (access, limits, time);

    /// <summary>How many calls are open.</summary>
    public int OpenCalls
    {
        get
        {
            lock (_calls)
            {
                return _calls.Values.Sum();
            }
        }
    }

    /// <summary>Admits a call to the services that need a token, or ends it with a status.</summary>
    public async Task AdmitAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<NeedsToken>() is null)
        {
            await next(http);
            return;
        }
        Caller caller;
        try
        {
            caller = _access.Authenticate(http.Request.Headers.Authorization.LastOrDefault(), http.Connection.RemoteIpAddress);
            Enter(caller.Token);
        }
        catch (RpcException refused)
        {
            Refuse(http, refused.Status);
            return;
        }
        try
        {
            using var call = new AdmittedCall(caller, http.Features.Get<IHttpResetFeature>(), _limits.OpeningTimeout, _time);
            call.Attach(http.Items);
            await next(http);
            await FlushAsync(http, call);
        }
        finally
        {
            Leave(caller.Token);
        }
    }

    /// <summary>
    /// Waits until the client takes a response that is not small. The server would keep what it does not take for as long as the
    /// connection lasts, and nobody would count it.
    /// </summary>
    private static async Task FlushAsync(HttpContext http, AdmittedCall call)
    {
        var writer = http.Response.BodyWriter;
        if (HttpProtocol.IsHttp2(http.Request.Protocol) && writer is { CanGetUnflushedBytes: true, UnflushedBytes: >= LargeResponse })
        {
            call.Close();
            await writer.FlushAsync(CancellationToken.None);
        }
    }

    private void Enter(int token)
    {
        lock (_calls)
        {
            var open = _calls.GetValueOrDefault(token);
            if (open >= _limits.CallsPerToken)
            {
                throw Refusals.ToStatus(new Refusal(Reason.Limit, $"a token has at most {_limits.CallsPerToken} calls open"));
            }
            _calls[token] = open + 1;
        }
    }

    private void Leave(int token)
    {
        lock (_calls)
        {
            if (--_calls[token] == 0)
            {
                _calls.Remove(token);
            }
        }
    }

    // A response of headers alone. The details are plain ASCII, which needs no encoding.
    private static void Refuse(HttpContext http, in Status status)
    {
        var response = http.Response;
        var isWeb = http.Request.ContentType?.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase) is true;
        response.ContentType = isWeb ? http.Request.ContentType : "application/grpc";
        response.Headers["grpc-status"] = status.StatusCode.ToString("D");
        response.Headers["grpc-message"] = status.Detail;
    }
}
