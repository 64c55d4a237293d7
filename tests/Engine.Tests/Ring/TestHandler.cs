using Exchange.Engine.Ring;

namespace Exchange.Engine.Tests.Ring;

/// <summary>Walks batches record by record and checks that none is torn, lost, doubled or out of its producer's order.</summary>
internal sealed class TestHandler(Action<Slot>? onRecord = null, Action<long>? onBatchEnd = null, Action? onIdle = null)
    : IBatchHandler<Slot>
{
    private readonly long[] _nextNumber = new long[8];

    public long Records { get; private set; }

    public Exception? Failure { get; private set; }

    public void OnBatch(in Batch<Slot> batch)
    {
        try
        {
            Walk(batch);
        }
        catch (Exception exception)
        {
            // Kept for the test and not thrown, so that the ring goes on and the test can end.
            Failure ??= exception;
        }
    }

    public void OnIdle() => onIdle?.Invoke();

    private void Walk(in Batch<Slot> batch)
    {
        long sequence = batch.First;
        while (sequence <= batch.Last)
        {
            Slot head = TestRecord.Read(batch.Ring, sequence);
            Assert.Equal(_nextNumber[head.Producer]++, head.Number);
            sequence += head.Count;
            Records++;
            onRecord?.Invoke(head);
        }

        Assert.Equal(batch.Last + 1, sequence);
        onBatchEnd?.Invoke(batch.Last);
    }
}
