using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Internal;

/// <summary>
/// Takes messages out of a pipe, parsed where they lie. What one read of the pipe brought is parsed message by message before
/// the pipe is touched again. One reader at a time.
/// </summary>
/// <param name="pipe">Where the messages are taken from.</param>
/// <param name="marshaller">Parses them.</param>
/// <param name="maxMessageSize">The longest message in bytes, as it comes and unpacked; null: no limit.</param>
/// <param name="isGzip">Whether messages may be compressed.</param>
internal sealed class MessageReader<T>(PipeReader pipe, Marshaller<T> marshaller, int? maxMessageSize, bool isGzip = false) : IBufferHolder
{
    private static readonly Task<bool> True = Task.FromResult(true);

    private readonly int _maxLength = maxMessageSize ?? int.MaxValue;
    private readonly Payload _payload = new();
    private ReadOnlySequence<byte> _buffer;
    private bool _holdsBuffer;
    private bool _ended;

    /// <summary>The message the last successful read brought.</summary>
    public T Current { get; private set; } = default!;

    /// <summary>Reads the next message; false at the end.</summary>
    /// <exception cref="RpcException">ResourceExhausted: longer than the limit. Internal: malformed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="CancelPendingRead"/>.</exception>
    public Task<bool> ReadAsync(CancellationToken cancellationToken = default) =>
        TryTake() ? True : WaitAsync(cancellationToken);

    /// <summary>Ends a read that waits, or else the next one that would. Safe to call from any thread.</summary>
    public void CancelPendingRead() => pipe.CancelPendingRead();

    /// <summary>Gives the buffers back. Only the reading thread may call it, and nothing is read after it.</summary>
    public void Complete()
    {
        _buffer = default;
        _holdsBuffer = false;
        _ended = true;
        pipe.Complete();
    }

    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        while (!_ended)
        {
            Release();
            var result = await pipe.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            _holdsBuffer = true;
            if (TryTake())
            {
                return true;
            }

            if (result.IsCanceled)
            {
                throw new OperationCanceledException("The read was cancelled.");
            }

            _ended = result.IsCompleted;
        }

        if (!_buffer.IsEmpty)
        {
            throw Malformed("the stream ended within a message");
        }

        Release();
        return false;
    }

    public void Release()
    {
        if (_holdsBuffer)
        {
            _holdsBuffer = false;
            var (start, end) = (_buffer.Start, _buffer.End);
            _buffer = default;
            pipe.AdvanceTo(start, end);
        }
    }

    private bool TryTake()
    {
        if (_buffer.Length < MessageWriter.PrefixLength)
        {
            return false;
        }

        var (isCompressed, length) = ReadPrefix();
        if (_buffer.Length - MessageWriter.PrefixLength < length)
        {
            return false;
        }

        var end = _buffer.GetPosition(MessageWriter.PrefixLength + length);
        var payload = _buffer.Slice(MessageWriter.PrefixLength, end);
        Current = isCompressed ? Unpack(payload) : Parse(payload);
        _buffer = _buffer.Slice(end);
        return true;
    }

    // The length is judged before the message is waited for, so that nobody can make this side hold more than its limit.
    private (bool IsCompressed, int Length) ReadPrefix()
    {
        Span<byte> copy = stackalloc byte[MessageWriter.PrefixLength];
        scoped var prefix = _buffer.FirstSpan;
        if (prefix.Length < MessageWriter.PrefixLength)
        {
            _buffer.Slice(0, MessageWriter.PrefixLength).CopyTo(copy);
            prefix = copy;
        }

        if (prefix[0] != 0 && !(prefix[0] == 1 && isGzip))
        {
            throw Malformed(prefix[0] == 1 ? "it is compressed and no encoding was agreed upon" : $"its flag is {prefix[0]}");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > _maxLength)
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted, $"The message received has {length} bytes; the limit is {_maxLength}."));
        }

        return (prefix[0] == 1, (int)length);
    }

    private T Unpack(ReadOnlySequence<byte> packed)
    {
        using var plain = new PooledBuffer();
        Gzip.Decompress(packed, plain, _maxLength);
        return Parse(new(plain.Written));
    }

    private T Parse(ReadOnlySequence<byte> payload)
    {
        try
        {
            _payload.Content = payload;
            return marshaller.ContextualDeserializer(_payload);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The message received is not a {typeof(T).Name}.", e));
        }
        finally
        {
            _payload.Content = default;
        }
    }

    private static RpcException Malformed(string how) =>
        new(new Status(StatusCode.Internal, $"The message received is malformed: {how}."));

    private sealed class Payload : DeserializationContext
    {
        public ReadOnlySequence<byte> Content;

        public override int PayloadLength => (int)Content.Length;

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => Content;

        public override byte[] PayloadAsNewBuffer() => Content.ToArray();
    }
}

/// <summary>Reads from a pipe, and may still hold what it read last.</summary>
internal interface IBufferHolder
{
    /// <summary>
    /// Lets go of it: over HTTP/1.1 what is left of a request cannot be passed over before. Only the reading thread may call it.
    /// </summary>
    void Release();
}
