namespace Exchange.Engine.Journal;

/// <summary>
/// Tells a torn tail from damage. A crash may lose any part of what was written after the last sync, and spare what was
/// written later still; so valid frames after an unreadable place prove nothing. What proves damage is a witness: a
/// frame or a segment after it, whose header says that the record now unreadable was synced when the header was written.
/// </summary>
internal sealed class TailScan
{
    private readonly JournalStorage _storage;
    private readonly long _sequence;

    private TailScan(JournalStorage storage, long sequence)
    {
        _storage = storage;
        _sequence = sequence;
    }

    /// <summary>The length of what stands in the tail, zeros at the end of each segment not counted.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why the tail cannot be what a crash left; null when it can.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>Looks at everything from <paramref name="offset"/> of a segment on, where <paramref name="sequence"/> should stand.</summary>
    public static TailScan Run(JournalStorage storage, IReadOnlyList<JournalSegment> segments, int index, long offset, long sequence)
    {
        var scan = new TailScan(storage, sequence);
        scan.Search(segments[index], offset);
        for (int i = index + 1; i < segments.Count && scan.Contradiction is null; i++)
            scan.SearchLater(segments[i], segments[i - 1]);
        return scan;
    }

    public static string MissingBefore(in SegmentHeader header) =>
        $"a segment is missing: the one before this starts at sequence {header.PreviousSequence}";

    private void SearchLater(JournalSegment segment, JournalSegment previous)
    {
        using (var window = new SegmentWindow(_storage, segment))
        {
            ReadOnlySpan<byte> start = window.At(0, SegmentHeader.Bytes);
            if (!SegmentHeader.IsUnwritten(start))
            {
                if (!SegmentHeader.TryRead(start, segment, out SegmentHeader header, out string reason))
                    Contradiction = $"nothing readable stands here, and in {segment.Name} {reason}";
                else if (header.PreviousSequence != previous.FirstSequence)
                    Contradiction = $"nothing readable stands here, and before {segment.Name} {MissingBefore(header)}";
                else if (header.SyncedSequence >= _sequence)
                    Contradict(segment, 0, header.SyncedSequence);
            }
        }
        if (Contradiction is null)
            Search(segment, 0);
    }

    private void Search(JournalSegment segment, long offset)
    {
        using var window = new SegmentWindow(_storage, segment);
        long end = offset;
        for (long at = offset; ;)
        {
            ReadOnlySpan<byte> block = window.BlockAt(at);
            int last = block.LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
            {
                end = at + last + 1;
                if (FindWitness(block, segment, at))
                    return;
            }
            // Blocks overlap by a header, less one alignment, lest one that lies across their boundary be missed.
            if (block.Length <= FrameHeader.Bytes)
                break;
            at += (block.Length - FrameHeader.Bytes + FrameHeader.Alignment) & -FrameHeader.Alignment;
        }
        Bytes += end - offset;
    }

    private bool FindWitness(ReadOnlySpan<byte> block, JournalSegment segment, long blockOffset)
    {
        for (int i = 0; i <= block.Length - FrameHeader.Bytes; i += FrameHeader.Alignment)
        {
            ReadOnlySpan<byte> candidate = block.Slice(i, FrameHeader.Bytes);
            if (FrameHeader.SyncedAt(candidate) >= _sequence
                && FrameHeader.TryRead(candidate, segment, blockOffset + i, out FrameHeader frame))
            {
                Contradict(segment, blockOffset + i, frame.SyncedSequence);
                return true;
            }
        }
        return false;
    }

    private void Contradict(JournalSegment segment, long offset, long synced) =>
        Contradiction = $"nothing readable stands here, though {segment.Name} at offset {offset} says that every record up to {synced} had reached the disk";
}
