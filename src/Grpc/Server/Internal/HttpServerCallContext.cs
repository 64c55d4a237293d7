using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>One call: its HTTP request and response, its deadline and its end.</summary>
internal sealed class HttpServerCallContext : ServerCallContext, IDisposable
{
    // RST_STREAM codes of HTTP/2.
    private const int NoError = 0;
    private const int Cancel = 8;

    private readonly CancellationTokenSource? _deadline;
    private readonly MessageOutput _output;
    private readonly DateTime _deadlineAt = DateTime.MaxValue;
    private readonly bool _isGzip;
    private IBufferHolder? _requests;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private bool _headersSent;

    public HttpServerCallContext(HttpContext http, GrpcServiceOptions options, in RequestTerms terms)
    {
        HttpContext = http;
        Options = options;
        _isGzip = terms.IsGzip;
        var compression = terms.AcceptsGzip ? options.ResponseCompression : null;
        if (compression is not null)
        {
            http.Response.Headers[ProtocolHeaders.Encoding] = Gzip.Name;
        }

        _output = new MessageOutput(http.Response.BodyWriter, options.MaxSendMessageSize, compression);
        CancellationTokenCore = http.RequestAborted;
        if (terms.Timeout is { } remaining)
        {
            _deadlineAt = Deadlines.After(DateTime.UtcNow, remaining);
            _deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            _deadline.CancelAfter(Deadlines.Timer(remaining));
            CancellationTokenCore = _deadline.Token;
        }
    }

    public HttpContext HttpContext { get; }

    public GrpcServiceOptions Options { get; }

    public bool HasDeadline => _deadline is not null;

    /// <summary>Whether nobody waits for this call's answer any more, or its time is over.</summary>
    public bool IsCancelled => CancellationTokenCore.IsCancellationRequested;

    protected override string MethodCore => HttpContext.Request.Path.Value!;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => HttpContext.Connection is { RemoteIpAddress: { } address } connection
        ? address.AddressFamily == AddressFamily.InterNetwork
            ? $"ipv4:{address}:{connection.RemotePort}"
            : $"ipv6:{new IPEndPoint(address, connection.RemotePort)}"
        : "unknown";

    protected override DateTime DeadlineCore => _deadlineAt;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ServerProtocol.ReadMetadata(HttpContext.Request.Headers);

    protected override CancellationToken CancellationTokenCore { get; }

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    // What middleware has left for the handler.
    protected override IDictionary<object, object> UserStateCore => HttpContext.Items!;

    /// <summary>The request messages. One reader a call.</summary>
    public MessageReader<T> Read<T>(Marshaller<T> marshaller)
    {
        var messages = new MessageReader<T>(HttpContext.Request.BodyReader, marshaller, Options.MaxReceiveMessageSize, _isGzip);
        Hold(messages);
        return messages;
    }

    /// <summary>Writes a response message; one with the hint to wait leaves with the next one or with the status.</summary>
    public async Task WriteAsync<T>(Marshaller<T> marshaller, T message, WriteFlags flags)
    {
        CancellationTokenCore.ThrowIfCancellationRequested();
        try
        {
            await _output.WriteAsync(marshaller.ContextualSerializer, message, flags);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw Over(e);
        }
    }

    /// <summary>
    /// Ends the response with a status. Only the first call has an effect, and none when the client has gone.
    /// </summary>
    public void End(Status status)
    {
        if (!_output.TryClose(out _))
        {
            return;
        }

        Keep(status);
        if (!HttpContext.RequestAborted.IsCancellationRequested)
        {
            WriteStatus(status);
        }
    }

    /// <summary>
    /// Ends the response at the deadline while the handler may still be at work: the client has its answer in time, and what
    /// the handler writes later is refused. A response that the client does not read cannot end well, so it is cut.
    /// </summary>
    public async Task ExpireAsync(Status status)
    {
        if (HttpContext.RequestAborted.IsCancellationRequested || !_output.TryClose(out var flushPending))
        {
            return;
        }

        Keep(status);
        HttpContext.Request.BodyReader.CancelPendingRead();
        if (!flushPending)
        {
            WriteStatus(status);
            await HttpContext.Response.CompleteAsync();
        }

        HttpContext.Features.Get<IHttpResetFeature>()?.Reset(flushPending ? Cancel : NoError);
    }

    /// <summary>Lets go of the request; the handler has ended.</summary>
    public void Dispose()
    {
        _requests?.Release();
        _deadline?.Dispose();
    }

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (_headersSent || _output.HasWritten)
        {
            throw new InvalidOperationException("The response headers have been sent.");
        }

        _headersSent = true;
        ServerProtocol.WriteMetadata(HttpContext.Response.Headers, responseHeaders);
        return SendHeadersAsync();
    }

    // Starting an HTTP/2 response only readies its headers; the flush of the body sends them.
    private async Task SendHeadersAsync()
    {
        await HttpContext.Response.StartAsync();
        try
        {
            await _output.FlushAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw Over(e);
        }
    }

    // The output is closed at the deadline and at the handler's end; otherwise it was the client who went.
    private Exception Over(Exception inner) =>
        inner is ObjectDisposedException && !IsCancelled
            ? new InvalidOperationException("The handler has ended; nothing can be written after it.", inner)
            : new OperationCanceledException("The call is over.", inner, CancellationTokenCore);

    // For who measures calls around them: whether and how the client learns of it is another matter.
    private void Keep(Status status) => HttpContext.Items[typeof(StatusCode)] = status.StatusCode;

    private void Hold(IBufferHolder requests) => _requests = requests;

    private void WriteStatus(Status status)
    {
        var trailersOnly = !_headersSent && !_output.HasWritten;
        var headers = trailersOnly
            ? HttpContext.Response.Headers
            : HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        ServerProtocol.WriteStatus(headers, status, _responseTrailers);
    }
}
