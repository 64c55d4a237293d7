using System.Buffers.Binary;
using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

public sealed class JournalDamageTests
{
    [Fact]
    public void Read_MiddleSegmentMissing_IsDamage()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        disk.Delete(segments[1].Name);
        JournalDamage damage = Refused(disk);
        Assert.Equal(segments[1].FirstSequence, damage.Sequence);
        Assert.Contains("missing", damage.Reason);
    }

    [Fact]
    public void Read_OldestSegmentMissing_IsDamageUnlessLaterRecordsAreAskedFor()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        disk.Delete(segments[0].Name);
        Assert.Contains("does not go back to sequence 1", Refused(disk).Reason);
        var check = new SequenceCheck(segments[1].FirstSequence);
        Assert.Null(JournalReader.Read(disk, check.Handle, segments[1].FirstSequence).Damage);
    }

    [Fact]
    public void Read_SegmentRenamed_IsDamage()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        disk.Rename(segments[^1].Name, new JournalSegment(segments[^1].FirstSequence + 1).Name);
        Assert.Contains("renamed", Refused(disk).Reason);
    }

    [Fact]
    public void Read_SegmentTakenFromAnotherJournal_IsDamage()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        RewriteHeader(disk, segments[1], header => header with { PreviousSequence = 7 });
        Assert.Contains("starts at sequence 7", Refused(disk).Reason);
    }

    [Fact]
    public void Read_SequencesRepeated_IsDamage()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        var repeat = new JournalSegment(segments[1].FirstSequence - 1);
        disk.Rename(segments[1].Name, repeat.Name);
        RewriteHeader(disk, repeat, header => header with { FirstSequence = repeat.FirstSequence });
        Assert.Contains("repeats", Refused(disk).Reason);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(12)]
    public void Read_FrameOfAnotherSequence_IsDamage(long sequence)
    {
        var disk = new SimulatedDisk();
        var segment = SegmentWriter.Begin(disk.Create(new JournalSegment(1).Name), 4096, new SegmentHeader(1, 1, 1, 0, 0));
        var frame = new FrameBuffer(4096);
        for (int i = 1; i <= 10; i++)
            frame.Add(SampleRecords.Make(i).AsSpan(0, 1));
        segment.Write(frame, 1, 0);
        segment.Write(frame, sequence, 0);
        JournalSummary verdict = JournalReader.Read(disk, SampleRecords.Ignore);
        Assert.Equal(10, verdict.LastSequence);
        Assert.Contains($"starts at sequence {sequence}; 11 was expected", verdict.Damage?.Reason);
    }

    [Fact]
    public void Read_UnknownFormatVersion_IsDamage()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        RewriteHeader(disk, segments[2], header => header with { FormatVersion = 9 });
        Assert.Contains("format version 9 is unknown", Refused(disk).Reason);
    }

    [Fact]
    public void Read_UnknownFormatVersionBehindATear_IsDamage()
    {
        // Else recovery would delete what a newer program wrote.
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        RewriteHeader(disk, segments[^1], header => header with { FormatVersion = 9 });
        byte[] torn = disk.Bytes(segments[^2].Name);
        torn.AsSpan(SegmentHeader.Bytes).Clear();
        disk.Replace(segments[^2].Name, torn);
        Assert.Contains("format version 9 is unknown", Refused(disk).Reason);
    }

    [Fact]
    public void Read_HeaderDamaged_IsDamageInEverySegment()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        foreach (JournalSegment segment in segments)
        {
            SimulatedDisk spoilt = disk.Copy();
            byte[] bytes = spoilt.Bytes(segment.Name);
            bytes[33] ^= 1;
            spoilt.Replace(segment.Name, bytes);
            JournalDamage damage = Refused(spoilt);
            Assert.Equal((segment.Name, 0L), (damage.File, damage.Offset));
            Assert.Contains("header is damaged", damage.Reason);
        }
    }

    [Fact]
    public void Read_TailOfSyncedSegmentBlank_IsDamageByTheNextSegmentsWitness()
    {
        SimulatedDisk disk = WriteSegments(out IReadOnlyList<JournalSegment> segments);
        byte[] bytes = disk.Bytes(segments[0].Name);
        bytes.AsSpan(bytes.Length / 2).Clear();
        disk.Replace(segments[0].Name, bytes);
        JournalDamage damage = Refused(disk);
        Assert.Equal(segments[0].Name, damage.File);
        Assert.Contains($"{segments[1].Name} at offset 0 says", damage.Reason);
    }

    [Fact]
    public void Open_RecordThatLooksLikeAWitness_IsNotOne()
    {
        // The bytes of a real frame, stored as a record, must not turn a torn tail into damage.
        var disk = new SimulatedDisk();
        JournalWriter writer = JournalWriter.Open(disk, SampleRecords.SmallSegments, SampleRecords.Ignore);
        writer.Append([1]);
        writer.Commit();
        byte[] fake = new byte[FrameHeader.Bytes];
        new FrameHeader(0, 1000, 999, 0, 0).Write(fake, new JournalSegment(1), 4096);
        writer.Append([0, 0, 0, 0, .. fake]);
        writer.Commit();
        SimulatedDisk torn = disk.Copy();
        byte[] bytes = torn.Bytes(new JournalSegment(1).Name);
        bytes[SegmentHeader.Bytes + FrameHeader.Bytes + 8 + FrameHeader.Bytes] ^= 1;
        torn.Replace(new JournalSegment(1).Name, bytes);
        JournalSummary verdict = JournalReader.Read(torn, SampleRecords.Ignore);
        Assert.Null(verdict.Damage);
        Assert.Equal(1, verdict.LastSequence);
        Assert.NotNull(verdict.Tear);
    }

    [Fact]
    public void Read_EmptyDirectory_IsFine() =>
        Assert.Equal(new JournalSummary(0, 0, null, null), SampleRecords.Read(new SimulatedDisk()));

    [Fact]
    public void Read_ForeignFiles_AreNoPartOfTheJournal()
    {
        SimulatedDisk disk = WriteSegments(out _);
        disk.Replace("1.journal", [1, 2, 3]);
        disk.Replace("0000000000000000000x.journal", [1]);
        disk.Replace("00000000000000000000.journal", [1]);
        disk.Replace("99999999999999999999.journal", [1]);
        disk.Replace("prepared", [1]);
        Assert.Null(SampleRecords.Read(disk).Damage);
    }

    private static SimulatedDisk WriteSegments(out IReadOnlyList<JournalSegment> segments)
    {
        var disk = new SimulatedDisk();
        using (JournalWriter writer = SampleRecords.Open(disk))
        {
            while (JournalSegment.List(disk).Count < 4)
                writer.Commit(7);
        }
        segments = JournalSegment.List(disk);
        return disk;
    }

    private static JournalDamage Refused(SimulatedDisk disk)
    {
        string before = disk.Hash();
        JournalDamage? damage = SampleRecords.Read(disk).Damage;
        Assert.NotNull(damage);
        Assert.Equal(damage, Assert.Throws<JournalException>(() => SampleRecords.Open(disk)).Damage);
        Assert.Equal(before, disk.Hash());
        return damage;
    }

    private static void RewriteHeader(SimulatedDisk disk, JournalSegment segment, Func<SegmentHeader, SegmentHeader> change)
    {
        byte[] bytes = disk.Bytes(segment.Name);
        var header = new SegmentHeader(
            1, 1, segment.FirstSequence, BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)));
        change(header).Write(bytes);
        disk.Replace(segment.Name, bytes);
    }
}
