using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>Keeps every event that is released, and can hold the release up.</summary>
internal sealed class RecordingConsumer : IEventConsumer
{
    private readonly Lock _gate = new();
    private readonly List<Event> _events = [];

    /// <summary>The release thread waits while this is not set.</summary>
    public ManualResetEventSlim Open { get; } = new(initialState: true);

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _events.Count;
            }
        }
    }

    public void OnEvent(in Event released)
    {
        Open.Wait();
        lock (_gate)
        {
            _events.Add(released);
        }
    }

    public void OnBatchEnd()
    {
        // Events are kept one by one.
    }

    public Event[] Events()
    {
        lock (_gate)
        {
            return [.. _events];
        }
    }

    /// <summary>The answers so far, in the order in which they were released.</summary>
    public Event[] Answers() => [.. Events().Where(released => released.Kind == EventKind.Answered)];

    public void Await(Func<Event, bool> isIt, int count = 1) => Assert.True(
        SpinWait.SpinUntil(() => Events().Count(isIt) >= count, HostBench.Patience), "an event was not released");
}
