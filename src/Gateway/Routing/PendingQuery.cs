using Exchange.Engine.Kernel;

namespace Exchange.Gateway.Routing;

/// <summary>A question under way, and its answer as it arrives. Filled by the release thread.</summary>
internal sealed class PendingQuery
{
    private static ulong _tickets;

    private readonly List<Event> _answer = [];
    private readonly TaskCompletionSource<Event[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventQueue? _queue;

    /// <param name="queue">
    /// Gets the event that ends the answer, in order with everything else it gets: who reads it there knows what came
    /// before and after.
    /// </param>
    public PendingQuery(EventQueue? queue = null) => _queue = queue;

    /// <summary>What tells this question from others.</summary>
    public ulong Ticket { get; } = Interlocked.Increment(ref _tickets);

    /// <summary>The answer's events, the one that ends it last.</summary>
    public Task<Event[]> Answer => _completion.Task;

    public void Add(in Event shown) => _answer.Add(shown);

    public void End(in Event ended)
    {
        _answer.Add(ended);
        _completion.SetResult([.. _answer]);
        _queue?.Add(ended);
    }
}
