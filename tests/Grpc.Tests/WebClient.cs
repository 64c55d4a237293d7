using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;

namespace Grpc.Tests;

/// <summary>gRPC-Web by hand: in bytes or in base64, over HTTP/1.1 or HTTP/2.</summary>
internal sealed class WebClient(Uri address, Version version, bool isText) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Patience };

    public string ContentType => isText ? "application/grpc-web-text+proto" : "application/grpc-web+proto";

    public static WebClient Of(EchoServer server, string version, bool isText) =>
        new(version == "1.1" ? server.WebAddress : server.Address, Version.Parse(version), isText);

    /// <summary>Sends messages as one body; the response, once its headers are there.</summary>
    public Task<WebResponse> PostAsync(string method, params IEnumerable<Ping> requests) =>
        PostAsync(method, Body([.. requests]));

    public async Task<WebResponse> PostAsync(
        string method, HttpContent body, CancellationToken cancellation = default, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/grpc.tests.Echo/{method}")
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType ??= MediaTypeHeaderValue.Parse(ContentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return new WebResponse(response, await response.Content.ReadAsStreamAsync(cancellation));
    }

    /// <summary>Messages as a body: in base64 each by itself, as clients do that flush them one by one.</summary>
    public ByteArrayContent Body(params Ping[] messages) => new(
        [.. messages.SelectMany(message => isText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(RawClient.Frame(message))) : RawClient.Frame(message))]);

    public void Dispose() => _http.Dispose();
}

/// <summary>A response by gRPC-Web, read frame by frame.</summary>
internal sealed class WebResponse(HttpResponseMessage http, Stream body) : IDisposable
{
    private readonly List<byte> _bytes = [];
    private readonly List<byte> _text = [];

    public HttpStatusCode HttpStatus => http.StatusCode;

    public string? ContentType => http.Content.Headers.ContentType?.ToString();

    public HttpResponseHeaders Headers => http.Headers;

    /// <summary>The trailers, once they were read, by lower-case name.</summary>
    public Dictionary<string, string>? Trailers { get; private set; }

    public bool IsText => ContentType!.StartsWith("application/grpc-web-text", StringComparison.Ordinal);

    /// <summary>The status, of the headers if the response is trailers only.</summary>
    public string? Status => Header("grpc-status") ?? Trailers?.GetValueOrDefault("grpc-status");

    public string? Header(string name) => RawClient.Header(http.Headers, name);

    /// <summary>The next message; null at the end. Nothing stands behind the trailers.</summary>
    public async Task<Ping?> ReadAsync()
    {
        while (_bytes.Count < 5 || _bytes.Count < 5 + LengthSaid())
        {
            if (!await FillAsync())
            {
                Assert.Empty(_bytes);
                return null;
            }
        }

        Assert.Null(Trailers);
        var (flag, payload) = (_bytes[0], _bytes.GetRange(5, LengthSaid()).ToArray());
        _bytes.RemoveRange(0, 5 + payload.Length);
        if (flag == 0)
        {
            return Ping.Parser.ParseFrom(payload);
        }

        Assert.Equal(0x80, flag);
        Trailers = Encoding.ASCII.GetString(payload).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.All(Trailers.Keys, name => Assert.Equal(name.ToLowerInvariant(), name));
        return await ReadAsync();
    }

    /// <summary>All messages to the end.</summary>
    public async Task<List<Ping>> ReadToEndAsync()
    {
        var messages = new List<Ping>();
        while (await ReadAsync() is { } message)
        {
            messages.Add(message);
        }

        Assert.Empty(http.TrailingHeaders);
        return messages;
    }

    public void Dispose() => http.Dispose();

    private int LengthSaid() => BinaryPrimitives.ReadInt32BigEndian(_bytes.GetRange(1, 4).ToArray());

    private async Task<bool> FillAsync()
    {
        var buffer = new byte[4096];
        var count = await body.ReadAsync(buffer).AsTask().WaitAsync(WebClient.Patience);
        if (!IsText)
        {
            _bytes.AddRange(buffer[..count]);
            return count > 0;
        }

        _text.AddRange(buffer[..count]);
        for (; _text.Count >= 4; _text.RemoveRange(0, 4))
        {
            _bytes.AddRange(Convert.FromBase64String(Encoding.ASCII.GetString(_text.GetRange(0, 4).ToArray())));
        }

        Assert.True(count > 0 || _text.Count == 0, "the text ended within four characters");
        return count > 0;
    }
}
