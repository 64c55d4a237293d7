using System.Diagnostics;
using Exchange.Engine.Ring;
using Exchange.Sdk;

namespace Exchange.Load.Ring;

/// <summary>From thread to thread: an event over one ring to another thread and over a second one back, halved.</summary>
internal static class RingHop
{
    private const int Capacity = 1 << 10;

    /// <summary>One run.</summary>
    /// <param name="hops">Times there and back.</param>
    /// <param name="pauseNs">For how long nothing happens before each: a thread that sleeps by then must be woken.</param>
    /// <param name="wait">How both threads wait.</param>
    /// <param name="latency">Takes the times.</param>
    public static Run Measure(int hops, long pauseNs, Func<WaitStrategy> wait, LatencyHistogram latency)
    {
        var there = new RingBuffer<Event64>(ProducerMode.One, Capacity, 1, wait());
        var back = new RingBuffer<Event64>(ProducerMode.One, Capacity, 1, wait());
        var echo = new EventProcessor<Event64>(there, there.NewBarrier(), new Echo(back), "echo");
        there.GateOn(echo.Sequence);
        var received = new Sequence();
        back.GateOn(received);
        var barrier = back.NewBarrier();
        ShortSleep.BePunctual();
        echo.Start();
        var run = Run.Time(hops, () =>
        {
            for (var i = 0; i < hops; i++)
            {
                if (pauseNs > 0)
                {
                    ShortSleep.For(pauseNs);
                }
                var start = Stopwatch.GetTimestamp();
                Send(there, i);
                barrier.WaitFor(i);
                latency.Record(Ticks.NsSince(start) / 2);
                back.Advance(received, i);
            }
            return received.Value + 1;
        });
        echo.Stop();
        return run;
    }

    private static void Send(RingBuffer<Event64> ring, long value)
    {
        ring.Claim(1, out var sequence);
        ring[sequence].Value = value;
        ring.Publish(sequence, 1);
    }

    private sealed class Echo(RingBuffer<Event64> back) : IBatchHandler<Event64>
    {
        public void OnBatch(in Batch<Event64> batch)
        {
            for (var sequence = batch.First; sequence <= batch.Last; sequence++)
            {
                Send(back, batch.Ring[sequence].Value);
            }
        }
    }
}
