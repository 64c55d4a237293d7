using Exchange.Engine.Ring;

namespace Exchange.Load.Ring;

/// <summary>Events through a ring, from some producers to one consumer.</summary>
/// <typeparam name="T">The event.</typeparam>
internal static class RingTraffic<T>
    where T : unmanaged, IRingEvent
{
    private const int Capacity = 1 << 16;

    /// <summary>One run, from the first claim until the consumer has had everything.</summary>
    /// <param name="producers">Threads that produce.</param>
    /// <param name="batch">Events a claim.</param>
    /// <param name="events">About how many in all: every producer makes as many, in whole batches.</param>
    /// <param name="wait">How the threads wait.</param>
    public static Run Measure(int producers, int batch, int events, Func<WaitStrategy> wait)
    {
        var ring = new RingBuffer<T>(producers == 1 ? ProducerMode.One : ProducerMode.Many, Capacity, batch, wait());
        var sum = new Sum();
        var consumer = new EventProcessor<T>(ring, ring.NewBarrier(), sum, "consumer");
        ring.GateOn(consumer.Sequence);
        var batches = Math.Max(1, events / producers / batch);
        using var start = new ManualResetEventSlim();
        var threads = new Thread[producers];
        foreach (ref var thread in threads.AsSpan())
        {
            thread = new Thread(() =>
            {
                start.Wait();
                Produce(ring, batch, batches);
            });
            thread.Start();
        }
        consumer.Start();
        var perProducer = (long)batches * batch;
        var run = Run.Time(producers * perProducer, () =>
        {
            start.Set();
            Array.ForEach(threads, thread => thread.Join());
            consumer.Stop();
            return sum.Value;
        });
        return sum.Value == producers * (perProducer * (perProducer + 1) / 2)
            ? run
            : throw new InvalidOperationException("The consumer has not had what the producers sent.");
    }

    private static void Produce(RingBuffer<T> ring, int batch, int batches)
    {
        var value = 0L;
        for (var i = 0; i < batches; i++)
        {
            ring.Claim(batch, out var first);
            for (var j = 0; j < batch; j++)
            {
                ring[first + j].Value = ++value;
            }
            ring.Publish(first, batch);
        }
    }

    private sealed class Sum : IBatchHandler<T>
    {
        public long Value { get; private set; }

        public void OnBatch(in Batch<T> batch)
        {
            var sum = 0L;
            for (var sequence = batch.First; sequence <= batch.Last; sequence++)
            {
                sum += batch.Ring[sequence].Value;
            }
            Value += sum;
        }
    }
}
