using Grpc.AspNetCore.Web.Internal;
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
    /// <summary>Whether a request is gRPC over HTTP/2, or gRPC-Web; if not, it is answered as plain HTTP.</summary>
    public static bool Accepts(HttpContext http)
    {
        if (http.Features.Get<WebCall>() is { } web)
        {
            http.Response.ContentType = web.ContentType;
            return true;
        }

        if (!ProtocolHeaders.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
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

    /// <summary>What the client said of its deadline and encodings; a status other than OK refuses the call.</summary>
    public static Status ReadRequest(HttpContext http, out RequestTerms terms)
    {
        var headers = http.Request.Headers;
        terms = new RequestTerms { AcceptsGzip = Gzip.IsIn(headers[ProtocolHeaders.AcceptEncoding]) };
        http.Response.Headers[ProtocolHeaders.AcceptEncoding] = Gzip.Accepted;
        if (headers.TryGetValue(ProtocolHeaders.Encoding, out var encoding) && encoding != ProtocolHeaders.IdentityEncoding)
        {
            if (encoding != Gzip.Name)
            {
                return new Status(StatusCode.Unimplemented, $"The encoding '{encoding}' is not known here; {Gzip.Accepted} are.");
            }

            terms.IsGzip = true;
        }

        if (headers.TryGetValue(ProtocolHeaders.Timeout, out var text))
        {
            if (!TimeoutEncoding.TryDecode(text.ToString(), out var decoded))
            {
                return new Status(StatusCode.Internal, $"The timeout '{text}' is malformed.");
            }

            terms.Timeout = decoded;
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

/// <summary>What a client said of its call.</summary>
internal struct RequestTerms
{
    /// <summary>How long it waits; null: for ever.</summary>
    public TimeSpan? Timeout;

    /// <summary>Whether its messages may be compressed with gzip.</summary>
    public bool IsGzip;

    /// <summary>Whether those it is sent may be.</summary>
    public bool AcceptsGzip;
}
