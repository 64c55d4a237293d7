using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Internal;

/// <summary>
/// The sending half of a call: frames messages into a pipe and decides when they leave. One writer at a time; closing it is
/// safe at any moment, also while a message is being written.
/// </summary>
internal sealed class MessageOutput(PipeWriter pipe, int? maxMessageSize, CompressionLevel? compression = null)
{
    /// <summary>How many bytes may wait for a flush when the writer allows messages to wait.</summary>
    public const int MaxHeldBytes = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly MessageWriter _writer = new(pipe, maxMessageSize, compression);
    private Task _flush = Task.CompletedTask;
    private int _heldBytes;
    private bool _closed;

    /// <summary>Whether anything was written, flushed or not.</summary>
    public bool HasWritten { get; private set; }

    /// <summary>Writes a message; unless it is to wait, the task ends when the transport has taken it.</summary>
    /// <exception cref="InvalidOperationException">The previous write has not ended.</exception>
    /// <exception cref="ObjectDisposedException">The output is closed.</exception>
    /// <exception cref="IOException">The other side has gone.</exception>
    public Task WriteAsync<T>(Action<T, SerializationContext> serializer, T message, WriteFlags flags)
    {
        lock (_gate)
        {
            ThrowIfUnready();
            HasWritten = true;
            _heldBytes += _writer.Write(serializer, message, flags);
            return (flags & WriteFlags.BufferHint) == WriteFlags.BufferHint && _heldBytes < MaxHeldBytes ? Task.CompletedTask : Flush();
        }
    }

    /// <summary>Sends whatever waits, headers included.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            ThrowIfUnready();
            return Flush();
        }
    }

    /// <summary>Lets nothing more be written. False when it was closed before.</summary>
    public bool TryClose(out bool flushPending)
    {
        lock (_gate)
        {
            flushPending = !_flush.IsCompleted;
            var first = !_closed;
            _closed = true;
            return first;
        }
    }

    private void ThrowIfUnready()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_flush.IsCompleted)
        {
            throw new InvalidOperationException("The previous write has not ended; await it before the next one.");
        }
    }

    private Task Flush()
    {
        _heldBytes = 0;
        var flush = pipe.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            return _flush = AwaitAsync(flush);
        }

        ThrowIfGone(flush.Result);
        return Task.CompletedTask;
    }

    private static async Task AwaitAsync(ValueTask<FlushResult> flush) => ThrowIfGone(await flush);

    private static void ThrowIfGone(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("The other side takes no more messages.");
        }
    }
}
