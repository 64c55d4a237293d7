using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The responses of a call, as its handler writes them.</summary>
internal sealed class ServerStreamWriter<T>(HttpServerCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions { get; set; }

    private bool MayWait => ((WriteOptions ?? call.WriteOptions)?.Flags & WriteFlags.BufferHint) == WriteFlags.BufferHint;

    public Task WriteAsync(T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return call.WriteAsync(marshaller, message, MayWait);
    }
}
