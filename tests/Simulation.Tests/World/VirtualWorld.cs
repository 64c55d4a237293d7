namespace Exchange.Simulation.Tests.World;

/// <summary>Time that passes only when nothing else can happen, what is to happen in it, and chance. One thread.</summary>
internal sealed class VirtualWorld
{
    private readonly PriorityQueue<Action, (long Due, long Order)> _happenings = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private long _order;

    public VirtualWorld(int seed) => Random = new(seed);

    /// <summary>Where every decision comes from.</summary>
    public Random Random { get; }

    /// <summary>The course the run has taken.</summary>
    public Trace Trace { get; } = new();

    /// <summary>Since the beginning.</summary>
    public long NowNs { get; private set; }

    /// <summary>When the next thing happens; <see cref="long.MaxValue"/>: never.</summary>
    public long NextDueNs => _happenings.TryPeek(out _, out var at) ? at.Due : long.MaxValue;

    /// <summary>Whether something is to happen now.</summary>
    public bool IsDue => NextDueNs <= NowNs;

    public void At(long dueNs, Action happening)
    {
        AssertThread();
        _happenings.Enqueue(happening, (Math.Max(dueNs, NowNs), _order++));
    }

    public void After(TimeSpan delay, Action happening) => At(NowNs + (delay.Ticks * 100), happening);

    /// <summary>The next thing that is due happens.</summary>
    public void RunDue()
    {
        _happenings.TryDequeue(out var happening, out _);
        Trace.Add(NowNs);
        happening!();
    }

    public void AdvanceTo(long ns) => NowNs = Math.Max(NowNs, ns);

    /// <summary>A duration between two, most of them near the first.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) =>
        least + ((most - least) * Math.Pow(Random.NextDouble(), 4));

    public bool Happens(double probability) => Random.NextDouble() < probability;

    /// <summary>Whatever ran elsewhere would be beyond the seed.</summary>
    public void AssertThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Part of the simulation runs on a thread of its own.");
        }
    }
}
