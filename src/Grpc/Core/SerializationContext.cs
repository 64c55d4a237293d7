using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller writes one message to. Valid only while the marshaller runs.</summary>
public abstract class SerializationContext
{
    /// <summary>Says how long the message will be, so that it can be written straight to the wire.</summary>
    /// <param name="payloadLength">The exact length in bytes.</param>
    /// <exception cref="RpcException">ResourceExhausted: longer than the limit for sent messages.</exception>
    public abstract void SetPayloadLength(int payloadLength);

    /// <summary>The buffer to write the message to.</summary>
    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Ends a message that was written to <see cref="GetBufferWriter"/>.</summary>
    public abstract void Complete();

    /// <summary>Writes a whole message at once.</summary>
    /// <param name="payload">The message.</param>
    public abstract void Complete(byte[] payload);
}
