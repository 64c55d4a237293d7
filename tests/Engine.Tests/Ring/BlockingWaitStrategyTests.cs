using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>Each way to wake a thread that is surely asleep, and the silence when nobody is.</summary>
[Collection(RingThreads.Name)]
public sealed class BlockingWaitStrategyTests
{
    private readonly RingBuffer<Slot> _ring = new(ProducerMode.Many, 8, 4, new BlockingWaitStrategy());
    private readonly Sequence _first = new();
    private readonly Sequence _second = new();

    public BlockingWaitStrategyTests() => _ring.GateOn(_first, _second);

    [Fact]
    public void Publish_SleepingConsumer_Wakes()
    {
        SequenceBarrier barrier = _ring.NewBarrier();
        TestThread consumer = TestThread.Start(() => Assert.Equal(1, barrier.WaitFor(0)));
        consumer.AwaitSleep();

        Assert.True(_ring.TryClaim(2, out long first));
        _ring.Publish(first, 2);

        consumer.Join();
    }

    [Fact]
    public void Publish_OutOfOrder_WakesWhenTheGapCloses()
    {
        SequenceBarrier barrier = _ring.NewBarrier();
        Assert.True(_ring.TryClaim(2, out long first));
        Assert.True(_ring.TryClaim(3, out long second));
        TestThread consumer = TestThread.Start(() => Assert.Equal(4, barrier.WaitFor(0)));
        consumer.AwaitSleep();

        _ring.Publish(second, 3);
        _ring.Publish(first, 2);

        consumer.Join();
    }

    [Fact]
    public void Advance_SleepingLaterStage_WakesAfterTheLast()
    {
        SequenceBarrier barrier = _ring.NewBarrier(_first, _second);
        TestThread later = TestThread.Start(() => Assert.Equal(2, barrier.WaitFor(1)));
        later.AwaitSleep();

        _ring.Advance(_second, 2);
        _ring.Advance(_first, 3);

        later.Join();
    }

    [Fact]
    public void Advance_SleepingProducer_Wakes()
    {
        Assert.True(_ring.TryClaim(4, out _));
        Assert.True(_ring.TryClaim(4, out _));
        TestThread producer = TestThread.Start(() =>
        {
            Assert.True(_ring.Claim(2, out long first));
            Assert.Equal(8, first);
        });
        producer.AwaitSleep();

        _ring.Advance(_first, 3);
        _ring.Advance(_second, 1);

        producer.Join();
    }

    [Fact]
    public void Alert_SleepingConsumer_Wakes()
    {
        SequenceBarrier barrier = _ring.NewBarrier(_first, _second);
        TestThread consumer = TestThread.Start(() => Assert.Equal(-1, barrier.WaitFor(0)));
        consumer.AwaitSleep();

        barrier.Alert();

        consumer.Join();
    }

    [Fact]
    public void Publish_NobodySleeps_TakesNoLock()
    {
        var sequencer = new SingleProducerSequencer(8);
        lock (sequencer.Cursor)
        {
            // Another thread would hang here if the signal took the lock.
            TestThread.Start(() => new BlockingWaitStrategy().Signal(sequencer.Cursor)).Join();
        }
    }
}
