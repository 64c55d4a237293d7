namespace Exchange.Engine.Journal;

/// <summary>A segment as a scan found it.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="EndOffset">Where its last good frame ends, in bytes.</param>
/// <param name="LastSequence">The sequence of its last good record; one less than its first when it has none.</param>
internal readonly record struct SegmentExtent(JournalSegment Segment, long EndOffset, long LastSequence);

/// <summary>Which records a scan hands over, and on which condition.</summary>
/// <param name="From">The first sequence to hand over.</param>
/// <param name="Through">The last one; the scan looks no further.</param>
/// <param name="RulesVersion">The rules under which they must have been accepted; null for any.</param>
internal readonly record struct ScanRange(long From, long Through, int? RulesVersion);

/// <summary>Walks through a journal, changing nothing, and judges what is wrong with it.</summary>
internal sealed class JournalScan
{
    private readonly JournalStorage _storage;
    private readonly ScanRange _range;
    private readonly JournalRecordHandler _handler;
    private readonly List<SegmentExtent> _extents = [];
    private long _records;

    private JournalScan(JournalStorage storage, ScanRange range, JournalRecordHandler handler)
    {
        _storage = storage;
        _range = range;
        _handler = handler;
        Segments = JournalSegment.List(storage);
    }

    public IReadOnlyList<JournalSegment> Segments { get; }

    /// <summary>The segments that were read, oldest first.</summary>
    public IReadOnlyList<SegmentExtent> Extents => _extents;

    /// <summary>The sequence after the last good record.</summary>
    public long NextSequence { get; private set; } = 1;

    /// <summary>The highest sequence that some frame or header says was synced.</summary>
    public long SyncedSequence { get; private set; }

    public JournalTear? Tear { get; private set; }

    public JournalDamage? Damage { get; private set; }

    public JournalSummary Summary => new(_records, NextSequence - 1, Tear, Damage);

    public static JournalScan Run(JournalStorage storage, ScanRange range, JournalRecordHandler handler)
    {
        var scan = new JournalScan(storage, range, handler);
        scan.Walk();
        return scan;
    }

    private void Walk()
    {
        int start = FindStart();
        if (start < 0)
            return;
        NextSequence = Segments[start].FirstSequence;
        for (int i = start; i < Segments.Count; i++)
        {
            if (!ReadSegment(i))
                return;
        }
    }

    // The last segment that begins at or before the first record asked for; earlier ones need no look.
    private int FindStart()
    {
        int start = Segments.Count - 1;
        while (start >= 0 && Segments[start].FirstSequence > _range.From)
            start--;
        if (start < 0 && (Segments.Count > 0 || _range.From > 1))
        {
            NextSequence = _range.From;
            Refuse(Segments.Count > 0 ? Segments[0] : new JournalSegment(1), 0,
                $"the journal does not go back to sequence {_range.From}: older segments are missing", needsSnapshot: true);
        }
        return start;
    }

    /// <summary>True when the walk goes on with the segment after this one.</summary>
    private bool ReadSegment(int index)
    {
        using var window = new SegmentWindow(_storage, Segments[index]);
        ReadOnlySpan<byte> start = window.At(0, SegmentHeader.Bytes);
        if (SegmentHeader.IsUnwritten(start))
            return JudgeTail(index, 0);
        if (!SegmentHeader.TryRead(start, window.Segment, out SegmentHeader header, out string reason))
            return Refuse(window.Segment, 0, reason);
        if (index > 0 && header.PreviousSequence != Segments[index - 1].FirstSequence)
            return Refuse(window.Segment, 0, TailScan.MissingBefore(header));

        SyncedSequence = Math.Max(SyncedSequence, header.SyncedSequence);
        long offset = ReadFrames(window, header);
        _extents.Add(new SegmentExtent(window.Segment, offset, NextSequence - 1));
        if (Damage is not null || NextSequence > _range.Through)
            return false;
        if (index == Segments.Count - 1 || Segments[index + 1].FirstSequence > NextSequence)
            return JudgeTail(index, offset);
        if (Segments[index + 1].FirstSequence < NextSequence)
            return Refuse(Segments[index + 1], 0, $"the segment repeats sequences; {NextSequence} was expected");
        return true;
    }

    /// <summary>Hands over the segment's records; returns where the last good frame ends.</summary>
    private long ReadFrames(SegmentWindow window, in SegmentHeader header)
    {
        long offset = SegmentHeader.Bytes;
        while (Damage is null && NextSequence <= _range.Through
            && FrameHeader.TryRead(window.At(offset, FrameHeader.Bytes), window.Segment, offset, out FrameHeader frame))
        {
            if (frame.FirstSequence != NextSequence)
            {
                Refuse(window.Segment, offset, $"a frame starts at sequence {frame.FirstSequence}; {NextSequence} was expected");
                break;
            }
            long bodyOffset = offset + FrameHeader.Bytes;
            if (!window.Has(bodyOffset, frame.BodyBytes))
                break;
            ReadOnlySpan<byte> body = window.At(bodyOffset, frame.BodyBytes);
            if (body.Length != frame.BodyBytes || Crc32C.Compute(body) != frame.BodyCrc || !HandOver(window.Segment, offset, header, frame, body))
                break;
            SyncedSequence = Math.Max(SyncedSequence, frame.SyncedSequence);
            offset = bodyOffset + frame.BodyBytes;
        }
        return offset;
    }

    private bool HandOver(JournalSegment segment, long offset, in SegmentHeader header, in FrameHeader frame, ReadOnlySpan<byte> body)
    {
        for (int i = 0; i < frame.Count; i++)
        {
            if (!FrameBuffer.TryTake(ref body, out ReadOnlySpan<byte> record))
                return Refuse(segment, offset, "a frame whose checksum is right does not hold the records it promises");
            if (NextSequence >= _range.From && NextSequence <= _range.Through)
            {
                if (_range.RulesVersion is int rules && rules != header.RulesVersion)
                    return Refuse(segment, offset, $"the segment was written under rules version {header.RulesVersion}, not {rules}, and there is no snapshot at its end: the program that wrote it leaves one when it is stopped", needsSnapshot: true);
                _handler(NextSequence, record);
                _records++;
            }
            NextSequence++;
        }
        return true;
    }

    /// <summary>
    /// Nothing readable stands at <paramref name="offset"/>, where <see cref="NextSequence"/> should. That is the end of
    /// the journal, a tear or damage: see <see cref="TailScan"/>.
    /// </summary>
    private bool JudgeTail(int index, long offset)
    {
        var tail = TailScan.Run(_storage, Segments, index, offset, NextSequence);
        JournalSegment segment = Segments[index];
        if (index == 0 && offset == 0 && segment.FirstSequence > 1)
            return Refuse(segment, 0, "the oldest segment has no header");
        if (tail.Contradiction is string reason)
            return Refuse(segment, offset, reason);
        if (tail.Bytes > 0)
            Tear = new JournalTear(segment.Name, offset, NextSequence, tail.Bytes);
        return false;
    }

    private bool Refuse(JournalSegment segment, long offset, string reason, bool needsSnapshot = false)
    {
        Damage = new JournalDamage(segment.Name, offset, NextSequence, reason) { NeedsSnapshot = needsSnapshot };
        return false;
    }
}
