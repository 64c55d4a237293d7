using Exchange.Engine.Kernel;

namespace Exchange.Gateway.Routing;

/// <summary>A question under way, and its answer as it arrives. Filled by the release thread.</summary>
internal sealed class PendingQuery
{
    private static ulong _tickets;

    private readonly List<Event> _answer = [];
    private readonly TaskCompletionSource<Event[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<Event>? _ending;

    /// <param name="ending">
    /// Gets the event that ends the answer, on the release thread between what came before the answer and what comes after it.
    /// </param>
    public PendingQuery(Action<Event>? ending = null) => _ending = ending;

    /// <summary>What tells this question from others.</summary>
    public ulong Ticket { get; } = Interlocked.Increment(ref _tickets);

    /// <summary>The answer's events, the one that ends it last.</summary>
    public Task<Event[]> Answer => _completion.Task;

    /// <summary>Waits for the answer.</summary>
    public async Task<Event[]> WaitAsync(CancellationToken cancellation)
    {
        await using var ending = cancellation.Register(() => _completion.TrySetCanceled(cancellation));
        return await Answer;
    }

    public void Add(in Event shown) => _answer.Add(shown);

    public void End(in Event ended)
    {
        _answer.Add(ended);
        _ending?.Invoke(ended);
        _completion.TrySetResult([.. _answer]);
    }
}
