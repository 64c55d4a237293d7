using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Internal;

/// <summary>
/// Frames messages: a flag (1 when compressed), the length in four bytes, big-endian, the message. A marshaller that says the
/// length first writes straight into the output, unless the message may be compressed. One message at a time.
/// </summary>
/// <param name="output">Where the messages are written to.</param>
/// <param name="maxMessageSize">The longest message in bytes, before it is compressed; null: no limit.</param>
/// <param name="compression">How messages are compressed with gzip; null: they are not.</param>
internal sealed class MessageWriter(IBufferWriter<byte> output, int? maxMessageSize, CompressionLevel? compression = null)
    : SerializationContext, IBufferWriter<byte>
{
    public const int PrefixLength = 5;

    private int _declared;
    private int _written;
    private bool _completed;
    private bool _compresses;
    private ArrayBufferWriter<byte>? _held;
    private ArrayBufferWriter<byte>? _unsized;

    private IBufferWriter<byte> Target => _held ?? output;

    /// <summary>Writes a message and returns how many bytes it took with its prefix.</summary>
    /// <exception cref="RpcException">ResourceExhausted: the message is longer than the limit; nothing was written.</exception>
    public int Write<T>(Action<T, SerializationContext> serializer, T message, WriteFlags flags = WriteFlags.None)
    {
        _declared = -1;
        _written = 0;
        _completed = false;
        _compresses = compression is not null && (flags & WriteFlags.NoCompress) == WriteFlags.None;
        _unsized = null;
        _held = null;
        serializer(message, this);
        if (!_completed || _written != _declared)
        {
            throw new InvalidOperationException($"The marshaller of {typeof(T)} announced {_declared} bytes and wrote {_written}.");
        }

        return PrefixLength + (_held is null ? _written : WriteHeld(_held));
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

        _declared = payloadLength;
        if (_compresses && payloadLength >= Gzip.MinLength)
        {
            _held = new ArrayBufferWriter<byte>(payloadLength);
        }
        else
        {
            WritePrefix(flag: 0, payloadLength);
        }
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
        Target.Advance(count);
        _written += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => Target.GetMemory(sizeHint);

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => Target.GetSpan(sizeHint);

    private void WriteWhole(ReadOnlySpan<byte> payload)
    {
        if (_declared < 0)
        {
            SetPayloadLength(payload.Length);
        }

        Target.Write(payload);
        _written += payload.Length;
    }

    // A message that compression does not make shorter goes as it is: the flag stands with each.
    private int WriteHeld(ArrayBufferWriter<byte> plain)
    {
        using var packed = new PooledBuffer(plain.WrittenCount);
        Gzip.Compress(plain.WrittenSpan, packed, compression!.Value);
        var pays = packed.Written.Length < plain.WrittenCount;
        var payload = pays ? packed.Written.Span : plain.WrittenSpan;
        WritePrefix(pays ? (byte)1 : (byte)0, payload.Length);
        output.Write(payload);
        _held = null;
        return payload.Length;
    }

    private void WritePrefix(byte flag, int length)
    {
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        output.Advance(PrefixLength);
    }
}
