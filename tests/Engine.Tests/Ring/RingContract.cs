using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>What every ring keeps, however many produce into it and however its threads wait.</summary>
[Collection(RingThreads.Name)]
public abstract partial class RingContract
{
    protected abstract ProducerMode Mode { get; }

    protected abstract WaitStrategy NewWaitStrategy();

    private RingBuffer<Slot> NewRing(int capacity, int maxClaim) => new(Mode, capacity, maxClaim, NewWaitStrategy());

    [Fact]
    public void Publish_MixedLengths_ArriveWholeInOrderOnce()
    {
        const int Records = 20_000;
        foreach (int producers in Mode == ProducerMode.Many ? [1, 3] : new[] { 1 })
        {
            RingBuffer<Slot> ring = NewRing(capacity: 64, maxClaim: 7);
            var handler = new TestHandler();
            EventProcessor<Slot> processor = StartOnly(ring, handler);

            var threads = new TestThread[producers];
            for (int i = 0; i < producers; i++)
            {
                int producer = i;
                threads[i] = TestThread.Start(() => Produce(ring, producer, Records));
            }

            Array.ForEach(threads, thread => thread.Join());
            processor.Stop();

            Assert.Null(handler.Failure);
            Assert.Equal((long)producers * Records, handler.Records);
        }
    }

    [Fact]
    public void TryClaim_FullRing_IsRefusedAndRecovers()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 8, maxClaim: 4);
        var consumer = new Sequence();
        ring.GateOn(consumer);
        Assert.True(ring.TryClaim(4, out _));
        Assert.True(ring.TryClaim(3, out _));

        Assert.False(ring.TryClaim(2, out _));
        Assert.True(ring.TryClaim(1, out long last));
        Assert.Equal(7, last);
        Assert.False(ring.TryClaim(1, out _));

        ring.Advance(consumer, 3);
        Assert.True(ring.TryClaim(4, out long first));
        Assert.Equal(8, first);
        Assert.False(ring.TryClaim(1, out _));
    }

    [Fact]
    public void TryClaim_UnwiredRing_FillsUp()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 4, maxClaim: 4);

        Assert.True(ring.TryClaim(4, out _));
        Assert.False(ring.TryClaim(1, out _));
    }

    [Fact]
    public void TryClaim_RefusedProducer_LosesNothing()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 4, maxClaim: 4);
        (SequenceBarrier barrier, Sequence consumer) = WireOne(ring);
        Assert.True(ring.TryClaim(3, out long first));
        TestRecord.Write(ring.Slots(first, 3), 0, 0);
        ring.Publish(first, 3);
        Assert.False(ring.TryClaim(2, out _));

        Assert.Equal(2, barrier.WaitFor(0));
        Assert.Equal(3, TestRecord.Read(ring, 0).Count);
        ring.Advance(consumer, 2);

        Assert.True(ring.TryClaim(2, out long second));
        Assert.Equal(3, second);
    }

    [Fact]
    public void Slots_EveryOffsetAndLength_AreContiguousAndKept()
    {
        const int Capacity = 16;
        for (int offset = 0; offset < Capacity; offset++)
        {
            for (int count = 1; count <= Capacity; count++)
            {
                RingBuffer<Slot> ring = NewRing(Capacity, maxClaim: Capacity);
                (SequenceBarrier barrier, Sequence consumer) = WireOne(ring);
                Fill(ring, barrier, consumer, offset);

                // The record and all the neighbours that fit.
                Assert.True(ring.TryClaim(count, out long first));
                TestRecord.Write(ring.Slots(first, count), 1, 42);
                ring.Publish(first, count);
                while (ring.TryClaim(1, out long neighbour))
                {
                    TestRecord.Write(ring.Slots(neighbour, 1), 2, neighbour);
                    ring.Publish(neighbour, 1);
                }

                Assert.Equal(offset + Capacity - 1, barrier.WaitFor(first));
                Assert.Equal((count, 1), (TestRecord.Read(ring, first).Count, TestRecord.Read(ring, first).Producer));
                for (long neighbour = first + count; neighbour < first + Capacity; neighbour++)
                {
                    Assert.Equal(neighbour, TestRecord.Read(ring, neighbour).Number);
                }
            }
        }
    }

    [Fact]
    public void WaitFor_ConsumerTookPartOfAClaim_GivesTheRest()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 8, maxClaim: 4);
        (SequenceBarrier barrier, Sequence consumer) = WireOne(ring);
        Assert.True(ring.TryClaim(4, out long first));
        ring.Publish(first, 4);

        Assert.Equal(3, barrier.WaitFor(0, timeoutMs: 0));
        ring.Advance(consumer, 1);

        Assert.Equal(3, barrier.WaitFor(2, timeoutMs: 0));
    }

    [Fact]
    public void SteadyState_AllocatesNothing()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 64, maxClaim: 4);
        (SequenceBarrier barrier, Sequence consumer) = WireOne(ring);
        Cycle(ring, barrier, consumer, 1_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycle(ring, barrier, consumer, 20_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Claims, publishes and consumes; the last wait of every round finds nothing and runs out.</summary>
    private static void Cycle(RingBuffer<Slot> ring, SequenceBarrier barrier, Sequence consumer, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            int count = 1 + (round % ring.MaxClaim);
            if (!ring.Claim(count, out long first))
            {
                return;
            }

            ring.Slots(first, count).Clear();
            ring.Publish(first, count);
            long available = barrier.WaitFor(first);
            ring.Advance(consumer, available);
            barrier.WaitFor(available + 1, timeoutMs: round % 1_000 == 0 ? 1 : 0);
        }
    }

    private static void Fill(RingBuffer<Slot> ring, SequenceBarrier barrier, Sequence consumer, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(ring.TryClaim(1, out long first));
            ring.Publish(first, 1);
            Assert.Equal(first, barrier.WaitFor(first));
            ring.Advance(consumer, first);
        }
    }

    private static void Produce(RingBuffer<Slot> ring, int producer, int records)
    {
        var random = new Random(producer + 1);
        for (int number = 0; number < records; number++)
        {
            int count = random.Next(1, ring.MaxClaim + 1);
            long first;
            while (!ring.TryClaim(count, out first))
            {
                Thread.Yield();
            }

            TestRecord.Write(ring.Slots(first, count), producer, number);
            ring.Publish(first, count);
        }
    }

    private static (SequenceBarrier Barrier, Sequence Consumer) WireOne(RingBuffer<Slot> ring)
    {
        var consumer = new Sequence();
        ring.GateOn(consumer);
        return (ring.NewBarrier(), consumer);
    }

    private static EventProcessor<Slot> StartOnly(RingBuffer<Slot> ring, TestHandler handler, int idleIntervalMs = Timeout.Infinite)
    {
        var processor = new EventProcessor<Slot>(ring, ring.NewBarrier(), handler, "consumer", idleIntervalMs);
        ring.GateOn(processor.Sequence);
        processor.Start();
        return processor;
    }
}
