using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

/// <summary>One byte at a time: what becomes of a journal of a few batches when it is cut, blanked or flipped there.</summary>
public sealed class JournalTearTests
{
    private const int RecordsABatch = 3;
    private const int Batches = 4;
    private static readonly string SegmentName = new JournalSegment(1).Name;

    /// <summary>How a byte is spoilt, and how everything after it.</summary>
    public enum Spoil
    {
        CutFrom,
        ZeroFrom,
        ZeroOne,
        FlipOne,
    }

    [Theory]
    [InlineData(Spoil.CutFrom)]
    [InlineData(Spoil.ZeroFrom)]
    [InlineData(Spoil.ZeroOne)]
    [InlineData(Spoil.FlipOne)]
    public void Open_LastBatchSpoiltAtAnyByte_CutsItAndKeepsTheRest(Spoil spoil)
    {
        (SimulatedDisk disk, List<int> ends) = WriteWithoutClosing();
        for (int offset = ends[^2]; offset < ends[^1]; offset++)
        {
            SimulatedDisk spoilt = disk.Copy();
            if (!SpoilAt(spoilt, offset, spoil, ends[^1]))
                continue;
            string before = spoilt.Hash();
            JournalSummary verdict = SampleRecords.Read(spoilt);
            Assert.Equal(before, spoilt.Hash());
            Assert.Null(verdict.Damage);
            Assert.Equal(RecordsABatch * (Batches - 1), verdict.LastSequence);
            bool somethingIsLeft = spoilt.Bytes(SegmentName).AsSpan(ends[^2]).ContainsAnyExcept((byte)0);
            Assert.Equal(somethingIsLeft, verdict.Tear is not null);

            using (JournalWriter writer = SampleRecords.Open(spoilt))
            {
                Assert.Equal(verdict, writer.Recovery);
                Assert.Equal(ends[^2], spoilt.Bytes(SegmentName).Length);
                writer.Commit(5);
            }
            Assert.Equal(new JournalSummary(14, 14, null, null), SampleRecords.Read(spoilt));
        }
    }

    [Theory]
    [InlineData(Spoil.ZeroOne)]
    [InlineData(Spoil.FlipOne)]
    public void Read_AnyByteSpoilt_RefusesWhatWasSyncedAndCutsTheRest(Spoil spoil)
    {
        (SimulatedDisk disk, List<int> ends) = WriteWithoutClosing();
        for (int offset = 0; offset < ends[^1]; offset++)
        {
            SimulatedDisk spoilt = disk.Copy();
            if (!SpoilAt(spoilt, offset, spoil, ends[^1]))
                continue;
            JournalSummary verdict = SampleRecords.Read(spoilt);
            int batch = ends.FindIndex(end => offset < end);
            bool isSynced = batch < Batches;
            Assert.Equal(isSynced, verdict.Damage is not null);
            Assert.Equal(!isSynced, verdict.Tear is not null);
            Assert.Equal(RecordsABatch * Math.Max(0, batch - 1), verdict.LastSequence);
            if (verdict.Damage is null)
                continue;
            Assert.Equal((SegmentName, batch == 0 ? 0 : ends[batch - 1], verdict.LastSequence + 1), (verdict.Damage.File, verdict.Damage.Offset, verdict.Damage.Sequence));
            string before = spoilt.Hash();
            JournalException e = Assert.Throws<JournalException>(() => SampleRecords.Open(spoilt));
            Assert.Equal(verdict.Damage, e.Damage);
            Assert.Equal(before, spoilt.Hash());
        }
    }

    [Theory]
    [InlineData(Spoil.ZeroOne)]
    [InlineData(Spoil.FlipOne)]
    public void Read_AnyByteSpoiltAfterCleanClose_RefusesUnlessItIsTheMark(Spoil spoil)
    {
        var disk = new SimulatedDisk();
        using (JournalWriter writer = SampleRecords.Open(disk))
        {
            for (int i = 0; i < Batches; i++)
                writer.Commit(RecordsABatch);
        }
        int length = disk.Bytes(SegmentName).Length;
        for (int offset = 0; offset < length; offset++)
        {
            SimulatedDisk spoilt = disk.Copy();
            if (!SpoilAt(spoilt, offset, spoil, length))
                continue;
            JournalSummary verdict = SampleRecords.Read(spoilt);
            bool isMark = offset >= length - FrameHeader.Bytes;
            Assert.Equal(!isMark, verdict.Damage is not null);
            Assert.Equal(isMark, verdict.LastSequence == RecordsABatch * Batches);
        }
    }

    [Fact]
    public void Open_LastSegmentHoldsNothingYet_Continues()
    {
        foreach (int length in new[] { 0, 10, SegmentHeader.Bytes, 4096 })
        {
            (SimulatedDisk disk, _) = WriteWithoutClosing();
            string name = new JournalSegment((RecordsABatch * Batches) + 1).Name;
            disk.Replace(name, new byte[length]);
            Assert.Equal(new JournalSummary(12, 12, null, null), SampleRecords.Read(disk));
            using (JournalWriter writer = SampleRecords.Open(disk))
                writer.Commit(2);
            Assert.Equal(new JournalSummary(14, 14, null, null), SampleRecords.Read(disk));
        }
    }

    [Fact]
    public void Open_TearAcrossASegmentBoundary_CutsBothSides()
    {
        // Nothing was ever synced: the tail of the first segment and the start of the last are gone, its middle is there.
        SimulatedDisk disk = WriteUnsynced(segments: 3, out IReadOnlyList<JournalSegment> segments);
        byte[] first = disk.Bytes(segments[0].Name);
        first.AsSpan(2000).Clear();
        disk.Replace(segments[0].Name, first);
        byte[] last = disk.Bytes(segments[2].Name);
        last.AsSpan(0, 300).Clear();
        disk.Replace(segments[2].Name, last);

        JournalSummary verdict = SampleRecords.Read(disk);
        Assert.Null(verdict.Damage);
        Assert.Equal(segments[0].Name, verdict.Tear!.File);
        Assert.InRange(verdict.LastSequence, 1, segments[1].FirstSequence - 2);
        Assert.True(verdict.TruncatedBytes > 4096);
        using (JournalWriter writer = SampleRecords.Open(disk))
            writer.Commit(1);
        Assert.Equal(verdict.LastSequence + 1, SampleRecords.Read(disk).LastSequence);
        Assert.Equal(2, JournalSegment.List(disk).Count);
    }

    [Fact]
    public void Read_UnsyncedSegmentMissing_IsDamageThoughNoWitnessSpeaks()
    {
        SimulatedDisk disk = WriteUnsynced(segments: 3, out IReadOnlyList<JournalSegment> segments);
        disk.Delete(segments[1].Name);
        JournalDamage? damage = SampleRecords.Read(disk).Damage;
        Assert.Contains("a segment is missing", damage?.Reason);
    }

    /// <summary>A journal that lost its process: several synced batches. Returns where header and batches end.</summary>
    private static (SimulatedDisk Disk, List<int> Ends) WriteWithoutClosing()
    {
        var disk = new SimulatedDisk();
        JournalWriter writer = SampleRecords.Open(disk);
        var ends = new List<int> { SegmentHeader.Bytes };
        for (int i = 0; i < Batches; i++)
        {
            writer.Commit(RecordsABatch);
            ends.Add(disk.Bytes(SegmentName).AsSpan().LastIndexOfAnyExcept((byte)0) + 1);
            ends[^1] = (ends[^1] + FrameHeader.Alignment - 1) & -FrameHeader.Alignment;
        }
        return (disk.Copy(), ends);
    }

    /// <summary>Segments without a witness, as under <see cref="Durability.None"/> when the background lags.</summary>
    private static SimulatedDisk WriteUnsynced(int segments, out IReadOnlyList<JournalSegment> list)
    {
        var disk = new SimulatedDisk();
        var frame = new FrameBuffer(1024);
        long sequence = 1;
        long previous = 0;
        for (int i = 0; i < segments; i++)
        {
            JournalFile file = disk.Create(new JournalSegment(sequence).Name);
            file.Write(0, new byte[4096]);
            var segment = SegmentWriter.Begin(file, 4096, new SegmentHeader(1, 1, sequence, previous, 0));
            previous = sequence;
            for (; ; frame.Clear())
            {
                while (frame.Count < 5)
                    frame.Add(SampleRecords.Make(sequence + frame.Count).AsSpan());
                if (!segment.Fits(frame.Length))
                    break;
                segment.Write(frame, sequence, 0);
                sequence += frame.Count;
            }
        }
        list = JournalSegment.List(disk);
        return disk;
    }

    private static bool SpoilAt(SimulatedDisk disk, int offset, Spoil spoil, int end)
    {
        byte[] bytes = disk.Bytes(SegmentName);
        switch (spoil)
        {
            case Spoil.CutFrom:
                bytes = bytes[..offset];
                break;
            case Spoil.ZeroFrom when bytes.AsSpan(offset..end).ContainsAnyExcept((byte)0):
                bytes.AsSpan(offset).Clear();
                break;
            case Spoil.ZeroOne when bytes[offset] != 0:
                bytes[offset] = 0;
                break;
            case Spoil.FlipOne:
                bytes[offset] ^= (byte)(1 << (offset % 8));
                break;
            default:
                return false;
        }
        disk.Replace(SegmentName, bytes);
        return true;
    }
}
