namespace Exchange.Simulation.Tests.World;

/// <summary>
/// A program without threads of its own: what it has to do stands in a line, from which the world takes in the order it likes. Awaits
/// inside come back to it. One that is killed does nothing any more.
/// </summary>
internal sealed class SimulatedProcess : TaskScheduler
{
    private readonly VirtualWorld _world;
    private readonly List<Task> _ready = [];
    private bool _takesInline;

    public SimulatedProcess(VirtualWorld world)
    {
        _world = world;
        Time = new ProcessTime(world, this);
    }

    /// <summary>Its timers and its clock.</summary>
    public TimeProvider Time { get; }

    public bool IsDead { get; private set; }

    public bool IsReady => _ready.Count > 0;

    /// <summary>Runs something at once, as a part of the program.</summary>
    public void Do(Action action)
    {
        _world.AssertThread();
        if (IsDead)
        {
            return;
        }
        _takesInline = true;
        var task = new Task(action);
        task.RunSynchronously(this);
        task.GetAwaiter().GetResult();
    }

    /// <summary>Starts something that goes on by itself.</summary>
    public Task Start(Func<Task> start)
    {
        Task started = Task.CompletedTask;
        Do(() => started = start());
        return started;
    }

    /// <summary>One of the things that are ready is done.</summary>
    public void RunOne()
    {
        var chosen = _world.Random.Next(_ready.Count);
        var task = _ready[chosen];
        _ready[chosen] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        TryExecuteTask(task);
    }

    /// <summary>Nothing more is done, in the middle of whatever it was.</summary>
    public void Kill()
    {
        IsDead = true;
        _ready.Clear();
    }

    protected override void QueueTask(Task task)
    {
        _world.AssertThread();
        if (!IsDead)
        {
            _ready.Add(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        // Only what Do brings: everything else stands in line.
        var isTaken = _takesInline;
        _takesInline = false;
        return isTaken && TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    private sealed class ProcessTime(VirtualWorld world, SimulatedProcess process) : TimeProvider
    {
        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => world.NowNs;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(world.NowNs / 100);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new ProcessTimer(world, process, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class ProcessTimer(VirtualWorld world, SimulatedProcess process, Action ring) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                world.After(dueTime, () => Ring(version, period));
            }
            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Ring(int version, TimeSpan period)
        {
            if (version != _version || process.IsDead)
            {
                return;
            }
            if (period > TimeSpan.Zero)
            {
                world.After(period, () => Ring(version, period));
            }
            process.Do(ring);
        }
    }
}
