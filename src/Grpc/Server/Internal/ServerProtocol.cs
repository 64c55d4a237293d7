using Grpc.Core;
using Grpc.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The server's side of the mapping between gRPC and HTTP/2.</summary>
internal static class ServerProtocol
{
    /// <summary>Whether a request is gRPC over HTTP/2; if not, it is answered as plain HTTP.</summary>
    public static bool Accepts(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            return false;
        }

        if (!ProtocolHeaders.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        http.Response.ContentType = ProtocolHeaders.ContentType;
        return true;
    }

    /// <summary>Lifts Kestrel's limits on a request's size and pace: a stream has no end and may be silent.</summary>
    public static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>What the client said of its deadline and encoding; a status other than OK refuses the call.</summary>
    public static Status ReadRequest(HttpContext http, out TimeSpan? timeout)
    {
        timeout = null;
        var headers = http.Request.Headers;
        if (headers.TryGetValue(ProtocolHeaders.Encoding, out var encoding) && encoding != ProtocolHeaders.IdentityEncoding)
        {
            http.Response.Headers[ProtocolHeaders.AcceptEncoding] = ProtocolHeaders.IdentityEncoding;
            return new Status(StatusCode.Unimplemented, $"The encoding '{encoding}' is not known here.");
        }

        if (headers.TryGetValue(ProtocolHeaders.Timeout, out var text))
        {
            if (!TimeoutEncoding.TryDecode(text.ToString(), out var decoded))
            {
                return new Status(StatusCode.Internal, $"The timeout '{text}' is malformed.");
            }

            timeout = decoded;
        }

        return Status.DefaultSuccess;
    }

    public static Metadata ReadMetadata(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                MetadataEncoding.Decode(name, value ?? "", metadata);
            }
        }

        return metadata;
    }

    public static void WriteMetadata(IHeaderDictionary headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            if (!ProtocolHeaders.IsReserved(entry.Key))
            {
                headers.Append(entry.Key, MetadataEncoding.Encode(entry));
            }
        }
    }

    /// <summary>Writes how a call ended: behind the messages, or as headers when there is nothing else to send.</summary>
    public static void WriteStatus(IHeaderDictionary headers, Status status, Metadata? trailers)
    {
        headers[ProtocolHeaders.Status] = status.StatusCode == StatusCode.OK ? Ok : new StringValues(status.StatusCode.ToString("D"));
        if (status.Detail.Length > 0)
        {
            headers[ProtocolHeaders.Message] = PercentEncoding.Encode(status.Detail);
        }

        if (trailers is not null)
        {
            WriteMetadata(headers, trailers);
        }
    }

    private static readonly StringValues Ok = "0";
}
