using System.Buffers;
using System.Buffers.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>
/// Reads base64 as the bytes it stands for. Padding may stand anywhere: a client may have encoded its messages one by one.
/// </summary>
internal sealed class Base64Stream(Stream text) : Stream
{
    private const int QuadLength = 4;
    private const int MaxQuads = 1024;

    private readonly byte[] _text = new byte[MaxQuads * QuadLength];
    private readonly byte[] _bytes = new byte[MaxQuads * 3];
    private int _textLength;
    private Memory<byte> _decoded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="RpcException">Internal: it is not base64.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_decoded.IsEmpty)
        {
            var read = await text.ReadAsync(_text.AsMemory(_textLength), cancellationToken);
            if (read == 0)
            {
                return _textLength == 0 ? 0 : throw Malformed();
            }

            _textLength += read;
            Decode();
        }

        var count = Math.Min(buffer.Length, _decoded.Length);
        _decoded[..count].CopyTo(buffer);
        _decoded = _decoded[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    // All whole quads; what is left waits for more.
    private void Decode()
    {
        var whole = _textLength / QuadLength * QuadLength;
        var (at, decoded) = (0, 0);
        while (at < whole)
        {
            var run = _text.AsSpan(at, whole - at);
            if (run.IndexOf((byte)'=') is >= 0 and var padding)
            {
                run = run[..((padding / QuadLength * QuadLength) + QuadLength)];
            }

            if (Base64.DecodeFromUtf8(run, _bytes.AsSpan(decoded), out var consumed, out var written) != OperationStatus.Done || consumed < run.Length)
            {
                throw Malformed();
            }

            at += run.Length;
            decoded += written;
        }

        _text.AsSpan(whole, _textLength - whole).CopyTo(_text);
        _textLength -= whole;
        _decoded = _bytes.AsMemory(0, decoded);
    }

    private static RpcException Malformed() => new(new Status(StatusCode.Internal, "The request is malformed: it is not base64."));
}
