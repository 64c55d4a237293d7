using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller reads one message from. Valid only while the marshaller runs.</summary>
public abstract class DeserializationContext
{
    /// <summary>The message's length in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message as it lies in the receive buffers.</summary>
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();

    /// <summary>A copy of the message.</summary>
    public abstract byte[] PayloadAsNewBuffer();
}
