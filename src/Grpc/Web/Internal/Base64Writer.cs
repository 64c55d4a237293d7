using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>
/// Puts bytes into base64 on their way into a pipe. Every flush ends with padding, so that a client can read all that was sent;
/// between flushes bytes are held.
/// </summary>
internal sealed class Base64Writer(PipeWriter pipe) : PipeWriter
{
    // A multiple of three, which needs no padding.
    private const int MaxChunk = 3 * 1024;

    private readonly ArrayBufferWriter<byte> _held = new();

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => pipe.UnflushedBytes + _held.WrittenCount;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _held.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _held.GetSpan(sizeHint);

    public override void Advance(int bytes) => _held.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Encode();
        return pipe.FlushAsync(cancellationToken);
    }

    /// <summary>Hands on what is held, without a flush.</summary>
    public void Encode()
    {
        for (var rest = _held.WrittenSpan; !rest.IsEmpty;)
        {
            var chunk = rest[..Math.Min(rest.Length, MaxChunk)];
            Base64.EncodeToUtf8(chunk, pipe.GetSpan(Base64.GetMaxEncodedToUtf8Length(chunk.Length)), out _, out var written);
            pipe.Advance(written);
            rest = rest[chunk.Length..];
        }

        _held.ResetWrittenCount();
    }

    public override void CancelPendingFlush() => pipe.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        Encode();
        pipe.Complete(exception);
    }
}
