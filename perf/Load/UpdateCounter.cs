using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Load;

/// <summary>A subscriber that reads until it has the last update of a flow, and counts.</summary>
internal sealed class UpdateCounter
{
    private readonly FanOutFlow _flow;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UpdateCounter(FanOutFlow flow, AsyncServerStreamingCall<UpdateCount> call)
    {
        _flow = flow;
        Ended = Task.Run(() => ReadAsync(call));
    }

    /// <summary>Ends when the first snapshot is there.</summary>
    public Task Started => _started.Task;

    /// <summary>Ends when the last update is.</summary>
    public Task Ended { get; }

    /// <summary>How many updates came; those told together are one.</summary>
    public long Count { get; private set; }

    /// <summary>How long each took that came alone.</summary>
    public LatencyHistogram Latency { get; } = new();

    private async Task ReadAsync(AsyncServerStreamingCall<UpdateCount> call)
    {
        using (call)
        {
            var last = 0UL;
            while (last < (ulong)_flow.Count && await call.ResponseStream.MoveNext(default))
            {
                var received = call.ResponseStream.Current;
                last = received.Last;
                Count += received.Count;
                for (var sequence = received.First; !received.IsSnapshot && sequence <= last; sequence++)
                {
                    Latency.Record(_flow.AgeNs(sequence));
                }
                _started.TrySetResult();
            }
        }
    }
}
