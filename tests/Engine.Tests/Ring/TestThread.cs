namespace Exchange.Engine.Tests.Ring;

/// <summary>A thread whose failure fails the test. The Guard turns a hang into a failure; nothing else depends on time.</summary>
internal sealed class TestThread
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly Thread _thread;
    private Exception? _failure;

    private TestThread(Action body)
    {
        _thread = new Thread(() => _failure = Record.Exception(body)) { IsBackground = true };
        _thread.Start();
    }

    public static TestThread Start(Action body) => new(body);

    public void Join()
    {
        Assert.True(_thread.Join(Guard), "The thread hangs.");
        Assert.Null(_failure);
    }

    /// <summary>Waits until the thread sleeps in a lock's wait, so that what comes next has to wake it.</summary>
    public void AwaitSleep() =>
        Assert.True(SpinWait.SpinUntil(() => _thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Guard), "The thread does not sleep.");
}
