using System.Buffers.Binary;

namespace Exchange.Engine.Journal;

/// <summary>
/// The first 64 bytes of a segment, little-endian: magic (8 bytes), format version (4), rules version (4), first
/// sequence (8), first sequence of the segment before (8), synced sequence (8), zeros (20), CRC-32C of all that (4).
/// </summary>
/// <remarks>
/// It fits the smallest sector, so a crash leaves it whole or zero; anything else is damage. Every later format keeps
/// magic, version and checksum where they are.
/// </remarks>
/// <param name="FormatVersion">The layout of the segment.</param>
/// <param name="RulesVersion">The rules under which its records were accepted.</param>
/// <param name="FirstSequence">The sequence of its first record.</param>
/// <param name="PreviousSequence">The first sequence of the segment before it; 0 when it is the first ever.</param>
/// <param name="SyncedSequence">Every record up to this one was on the disk when the header was written.</param>
internal readonly record struct SegmentHeader(
    int FormatVersion, int RulesVersion, long FirstSequence, long PreviousSequence, long SyncedSequence)
{
    public const int Bytes = 64;
    public const int CurrentFormat = 1;
    private const int CrcOffset = Bytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "XJOURNAL"u8;

    /// <summary>Fills the first <see cref="Bytes"/> of <paramref name="target"/>.</summary>
    public void Write(Span<byte> target)
    {
        target = target[..Bytes];
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], RulesVersion);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], PreviousSequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], SyncedSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcOffset..], Crc32C.Compute(target[..CrcOffset]));
    }

    /// <summary>Whether <paramref name="source"/>, the beginning of a segment, is what a crash leaves of a header never synced.</summary>
    public static bool IsUnwritten(ReadOnlySpan<byte> source) =>
        source.Length < Bytes || !source[..Bytes].ContainsAnyExcept((byte)0);

    /// <summary>Reads a header; what is wrong with it otherwise is in <paramref name="reason"/>.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, JournalSegment segment, out SegmentHeader header, out string reason)
    {
        header = default;
        if (!source[..Magic.Length].SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
        {
            reason = "the segment's header is damaged";
            return false;
        }
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]));
        reason = header.FormatVersion != CurrentFormat
            ? $"format version {header.FormatVersion} is unknown, version {CurrentFormat} is what this program reads"
            : header.FirstSequence != segment.FirstSequence
                ? $"the segment's header says that it starts at sequence {header.FirstSequence}: the file was renamed"
                : "";
        return reason.Length == 0;
    }
}
