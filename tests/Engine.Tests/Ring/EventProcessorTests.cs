using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

[Collection(RingThreads.Name)]
public sealed class EventProcessorTests
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly RingBuffer<Slot> _ring = new(ProducerMode.One, 8, 4, new BlockingWaitStrategy());

    [Fact]
    public void OnIdle_NothingComes_IsCalled()
    {
        int calls = 0;
        using var idle = new ManualResetEventSlim();
        var handler = new TestHandler(onIdle: () =>
        {
            if (++calls == 3)
            {
                idle.Set();
            }
        });
        EventProcessor<Slot> processor = Start(handler, idleIntervalMs: 1);

        Assert.True(idle.Wait(Guard));

        processor.Stop();
    }

    [Fact]
    public void OnIdle_NoInterval_IsNeverCalled()
    {
        bool called = false;
        EventProcessor<Slot> processor = Start(new TestHandler(onIdle: () => called = true), Timeout.Infinite);

        processor.Stop();

        Assert.False(called);
    }

    [Fact]
    public void Consumed_WithinABatch_FreesItsSlots()
    {
        using var consumed = new ManualResetEventSlim();
        using var refilled = new ManualResetEventSlim();
        var handler = new Half(consumed, refilled);
        var processor = new EventProcessor<Slot>(_ring, _ring.NewBarrier(), handler, "half");
        _ring.GateOn(processor.Sequence);
        Assert.True(_ring.TryClaim(4, out _));
        Assert.True(_ring.TryClaim(4, out _));
        _ring.Publish(0, 8);
        processor.Start();

        Assert.True(consumed.Wait(Guard));
        Assert.Equal(3, processor.Sequence.Value);
        Assert.True(_ring.TryClaim(4, out long first));
        Assert.False(_ring.TryClaim(1, out _));
        refilled.Set();
        _ring.Publish(first, 4);
        processor.Stop();

        Assert.Equal(11, processor.Sequence.Value);
    }

    [Fact]
    public void OnBatch_Throws_StopsAndTells()
    {
        using var told = new ManualResetEventSlim();
        Exception? failure = null;
        var processor = new EventProcessor<Slot>(_ring, _ring.NewBarrier(), new Broken(), "broken", failed: exception =>
        {
            failure = exception;
            told.Set();
        });
        _ring.GateOn(processor.Sequence);
        processor.Start();

        Assert.True(_ring.TryClaim(1, out long first));
        _ring.Publish(first, 1);
        Assert.True(told.Wait(Guard));
        processor.Stop();

        Assert.IsType<InvalidDataException>(failure);
        Assert.Equal(Sequence.Initial, processor.Sequence.Value);
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothingOnItsThread()
    {
        var handler = new Measured();
        var processor = new EventProcessor<Slot>(_ring, _ring.NewBarrier(), handler, "measured", idleIntervalMs: 1);
        _ring.GateOn(processor.Sequence);
        processor.Start();

        for (int i = 0; i < 20_000; i++)
        {
            Assert.True(_ring.Claim(1, out long first));
            _ring.Publish(first, 1);
        }

        processor.Stop();

        Assert.Equal(20_000, handler.Count);
        Assert.Equal(handler.BytesWarm, handler.BytesNow);
    }

    private EventProcessor<Slot> Start(TestHandler handler, int idleIntervalMs)
    {
        var processor = new EventProcessor<Slot>(_ring, _ring.NewBarrier(), handler, "consumer", idleIntervalMs);
        _ring.GateOn(processor.Sequence);
        processor.Start();
        return processor;
    }

    /// <summary>Gives half of the first batch back and goes on only when the slots are taken again.</summary>
    private sealed class Half(ManualResetEventSlim consumed, ManualResetEventSlim refilled) : IBatchHandler<Slot>
    {
        public void OnBatch(in Batch<Slot> batch)
        {
            if (batch.First == 0)
            {
                batch.Consumed(3);
                consumed.Set();
                refilled.Wait(Guard);
            }
        }
    }

    private sealed class Broken : IBatchHandler<Slot>
    {
        public void OnBatch(in Batch<Slot> batch) => throw new InvalidDataException();
    }

    private sealed class Measured : IBatchHandler<Slot>
    {
        public long Count { get; private set; }

        public long BytesWarm { get; private set; }

        public long BytesNow { get; private set; }

        public void OnBatch(in Batch<Slot> batch)
        {
            Count += batch.Last - batch.First + 1;
            BytesNow = GC.GetAllocatedBytesForCurrentThread();
            if (Count < 1_000)
            {
                BytesWarm = BytesNow;
            }
        }
    }
}
