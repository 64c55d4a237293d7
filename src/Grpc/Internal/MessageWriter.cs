using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Internal;

/// <summary>
/// Frames messages: a flag (0, not compressed), the length in four bytes, big-endian, the message. A marshaller that says the
/// length first writes straight into the output. One message at a time.
/// </summary>
internal sealed class MessageWriter(IBufferWriter<byte> output, int? maxMessageSize) : SerializationContext, IBufferWriter<byte>
{
    public const int PrefixLength = 5;

    private int _declared;
    private int _written;
    private bool _completed;
    private ArrayBufferWriter<byte>? _unsized;

    /// <summary>Writes a message and returns how many bytes it took with its prefix.</summary>
    /// <exception cref="RpcException">ResourceExhausted: the message is longer than the limit; nothing was written.</exception>
    public int Write<T>(Action<T, SerializationContext> serializer, T message)
    {
        _declared = -1;
        _written = 0;
        _completed = false;
        _unsized = null;
        serializer(message, this);
        if (!_completed || _written != _declared)
        {
            throw new InvalidOperationException($"The marshaller of {typeof(T)} announced {_declared} bytes and wrote {_written}.");
        }

        return PrefixLength + _written;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        if (_declared >= 0)
        {
            throw new InvalidOperationException("The length of a message is said once.");
        }

        if (payloadLength > maxMessageSize)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"The message to send has {payloadLength} bytes; the limit is {maxMessageSize}."));
        }

        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], payloadLength);
        output.Advance(PrefixLength);
        _declared = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter() => _declared >= 0 ? this : _unsized ??= new ArrayBufferWriter<byte>();

    public override void Complete()
    {
        if (_unsized is { } unsized)
        {
            WriteWhole(unsized.WrittenSpan);
        }

        _completed = true;
    }

    public override void Complete(byte[] payload)
    {
        WriteWhole(payload);
        _completed = true;
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        output.Advance(count);
        _written += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => output.GetMemory(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => output.GetSpan(sizeHint);

    private void WriteWhole(ReadOnlySpan<byte> payload)
    {
        if (_declared < 0)
        {
            SetPayloadLength(payload.Length);
        }

        output.Write(payload);
        _written += payload.Length;
    }
}
