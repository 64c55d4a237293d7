using System.Buffers.Binary;

namespace Exchange.Engine.Journal;

/// <summary>
/// The 32 bytes before the records of a frame, little-endian: CRC-32C of the rest of the header (4 bytes), length of the
/// body (4), sequence of the first record (8), synced sequence (8), number of records (4), CRC-32C of the body (4).
/// </summary>
/// <remarks>
/// Frames follow each other at multiples of 8 bytes. A header's checksum starts from its place (segment and offset), so
/// bytes that look like a frame are one only where the writer put it. Having a checksum of its own, a header
/// bears witness to what was synced before it even when its own body is torn. A frame without records is a mark: nothing
/// but that witness.
/// </remarks>
/// <param name="BodyBytes">The length of the body, a multiple of 8.</param>
/// <param name="FirstSequence">The sequence of the first record; of the next one to come, in a mark.</param>
/// <param name="SyncedSequence">Every record up to this one was on the disk when the frame was written.</param>
/// <param name="Count">How many records the body holds.</param>
/// <param name="BodyCrc">The body's checksum.</param>
internal readonly record struct FrameHeader(int BodyBytes, long FirstSequence, long SyncedSequence, int Count, uint BodyCrc)
{
    public const int Bytes = 32;
    public const int Alignment = 8;

    /// <summary>Fills the first <see cref="Bytes"/> of <paramref name="target"/>, which will stand at <paramref name="offset"/> of the segment.</summary>
    public void Write(Span<byte> target, JournalSegment segment, long offset)
    {
        target = target[..Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], BodyBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], SyncedSequence);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], Count);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], BodyCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Checksum(target, segment, offset));
    }

    /// <summary>Reads the header that stands at <paramref name="offset"/> of the segment; false when there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, JournalSegment segment, long offset, out FrameHeader header)
    {
        header = default;
        if (source.Length < Bytes)
            return false;
        source = source[..Bytes];
        header = new FrameHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            SyncedAt(source),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[28..]));
        return header.FirstSequence >= segment.FirstSequence
            && header.SyncedSequence >= 0
            && header.SyncedSequence < header.FirstSequence
            && header.BodyBytes >= 0
            && header.BodyBytes % Alignment == 0
            && header.Count >= 0
            && header.Count <= header.BodyBytes / Alignment
            && BinaryPrimitives.ReadUInt32LittleEndian(source) == Checksum(source, segment, offset);
    }

    /// <summary>The synced sequence alone, of what may not be a header: a cheap sieve for the search for witnesses.</summary>
    public static long SyncedAt(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadInt64LittleEndian(source[16..]);

    private static uint Checksum(ReadOnlySpan<byte> header, JournalSegment segment, long offset)
    {
        Span<byte> place = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(place, segment.FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(place[sizeof(long)..], offset);
        return Crc32C.Compute(header[sizeof(uint)..Bytes], Crc32C.Compute(place));
    }
}
