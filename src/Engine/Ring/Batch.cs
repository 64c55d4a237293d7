using System.Diagnostics;

namespace Exchange.Engine.Ring;

/// <summary>
/// What a consumer may read at once: all whole records from <see cref="First"/> to <see cref="Last"/>. It ends when the
/// handler returns.
/// </summary>
/// <typeparam name="T">The ring's slot.</typeparam>
public readonly ref struct Batch<T>
    where T : unmanaged
{
    private readonly Sequence _consumer;

    internal Batch(RingBuffer<T> ring, Sequence consumer, long first, long last)
    {
        Ring = ring;
        _consumer = consumer;
        First = first;
        Last = last;
    }

    /// <summary>The ring that holds the records.</summary>
    public RingBuffer<T> Ring { get; }

    /// <summary>The first slot of the first record.</summary>
    public long First { get; }

    /// <summary>The last slot of the last record.</summary>
    public long Last { get; }

    /// <summary>
    /// Lets the next stage, or the producers, go on as far as <paramref name="sequence"/> while the rest of a large batch
    /// is still being handled. Optional: the end of the batch says it for all of it.
    /// </summary>
    /// <param name="sequence">The last slot of a record of this batch; the records up to it are not touched any more.</param>
    public void Consumed(long sequence)
    {
        Debug.Assert(sequence >= First && sequence <= Last, "A record of another batch was called consumed.");
        Ring.Advance(_consumer, sequence);
    }
}
