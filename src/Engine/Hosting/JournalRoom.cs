using System.Numerics;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>
/// Sees that what is sequenced can be journaled. While the next segment cannot be allocated, the present one is filled up
/// to a reserve, which is room for all that may be in the ring by then; with that left the way in takes nothing more, until
/// the segment is there. The journal's thread.
/// </summary>
internal sealed class JournalRoom
{
    /// <summary>How often to look when nothing arrives, in milliseconds.</summary>
    public const int LookIntervalMs = 50;

    // What the batch since the last look has taken; what is in the ring; and what threads add that were about to publish.
    private const int RingsReserved = 3;

    private readonly JournalWriter _journal;
    private readonly CommandInput _input;
    private readonly int _reserveBytes;
    private readonly Action<string>? _warned;

    /// <param name="journal">The journal.</param>
    /// <param name="input">The way in.</param>
    /// <param name="slots">The ring's size.</param>
    /// <param name="warned">Told when the disk is full and when service is back.</param>
    public JournalRoom(JournalWriter journal, CommandInput input, int slots, Action<string>? warned)
    {
        (_journal, _input, _warned) = (journal, input, warned);
        _reserveBytes = (int)ReserveBytes(slots);
    }

    /// <summary>The largest ring whose reserve leaves half of a segment to be used, if it can be: the longest record must fit.</summary>
    /// <param name="wanted">Slots, a power of two.</param>
    /// <param name="segmentBytes">The size of a segment.</param>
    public static int SlotsFor(int wanted, int segmentBytes)
    {
        var least = (int)BitOperations.RoundUpToPowerOf2((uint)Slot.CountFor(Commands.MaxLength));
        while (wanted > least && ReserveBytes(wanted) > segmentBytes / 2)
        {
            wanted /= 2;
        }
        return wanted;
    }

    /// <summary>Closes the way in, or opens it, as there is room. Before every batch, and when nothing arrives.</summary>
    public void Look()
    {
        var hasRoom = _journal.HasRoomFor(_reserveBytes);
        if (!hasRoom && !_input.IsPaused)
        {
            _input.Pause();
            _warned?.Invoke($"no instruction is taken until the disk has room for the journal: {_journal.NextSegmentFailure?.Message}");
        }
        else if (hasRoom && _input.IsPaused && _input.TryContinue())
        {
            _warned?.Invoke("the disk has room for the journal again: instructions are taken");
        }
    }

    // A record in every slot, each in a frame of its own: nothing takes more.
    private static long ReserveBytes(int slots) => (long)RingsReserved * slots * FrameBuffer.BytesFor(Slot.Bytes);
}
