using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Grpc.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// A request body of one message. It is serialised when the connection takes it, into a pooled buffer, and not flushed by
/// itself, so that message and end of stream leave together.
/// </summary>
internal sealed class OneMessageContent<T> : HttpContent
{
    private readonly T _message;
    private readonly Marshaller<T> _marshaller;
    private readonly int? _maxMessageSize;
    private readonly CompressionLevel? _compression;

    public OneMessageContent(T message, Marshaller<T> marshaller, int? maxMessageSize, CompressionLevel? compression)
    {
        _message = message;
        _marshaller = marshaller;
        _maxMessageSize = maxMessageSize;
        _compression = compression;
        Headers.ContentType = ClientProtocol.ContentType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer();
        new MessageWriter(buffer, _maxMessageSize, _compression).Write(_marshaller.ContextualSerializer, _message);
        await stream.WriteAsync(buffer.Written, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
