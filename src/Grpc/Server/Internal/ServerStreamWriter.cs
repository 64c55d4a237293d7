using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The responses of a call, as its handler writes them.</summary>
internal sealed class ServerStreamWriter<T>(HttpServerCallContext call, Marshaller<T> marshaller) : IServerStreamWriter<T>
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return call.WriteAsync(marshaller, message, (WriteOptions ?? call.WriteOptions)?.Flags ?? WriteFlags.None);
    }
}
