using System.Buffers.Binary;

namespace Exchange.Engine.Journal;

/// <summary>
/// The first 128 bytes of a snapshot, little-endian: magic (8 bytes), format version (4), state version (4), rules version
/// (4), zeros (4), sequence (8), time (8), length of the state (8), its hash (32), zeros (44), CRC-32C of all that (4).
/// </summary>
/// <remarks>Every later format keeps magic, format version and checksum where they are.</remarks>
/// <param name="StateVersion">The layout of the state.</param>
/// <param name="RulesVersion">The rules that led to it.</param>
/// <param name="Sequence">The sequence of the last record whose effects are in it.</param>
/// <param name="TimeNanoseconds">The exchange's time then, in nanoseconds.</param>
/// <param name="StateBytes">How many bytes the state has.</param>
/// <param name="StateHash">Its hash, 64 hexadecimal digits.</param>
public sealed record SnapshotHeader(
    int StateVersion, int RulesVersion, long Sequence, long TimeNanoseconds, long StateBytes, string StateHash)
{
    internal const int Bytes = 128;
    private const int CurrentFormat = 1;
    private const int HashOffset = 48;
    private const int HashBytes = 32;
    private const int CrcOffset = Bytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "XSNAPSHT"u8;

    /// <summary>Fills the first <see cref="Bytes"/> of <paramref name="target"/>.</summary>
    internal void Write(Span<byte> target)
    {
        target = target[..Bytes];
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], CurrentFormat);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], StateVersion);
        BinaryPrimitives.WriteInt32LittleEndian(target[16..], RulesVersion);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], TimeNanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], StateBytes);
        Convert.FromHexString(StateHash).CopyTo(target[HashOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcOffset..], Crc32C.Compute(target[..CrcOffset]));
    }

    /// <summary>Reads the header of a snapshot.</summary>
    /// <exception cref="InvalidDataException">It is damaged, of another format or of another snapshot.</exception>
    internal static SnapshotHeader Read(ReadOnlySpan<byte> source, Snapshot snapshot)
    {
        if (source.Length < Bytes
            || !source[..Magic.Length].SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcOffset..]) != Crc32C.Compute(source[..CrcOffset]))
            throw new InvalidDataException("its header is damaged");
        int format = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        if (format != CurrentFormat)
            throw new InvalidDataException($"its format version {format} is unknown, version {CurrentFormat} is what this program reads");
        var header = new SnapshotHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[40..]),
            Convert.ToHexStringLower(source.Slice(HashOffset, HashBytes)));
        return header.Sequence == snapshot.Sequence
            ? header
            : throw new InvalidDataException($"its header says that it is of sequence {header.Sequence}: the file was renamed");
    }
}
