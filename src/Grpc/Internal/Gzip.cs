using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Internal;

/// <summary>The one message encoding known here besides identity: a gzip stream a message.</summary>
internal static class Gzip
{
    public const string Name = "gzip";

    /// <summary>What <c>grpc-accept-encoding</c> says here.</summary>
    public const string Accepted = ProtocolHeaders.IdentityEncoding + "," + Name;

    /// <summary>Shorter messages, in bytes, go as they are: they fit one packet, and there is nothing to win.</summary>
    public const int MinLength = 1024;

    // Header and trailer.
    private const int EmptyLength = 18;

    /// <summary>Whether a list of encodings, as in <c>grpc-accept-encoding</c>, has gzip.</summary>
    public static bool IsIn(string? encodings)
    {
        foreach (var range in encodings.AsSpan().Split(','))
        {
            if (encodings.AsSpan(range).Trim().Equals(Name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public static void Compress(ReadOnlySpan<byte> plain, PooledBuffer packed, CompressionLevel level)
    {
        using var gzip = new GZipStream(new BufferStream(packed), level);
        gzip.Write(plain);
    }

    /// <summary>Unpacks a message, holding little more than its limit however much the stream would give.</summary>
    /// <exception cref="RpcException">ResourceExhausted: longer than the limit. Internal: not a whole gzip stream.</exception>
    public static void Decompress(ReadOnlySequence<byte> packed, PooledBuffer plain, int maxLength)
    {
        if (packed.Length < EmptyLength)
        {
            throw Malformed("it is not gzip");
        }

        using var gzip = new GZipStream(PipeReader.Create(packed).AsStream(), CompressionMode.Decompress);
        try
        {
            for (int read; (read = gzip.Read(plain.GetSpan())) > 0;)
            {
                plain.Advance(read);
                if (plain.Written.Length > maxLength)
                {
                    throw new RpcException(new Status(
                        StatusCode.ResourceExhausted, $"The message received has more than {maxLength} bytes, the limit, when unpacked."));
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw Malformed("it is not gzip", e);
        }

        // A stream that is cut off ends without a word otherwise.
        if (LengthSaid(packed) != (uint)plain.Written.Length)
        {
            throw Malformed("it is not one whole gzip stream");
        }
    }

    // The last four bytes of a gzip stream.
    private static uint LengthSaid(ReadOnlySequence<byte> packed)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        packed.Slice(packed.Length - length.Length).CopyTo(length);
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }

    private static RpcException Malformed(string how, Exception? exception = null) =>
        new(new Status(StatusCode.Internal, $"The message received is malformed: {how}.", exception));

    /// <summary>Writes into a buffer what is written to it as a stream.</summary>
    private sealed class BufferStream(PooledBuffer buffer) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

        public override void Flush()
        {
            // What is written is there.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
