using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Calls by gRPC-Web over HTTP/1.1, as bytes, to a first message or a status.</summary>
internal sealed class WebCaller : IDisposable
{
    private const int PrefixLength = 5;
    private const byte TrailersFlag = 0x80;

    private readonly HttpClient _http;

    public WebCaller(Uri url, HttpMessageHandler? handler = null) =>
        _http = new(handler ?? new SocketsHttpHandler()) { BaseAddress = url, Timeout = TestCaller.Patience };

    /// <summary>OK when there is a message, or else the status.</summary>
    /// <param name="path">The method's.</param>
    /// <param name="message">The one request.</param>
    /// <param name="token">The caller's; null: none.</param>
    /// <param name="whenOpenAsync">Done once there are headers.</param>
    public async Task<StatusCode> CallAsync(string path, byte[] message, string? token, Func<Task> whenOpenAsync)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(RawClient.Frame(message, message.Length)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web+proto");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {token}");
        }
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        if (response.Headers.TryGetValues("grpc-status", out var statuses))
        {
            return Enum.Parse<StatusCode>(statuses.Single());
        }
        await whenOpenAsync();
        return await ReadAsync(await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();

    private static async Task<StatusCode> ReadAsync(Stream body)
    {
        var prefix = new byte[PrefixLength];
        await body.ReadExactlyAsync(prefix).AsTask().WaitAsync(TestCaller.Patience);
        if (prefix[0] != TrailersFlag)
        {
            return StatusCode.OK;
        }
        var trailers = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await body.ReadExactlyAsync(trailers).AsTask().WaitAsync(TestCaller.Patience);
        var status = Encoding.ASCII.GetString(trailers).Split("\r\n").Single(line => line.StartsWith("grpc-status: ", StringComparison.Ordinal));
        return Enum.Parse<StatusCode>(status["grpc-status: ".Length..]);
    }
}
