using System.Runtime.InteropServices;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>
/// The way in: the seam where commands are sequenced. Here that is a ring in this process; a replicated log could take
/// its place, and nothing above or below would know. Any thread.
/// </summary>
public sealed class CommandInput
{
    private readonly RingBuffer<Slot> _ring;
    private readonly Clock _clock;
    private bool _isClosed;
    private bool _isPaused;
    private long _refusalCount;

    internal CommandInput(RingBuffer<Slot> ring, Clock clock)
    {
        _ring = ring;
        _clock = clock;
    }

    /// <summary>How many commands have found no room.</summary>
    internal long RefusalCount => Interlocked.Read(ref _refusalCount);

    /// <summary>
    /// Whether nothing but queries is taken, because the journal's disk is full. Time stands still for the kernel then: its
    /// timers do not fire.
    /// </summary>
    public bool IsPaused => Volatile.Read(ref _isPaused);

    /// <summary>
    /// Sequences a command record, stamped with the time now. Never waits: false when there is no room at the moment, in the
    /// ring or on the disk (BUSY), or the host is stopping; the command has then left no trace.
    /// </summary>
    /// <param name="record">Made by <see cref="Commands"/>; copied.</param>
    /// <param name="place">What <see cref="Event.Command"/> is on the events it causes; later commands have higher ones.</param>
    public bool TryPublish(ReadOnlySpan<byte> record, out long place)
    {
        place = -1;
        return !(IsPaused && !CommandHeader.Of(record).Kind.IsQuery()) && TrySequence(record, out place);
    }

    /// <summary>Takes nothing but queries from now on. A thread that has looked already may still bring what it has.</summary>
    internal void Pause() => Volatile.Write(ref _isPaused, true);

    /// <summary>Takes commands again, the first of which says so to the kernel; false when there is no room for that in the ring.</summary>
    internal bool TryContinue()
    {
        Span<byte> record = stackalloc byte[CommandHeader.Size];
        if (!TrySequence(record[..Commands.Continued(record, default)], out _))
        {
            return false;
        }
        Volatile.Write(ref _isPaused, false);
        return true;
    }

    internal void Close() => Volatile.Write(ref _isClosed, true);

    private bool TrySequence(ReadOnlySpan<byte> record, out long place)
    {
        var count = Slot.CountFor(record.Length);
        place = -1;
        if (Volatile.Read(ref _isClosed))
        {
            return false;
        }
        if (!_ring.TryClaim(count, out var first))
        {
            Interlocked.Increment(ref _refusalCount);
            return false;
        }
        var slots = MemoryMarshal.AsBytes(_ring.Slots(first, count));
        record.CopyTo(slots);
        MemoryMarshal.AsRef<CommandHeader>(slots).Time = _clock.Now;
        place = first + count - 1;
        _ring.Publish(first, count);
        return true;
    }
}
