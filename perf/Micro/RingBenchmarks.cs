using BenchmarkDotNet.Attributes;
using Exchange.Engine.Ring;
using Exchange.Load.Ring;

namespace Exchange.Micro;

/// <summary>What a ring costs a thread that is alone with it; between threads, <c>perf/Load</c> measures it.</summary>
[MemoryDiagnoser]
public class RingBenchmarks
{
    private RingBuffer<Event64> _ring = null!;
    private SequenceBarrier _barrier = null!;
    private Sequence _consumed = null!;

    [Params(ProducerMode.One, ProducerMode.Many)]
    public ProducerMode Mode { get; set; }

    [GlobalSetup]
    public void Wire()
    {
        _ring = new(Mode, capacity: 1024, maxClaim: 1, new BlockingWaitStrategy());
        _barrier = _ring.NewBarrier();
        _consumed = new();
        _ring.GateOn(_consumed);
    }

    /// <summary>An event is claimed, written, published, waited for, read and done with.</summary>
    [Benchmark]
    public long PublishAndConsume()
    {
        _ring.TryClaim(1, out var sequence);
        _ring[sequence].Value = sequence;
        _ring.Publish(sequence, 1);
        var available = _barrier.WaitFor(sequence, timeoutMs: 0);
        var value = _ring[available].Value;
        _ring.Advance(_consumed, available);
        return value;
    }
}
