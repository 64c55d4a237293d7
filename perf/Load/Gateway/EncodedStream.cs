using Grpc.Core;

namespace Exchange.Load.Gateway;

/// <summary>A stream of messages that are encoded already, over gRPC and nothing else.</summary>
/// <typeparam name="T">What is read.</typeparam>
internal abstract class EncodedStream<T>(AsyncDuplexStreamingCall<byte[], T> call, int batch) : TrafficStream
    where T : class
{
    private static readonly WriteOptions Followed = new(WriteFlags.BufferHint);

    private readonly InstructionCycle _cycle = new(batch);

    /// <summary>How many instructions a message has.</summary>
    protected int Batch { get; } = batch;

    /// <inheritdoc/>
    public override Task WriteAsync(bool isFollowed)
    {
        Written++;
        call.RequestStream.WriteOptions = isFollowed ? Followed : null;
        return call.RequestStream.WriteAsync(_cycle.Next());
    }

    /// <inheritdoc/>
    public override async Task ReadAsync()
    {
        if (!await call.ResponseStream.MoveNext(default))
        {
            throw new InvalidOperationException("The server has ended the stream.");
        }
        Count(call.ResponseStream.Current);
    }

    /// <inheritdoc/>
    public override long MessageOfFill(long fill) => ((fill + 1) * InstructionCycle.Length - 1) / Batch;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        call.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Counts what was read.</summary>
    protected abstract void Count(T response);
}
