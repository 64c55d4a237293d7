using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>The client's side of the mapping between gRPC and HTTP/2.</summary>
internal static class ClientProtocol
{
    public static readonly MediaTypeHeaderValue ContentType = new(ProtocolHeaders.ContentType);

    private const string UserAgent = "grpc-csharp-exchange/1.0";

    public static HttpRequestMessage CreateRequest(Uri uri, HttpContent content, Metadata? metadata, TimeSpan? timeout, bool compresses)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        request.Headers.TryAddWithoutValidation(ProtocolHeaders.AcceptEncoding, Gzip.Accepted);
        if (compresses)
        {
            request.Headers.TryAddWithoutValidation(ProtocolHeaders.Encoding, Gzip.Name);
        }

        if (timeout is { } remaining)
        {
            request.Headers.TryAddWithoutValidation(ProtocolHeaders.Timeout, TimeoutEncoding.Encode(remaining));
        }

        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (!ProtocolHeaders.IsReserved(entry.Key))
            {
                request.Headers.TryAddWithoutValidation(entry.Key, MetadataEncoding.Encode(entry));
            }
        }

        return request;
    }

    public static Metadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                MetadataEncoding.Decode(name, value, metadata);
            }
        }

        return metadata;
    }

    /// <summary>The status among headers or trailers, or null when there is none.</summary>
    public static Status? ReadStatus(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues(ProtocolHeaders.Status, out var values))
        {
            return null;
        }

        var detail = headers.NonValidated.TryGetValues(ProtocolHeaders.Message, out var message)
            ? PercentEncoding.Decode(message.ToString())
            : "";
        return int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new Status(code <= (int)StatusCode.Unauthenticated ? (StatusCode)code : StatusCode.Unknown, detail)
            : new Status(StatusCode.Unknown, $"The server's status '{values}' is malformed.");
    }

    /// <summary>Why a response cannot be read as gRPC at all; null when it can.</summary>
    public static Status? Refuse(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new Status(Map(response.StatusCode), $"The server answered HTTP {(int)response.StatusCode}.");
        }

        var contentType = response.Content.Headers.NonValidated.TryGetValues("content-type", out var values) ? values.ToString() : null;
        if (!ProtocolHeaders.IsGrpc(contentType))
        {
            return new Status(StatusCode.Unknown, $"The server answered with the content type '{contentType}'.");
        }

        return EncodingOf(response) is ProtocolHeaders.IdentityEncoding or Gzip.Name
            ? null
            : new Status(StatusCode.Internal, $"The server answered in the encoding '{EncodingOf(response)}', which was not offered.");
    }

    /// <summary>Whether the messages of a response may be compressed.</summary>
    public static bool IsGzip(HttpResponseMessage response) => EncodingOf(response) == Gzip.Name;

    /// <summary>Whether a call's headers ask for its requests to be compressed.</summary>
    /// <exception cref="RpcException">Unimplemented: with something else than gzip.</exception>
    public static bool Compresses(Metadata? headers) => headers?.GetValue(ProtocolHeaders.EncodingRequest) switch
    {
        null or ProtocolHeaders.IdentityEncoding => false,
        Gzip.Name => true,
        var other => throw new RpcException(new Status(
            StatusCode.Unimplemented, $"Requests can be compressed with {Gzip.Name}, not with '{other}'.")),
    };

    /// <summary>What went wrong below gRPC, as a status.</summary>
    public static Status StatusOf(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case RpcException failure:
                    return failure.Status;
                case HttpProtocolException reset:
                    return new Status(Map(reset.ErrorCode), $"The stream was reset with HTTP/2 error {reset.ErrorCode}.", exception);
                case OperationCanceledException:
                    return new Status(StatusCode.Cancelled, "The call was cancelled.", exception);
            }
        }

        return exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } =>
                new Status(StatusCode.Internal, $"The server's answer is not HTTP/2: {exception.Message}", exception),
            // What is wrong with whose certificate, that is.
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } why } =>
                new Status(StatusCode.Unavailable, why.Message, exception),
            HttpRequestException or IOException => new Status(StatusCode.Unavailable, exception.Message, exception),
            _ => new Status(StatusCode.Internal, $"The call failed: {exception.Message}", exception),
        };
    }

    private static string EncodingOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(ProtocolHeaders.Encoding, out var encoding) ? encoding.ToString() : ProtocolHeaders.IdentityEncoding;

    // Only for answers without a grpc-status, from a proxy for example.
    private static StatusCode Map(HttpStatusCode code) => code switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };

    private static StatusCode Map(long resetCode) => resetCode switch
    {
        // NO_ERROR: the table for resets says INTERNAL, but it is also what calls get that are open when a server goes away.
        0x0 => StatusCode.Unavailable,
        0x5 => StatusCode.Unknown, // STREAM_CLOSED: nobody is there to be told
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        > 0x0 and <= 0xa => StatusCode.Internal,
        _ => StatusCode.Unknown,
    };
}
