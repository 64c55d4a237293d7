using System.Buffers.Binary;
using System.Diagnostics;

namespace Exchange.Engine.Journal;

/// <summary>
/// Collects the records of one frame: each is its length (4 bytes), the record, and zeros up to a multiple of 8 bytes.
/// </summary>
internal sealed class FrameBuffer(int capacityBytes)
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(capacityBytes, pinned: true);
    private int _end = FrameHeader.Bytes;

    /// <summary>How many records have been added.</summary>
    public int Count { get; private set; }

    /// <summary>The length of the frame as it stands.</summary>
    public int Length => _end;

    /// <summary>The length of a frame that holds one record of <paramref name="recordBytes"/>.</summary>
    public static int BytesFor(int recordBytes) => FrameHeader.Bytes + SlotBytes(recordBytes);

    public bool Fits(int recordBytes) => SlotBytes(recordBytes) <= _bytes.Length - _end;

    public void Add(ReadOnlySpan<byte> record)
    {
        int slotBytes = SlotBytes(record.Length);
        Span<byte> slot = _bytes.AsSpan(_end, slotBytes);
        BinaryPrimitives.WriteInt64LittleEndian(slot[^FrameHeader.Alignment..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(slot, record.Length);
        record.CopyTo(slot[sizeof(int)..]);
        _end += slotBytes;
        Count++;
    }

    /// <summary>The finished frame for its place; valid until the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<byte> Seal(JournalSegment segment, long offset, long firstSequence, long syncedSequence)
    {
        ReadOnlySpan<byte> body = _bytes.AsSpan(FrameHeader.Bytes.._end);
        var header = new FrameHeader(body.Length, firstSequence, syncedSequence, Count, Crc32C.Compute(body));
        header.Write(_bytes, segment, offset);
        return _bytes.AsSpan(0, _end);
    }

    public void Clear()
    {
        _end = FrameHeader.Bytes;
        Count = 0;
    }

    /// <summary>Takes the next record off a body; false when what stands there cannot be one.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (body.Length < FrameHeader.Alignment)
            return false;
        Debug.Assert(body.Length % FrameHeader.Alignment == 0);
        int length = BinaryPrimitives.ReadInt32LittleEndian(body);
        if (length < 1 || length > body.Length - sizeof(int))
            return false;
        record = body.Slice(sizeof(int), length);
        body = body[SlotBytes(length)..];
        return true;
    }

    private static int SlotBytes(int recordBytes) =>
        (sizeof(int) + recordBytes + FrameHeader.Alignment - 1) & -FrameHeader.Alignment;
}
