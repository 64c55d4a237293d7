using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>The part of the contract that is about threads waiting for each other.</summary>
public abstract partial class RingContract
{
    [Fact]
    public void Diamond_LastStage_IsNeverAhead()
    {
        const int Records = 5_000;
        RingBuffer<Slot> ring = NewRing(capacity: 512, maxClaim: 7);
        long doneA = 0;
        long doneB = 0;
        var handlerA = new TestHandler(_ => Volatile.Write(ref doneA, doneA + 1));
        var handlerB = new TestHandler(_ => Volatile.Write(ref doneB, doneB + 1));
        var journal = new EventProcessor<Slot>(ring, ring.NewBarrier(), handlerA, "1a");
        var kernel = new EventProcessor<Slot>(ring, ring.NewBarrier(), handlerB, "1b");
        var released = new TestHandler(
            head => Assert.True(
                Volatile.Read(ref doneA) > head.Number && Volatile.Read(ref doneB) > head.Number,
                $"Record {head.Number} was released before both had it."),
            last => Assert.True(last <= journal.Sequence.Value && last <= kernel.Sequence.Value));
        var release = new EventProcessor<Slot>(ring, ring.NewBarrier(journal.Sequence, kernel.Sequence), released, "2");
        ring.GateOn(release.Sequence);
        EventProcessor<Slot>[] inOrder = [journal, kernel, release];

        Array.ForEach(inOrder, processor => processor.Start());
        TestThread producer = TestThread.Start(() => Produce(ring, 0, Records));
        producer.Join();
        Array.ForEach(inOrder, processor => processor.Stop());

        Assert.Null(handlerA.Failure ?? handlerB.Failure ?? released.Failure);
        Assert.Equal((Records, Records, Records), (handlerA.Records, handlerB.Records, released.Records));
    }

    [Fact]
    public void Alert_WaitingConsumers_EndTheirWait()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 8, maxClaim: 4);
        (SequenceBarrier first, Sequence consumer) = WireOne(ring);
        SequenceBarrier second = ring.NewBarrier(consumer);
        long firstGot = 0;
        long secondGot = 0;
        TestThread firstThread = TestThread.Start(() => firstGot = first.WaitFor(0));
        TestThread secondThread = TestThread.Start(() => secondGot = second.WaitFor(0));

        first.Alert();
        firstThread.Join();
        second.Alert();
        secondThread.Join();

        Assert.Equal((-1, -1), (firstGot, secondGot));
        Assert.True(first.IsAlerted);
    }

    [Fact]
    public void WaitFor_Alerted_StillGivesWhatWasPublished()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 8, maxClaim: 4);
        (SequenceBarrier barrier, _) = WireOne(ring);
        Assert.True(ring.TryClaim(3, out long first));
        ring.Publish(first, 3);

        barrier.Alert();

        Assert.Equal(2, barrier.WaitFor(0));
        Assert.Equal(2, barrier.WaitFor(3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WaitFor_NothingComes_TimesOut(int timeoutMs)
    {
        RingBuffer<Slot> ring = NewRing(capacity: 8, maxClaim: 4);
        (SequenceBarrier first, Sequence consumer) = WireOne(ring);
        SequenceBarrier second = ring.NewBarrier(consumer);

        TestThread.Start(() => Assert.Equal(-1, first.WaitFor(0, timeoutMs))).Join();
        TestThread.Start(() => Assert.Equal(-1, second.WaitFor(0, timeoutMs))).Join();

        Assert.False(first.IsAlerted);
    }

    [Fact]
    public void Stop_TwoStages_HandleEverythingPublishedBefore()
    {
        for (int records = 0; records < 40; records++)
        {
            RingBuffer<Slot> ring = NewRing(capacity: 256, maxClaim: 4);
            var first = new TestHandler();
            var second = new TestHandler();
            var firstStage = new EventProcessor<Slot>(ring, ring.NewBarrier(), first, "1");
            var secondStage = new EventProcessor<Slot>(ring, ring.NewBarrier(firstStage.Sequence), second, "2");
            ring.GateOn(secondStage.Sequence);
            firstStage.Start();
            secondStage.Start();

            Produce(ring, 0, records);
            firstStage.Stop();
            secondStage.Stop();

            Assert.Null(first.Failure ?? second.Failure);
            Assert.Equal((records, records), (first.Records, second.Records));
        }
    }

    [Fact]
    public void Claim_FullRing_WaitsForRoom()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 8, maxClaim: 5);
        var handler = new TestHandler();
        EventProcessor<Slot> processor = StartOnly(ring, handler);
        const int Records = 5_000;

        TestThread.Start(() =>
        {
            for (int number = 0; number < Records; number++)
            {
                int count = 1 + (number % ring.MaxClaim);
                Assert.True(ring.Claim(count, out long first));
                TestRecord.Write(ring.Slots(first, count), 0, number);
                ring.Publish(first, count);
            }
        }).Join();
        processor.Stop();

        Assert.Null(handler.Failure);
        Assert.Equal(Records, handler.Records);
    }

    [Fact]
    public void Claim_AlertedWithoutRoom_IsRefused()
    {
        RingBuffer<Slot> ring = NewRing(capacity: 4, maxClaim: 4);
        ring.GateOn(new Sequence());
        Assert.True(ring.Claim(4, out _));
        bool claimed = true;
        TestThread producer = TestThread.Start(() => claimed = ring.Claim(1, out _));

        ring.Alert();
        producer.Join();

        Assert.False(claimed);
    }

    [Fact]
    public void PingPong_WaitsOfEveryLength_LoseNoWakeUp()
    {
        const int Rounds = 3_000;
        RingBuffer<Slot> there = NewRing(capacity: 8, maxClaim: 1);
        RingBuffer<Slot> back = NewRing(capacity: 8, maxClaim: 1);
        (SequenceBarrier arrival, Sequence consumer) = WireOne(back);
        var echo = new TestHandler(head => Send(back, head.Number));
        EventProcessor<Slot> processor = StartOnly(there, echo);

        TestThread.Start(() =>
        {
            // Pauses around the length of a brief spin, so that records come in just as the other side falls asleep.
            var random = new Random(1);
            for (int round = 0; round < Rounds; round++)
            {
                Thread.SpinWait(random.Next(300));
                Send(there, round);
                Assert.Equal(round, arrival.WaitFor(round));
                back.Advance(consumer, round);
            }
        }).Join();
        processor.Stop();

        Assert.Null(echo.Failure);
    }

    private static void Send(RingBuffer<Slot> ring, long number)
    {
        Assert.True(ring.TryClaim(1, out long first));
        TestRecord.Write(ring.Slots(first, 1), 0, number);
        ring.Publish(first, 1);
    }
}
