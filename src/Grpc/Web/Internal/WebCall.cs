using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>
/// A call by gRPC-Web, to its handler a call like any other: the request's bytes, a response with trailers, and, where HTTP has
/// none, a reset.
/// </summary>
internal sealed class WebCall : IRequestBodyPipeFeature, IHttpResponseBodyFeature, IHttpResponseTrailersFeature, IHttpResetFeature
{
    private readonly HttpContext _http;
    private readonly IHttpResponseBodyFeature _body;
    private readonly Base64Writer? _text;
    private Stream? _stream;
    private bool _ended;

    private WebCall(HttpContext http, WebFormat request, WebFormat response)
    {
        _http = http;
        _body = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _text = response.IsText ? new Base64Writer(_body.Writer) : null;
        ContentType = response.ContentType;
        Reader = request.IsText ? PipeReader.Create(new Base64Stream(http.Request.Body)) : http.Request.BodyReader;
        Writer = _text ?? _body.Writer;
    }

    /// <summary>The response's content type.</summary>
    public string ContentType { get; }

    public PipeReader Reader { get; }

    public PipeWriter Writer { get; }

    public Stream Stream => _stream ??= Writer.AsStream();

    /// <summary>What stands behind the messages; sent when the call ends.</summary>
    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    /// <summary>Has a request read as a call by gRPC-Web.</summary>
    public static WebCall Open(HttpContext http, WebFormat format)
    {
        var call = new WebCall(http, format, format.Answer(http.Request.Headers.Accept));
        http.Features.Set(call);
        http.Features.Set<IRequestBodyPipeFeature>(call);
        http.Features.Set<IHttpResponseBodyFeature>(call);
        http.Features.Set<IHttpResponseTrailersFeature>(call);
        if (http.Features.Get<IHttpResetFeature>() is null)
        {
            http.Features.Set<IHttpResetFeature>(call);
        }

        return call;
    }

    /// <summary>Writes the trailers behind the messages, if there are any to write; once.</summary>
    public void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        if (Trailers.Count > 0)
        {
            TrailersFrame.Write(Trailers, Writer);
        }

        _text?.Encode();
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => _body.StartAsync(cancellationToken);

    public Task CompleteAsync()
    {
        if (!_http.Response.HasStarted && !HttpProtocol.IsHttp2(_http.Request.Protocol))
        {
            // The handler is still at work, and until it ends nobody reads what comes next on this connection.
            _http.Response.Headers.Connection = "close";
        }

        End();
        return _body.CompleteAsync();
    }

    public void DisableBuffering() => _body.DisableBuffering();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A call has messages, not files.");

    // HTTP/1.1 cannot end one response of a connection early. A reset without an error only tells the client to send no more.
    void IHttpResetFeature.Reset(int errorCode)
    {
        if (errorCode != 0)
        {
            _http.Abort();
        }
    }
}
