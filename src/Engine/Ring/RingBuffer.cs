using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine.Ring;

/// <summary>
/// A ring of value slots between threads, in the Disruptor's pattern: producers claim slots, write into them and publish;
/// consumers follow, each at its own pace, and the ring never overtakes the slowest it is gated on.
/// </summary>
/// <remarks>
/// <para>A record takes one slot or several, always consecutive in memory: the slots go on past the ring's end by as many
/// as the longest claim may need, so a record that starts at the end runs on there and none is ever split or padded. A
/// record is therefore found by its own first sequence only, by who writes and who reads it: several records in one claim
/// are written each at its own sequence.</para>
/// <para>Wiring comes first, on one thread: make the ring, its barriers and consumers, then <see cref="GateOn"/> the last
/// consumers, then start.</para>
/// </remarks>
/// <typeparam name="T">The slot; best a multiple of a cache line (64 bytes), to which the slots are aligned.</typeparam>
public sealed unsafe class RingBuffer<T>
    where T : unmanaged
{
    private readonly T* _slots;
    private readonly long _mask;
    private readonly Sequencer _sequencer;
    private readonly WaitStrategy _waitStrategy;
    private readonly byte[] _memory;
    private SequenceBarrier _room;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="mode">How many threads produce into it.</param>
    /// <param name="capacity">Slots, a power of two.</param>
    /// <param name="maxClaim">The most slots one claim may have, 1 to <paramref name="capacity"/>.</param>
    /// <param name="waitStrategy">How its threads wait; shared with no other ring.</param>
    /// <exception cref="OverflowException">The slots would take 2 GiB or more.</exception>
    public RingBuffer(ProducerMode mode, int capacity, int maxClaim, WaitStrategy waitStrategy)
    {
        if (!int.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "The capacity is a power of two.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(maxClaim, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxClaim, capacity);
        ArgumentNullException.ThrowIfNull(waitStrategy);
        Capacity = capacity;
        MaxClaim = maxClaim;
        _mask = capacity - 1;
        _waitStrategy = waitStrategy;
        _sequencer = mode == ProducerMode.One ? new SingleProducerSequencer(capacity) : new MultiProducerSequencer(capacity);
        _room = NewBarrier(new Sequence());

        // Pinned, so that a pointer will do; padded, so that no neighbour shares the first or the last line.
        _memory = GC.AllocateArray<byte>(((capacity + maxClaim - 1) * sizeof(T)) + (2 * Sequence.Padding), pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _slots = (T*)((start + Sequence.Padding - 1) & ~(nuint)(Sequence.Padding - 1));

        // Every page is touched now, not in the first lap.
        _memory.AsSpan().Clear();
    }

    /// <summary>How many slots the ring holds.</summary>
    public int Capacity { get; }

    /// <summary>The most slots one claim may have.</summary>
    public int MaxClaim { get; }

    /// <summary>How many slots are claimed and not yet free again: a moment's value. Any thread.</summary>
    public int Used => _sequencer.Used;

    /// <summary>
    /// The slot at which the record of <paramref name="sequence"/> starts. Only for who claimed it and has not published
    /// it yet, or was let through to it by a barrier and has not advanced past it.
    /// </summary>
    /// <param name="sequence">The record's first sequence.</param>
    public ref T this[long sequence]
    {
        get
        {
            unchecked
            {
                return ref _slots[sequence & _mask];
            }
        }
    }

    /// <summary>The consecutive slots of one record, under the same conditions as the indexer.</summary>
    /// <param name="first">The record's first sequence.</param>
    /// <param name="count">The record's slots, 1 to <see cref="MaxClaim"/>.</param>
    public Span<T> Slots(long first, int count)
    {
        ThrowIfNotClaimable(count);
        return MemoryMarshal.CreateSpan(ref this[first], count);
    }

    /// <summary>Makes a barrier for one consumer.</summary>
    /// <param name="after">The consumers that go before it; none when it follows the producers themselves.</param>
    public SequenceBarrier NewBarrier(params ReadOnlySpan<Sequence> after) =>
        after.IsEmpty ? new(_sequencer, _waitStrategy) : new(after, _waitStrategy);

    /// <summary>
    /// Says which consumers free the slots: those that no other consumer follows. Until then the ring fills up and stays
    /// full.
    /// </summary>
    /// <param name="consumers">At least one.</param>
    /// <exception cref="InvalidOperationException">Something has been claimed already.</exception>
    public void GateOn(params ReadOnlySpan<Sequence> consumers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(consumers.Length, nameof(consumers));
        _sequencer.GateOn(consumers);
        _room = NewBarrier(consumers);
    }

    /// <summary>Claims consecutive slots for writing, without ever waiting. A producer's thread.</summary>
    /// <param name="count">Slots, 1 to <see cref="MaxClaim"/>.</param>
    /// <param name="first">The first of them; meaningless when there are none.</param>
    /// <returns>Whether there was room. Whatever was claimed must be published, or consumers wait for it for ever.</returns>
    public bool TryClaim(int count, out long first)
    {
        ThrowIfNotClaimable(count);
        return _sequencer.TryClaim(count, out first);
    }

    /// <summary>Claims consecutive slots for writing, waiting for room if need be. A producer's thread.</summary>
    /// <param name="count">Slots, 1 to <see cref="MaxClaim"/>.</param>
    /// <param name="first">The first of them; meaningless when there are none.</param>
    /// <returns>False when there was no room and <see cref="Alert"/> has ended the waiting for it.</returns>
    public bool Claim(int count, out long first)
    {
        while (!TryClaim(count, out first))
        {
            long inTheWay = _sequencer.Next + count - 1 - Capacity;
            if (_room.WaitFor(inTheWay) < inTheWay)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Hands claimed slots to the consumers, all at once. The claiming thread.</summary>
    /// <param name="first">The first slot claimed.</param>
    /// <param name="count">As many as were claimed.</param>
    public void Publish(long first, int count)
    {
        _sequencer.Publish(first, count);
        _waitStrategy.Signal(_sequencer.Cursor);
    }

    /// <summary>Records a consumer's progress and wakes who waits for it. The consumer's thread.</summary>
    /// <param name="consumer">The consumer's sequence.</param>
    /// <param name="sequence">The last slot it has done with.</param>
    public void Advance(Sequence consumer, long sequence)
    {
        consumer.Value = sequence;
        _waitStrategy.Signal(consumer);
    }

    /// <summary>Ends the waiting for room in <see cref="Claim"/>, for a shutdown in which consumers are gone. Any thread.</summary>
    public void Alert() => _room.Alert();

    private void ThrowIfNotClaimable(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxClaim);
    }
}
