using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Grpc.Tests;

/// <summary>HTTP/2 without any gRPC, to send what no gRPC client would.</summary>
public sealed class RawClient(Uri address) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = Patience };

    public static byte[] Frame(IMessage message, byte flag = 0) => Frame(message.ToByteArray(), flag);

    public static byte[] Frame(byte[] payload, byte flag = 0)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>A gzip stream.</summary>
    public static byte[] Gzip(byte[] plain)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    /// <summary>The body and the grpc-status, which stands in the trailers or, when there is nothing else, in the headers.</summary>
    public static async Task<(byte[] Body, string? Status)> ReadToEndAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync().WaitAsync(Patience);
        return (body, Header(response.Headers, "grpc-status") ?? Header(response.TrailingHeaders, "grpc-status"));
    }

    public static string? Header(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.Single() : null;

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        PostAsync(path, new ByteArrayContent(body), headers);

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType ??= new MediaTypeHeaderValue("application/grpc");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A request body that is open and says nothing until it is disposed.</summary>
public sealed class SilentContent : HttpContent
{
    private readonly TaskCompletionSource _end = new();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync();
        await _end.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _end.TrySetResult();
        base.Dispose(disposing);
    }
}

/// <summary>A request body in pieces, each flushed by itself.</summary>
public sealed class PiecemealContent(byte[] bytes) : HttpContent
{
    public int PieceLength { get; init; } = 1;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (var piece in bytes.Chunk(PieceLength))
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
