using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Exchange.Gateway.Tests;

/// <summary>HTTP/2 without gRPC, to send what no gRPC client would.</summary>
internal sealed class RawClient(Uri url, string token) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TestCaller.Patience };

    /// <summary>A gRPC message: no compression, the length, the bytes.</summary>
    public static byte[] Frame(IMessage message)
    {
        var payload = message.ToByteArray();
        return Frame(payload, payload.Length);
    }

    /// <summary>The same, with whatever length is said.</summary>
    public static byte[] Frame(byte[] payload, int saidLength)
    {
        var frame = new byte[5 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), saidLength);
        payload.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Posts a body; the HTTP status and, if there is one, the gRPC status.</summary>
    public async Task<(HttpStatusCode Http, string Grpc)> PostAsync(string path, byte[] body, string contentType = "application/grpc")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
        };
        request.Headers.Add("authorization", $"Bearer {token}");
        using var response = await _http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        return (response.StatusCode, StatusIn(response.Headers) ?? StatusIn(response.TrailingHeaders) ?? "");
    }

    public void Dispose() => _http.Dispose();

    private static string? StatusIn(HttpResponseHeaders headers) =>
        headers.TryGetValues("grpc-status", out var values) ? values.Single() : null;
}
