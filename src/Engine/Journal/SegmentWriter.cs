using System.Diagnostics;

namespace Exchange.Engine.Journal;

/// <summary>The segment being written.</summary>
internal sealed class SegmentWriter
{
    private readonly int _capacityBytes;

    private SegmentWriter(JournalFile file, int capacityBytes, JournalSegment segment)
    {
        File = file;
        Segment = segment;
        _capacityBytes = capacityBytes;
    }

    public JournalFile File { get; }

    public JournalSegment Segment { get; }

    /// <summary>Where the next frame will stand, in bytes.</summary>
    public long EndOffset { get; private set; } = SegmentHeader.Bytes;

    /// <summary>Begins a segment in a file of zeros; the file is closed when that fails.</summary>
    public static SegmentWriter Begin(JournalFile file, int capacityBytes, in SegmentHeader header)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Bytes];
        header.Write(bytes);
        try
        {
            file.Write(0, bytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return new SegmentWriter(file, capacityBytes, new JournalSegment(header.FirstSequence));
    }

    /// <summary>Whether a frame fits, with room left for the mark of a clean close.</summary>
    public bool Fits(int frameBytes) => frameBytes + FrameHeader.Bytes <= _capacityBytes - EndOffset;

    public void Write(FrameBuffer frame, long firstSequence, long syncedSequence)
    {
        Debug.Assert(Fits(frame.Length));
        ReadOnlySpan<byte> bytes = frame.Seal(Segment, EndOffset, firstSequence, syncedSequence);
        File.Write(EndOffset, bytes);
        EndOffset += bytes.Length;
    }

    /// <summary>Ends a segment that is synced: a mark that says so, nothing after it.</summary>
    public void WriteEnd(long lastSequence)
    {
        Span<byte> mark = stackalloc byte[FrameHeader.Bytes];
        new FrameHeader(0, lastSequence + 1, lastSequence, 0, Crc32C.Compute([])).Write(mark, Segment, EndOffset);
        File.Write(EndOffset, mark);
        EndOffset += mark.Length;
        File.Truncate(EndOffset);
        File.Sync();
    }
}
