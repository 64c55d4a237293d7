using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

public sealed class JournalRoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Reopen_ManySessionsOfRandomBatches_ReplaysEveryRecord(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        long written = 0;
        for (int session = 0; session < 40; session++)
        {
            using JournalWriter writer = SampleRecords.Open(disk);
            Assert.Equal(written, writer.Recovery.LastSequence);
            Assert.Equal(0, writer.Recovery.TruncatedBytes);
            for (int batches = random.Next(6); batches > 0; batches--)
            {
                int count = random.Next(60);
                writer.Commit(count);
                written += count;
                Assert.Equal(written, writer.DurableSequence);
            }
        }
        JournalSummary summary = SampleRecords.Read(disk);
        Assert.Equal(new JournalSummary(written, written, null, null), summary);
    }

    [Fact]
    public void Commit_Batch_IsOneWriteAndOneSync()
    {
        var disk = new SimulatedDisk();
        using JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { SegmentBytes = 1 << 20 });
        (int writes, int syncs) = (disk.Writes, disk.Syncs);
        writer.Commit(4000);
        Assert.Equal((writes + 1, syncs + 1), (disk.Writes, disk.Syncs));
        writer.Commit();
        Assert.Equal((writes + 1, syncs + 1), (disk.Writes, disk.Syncs));
    }

    [Fact]
    public void Open_Segment_IsAllocatedDurablyBeforeTheFirstCommit()
    {
        var disk = new SimulatedDisk();
        SampleRecords.Open(disk);
        disk.Crash(new Random(1), sectorBytes: 512, keep: 0);
        Assert.Equal(4096, disk.Bytes(new JournalSegment(1).Name).Length);
        Assert.Equal(new JournalSummary(0, 0, null, null), SampleRecords.Read(disk));
    }

    [Fact]
    public void Commit_BatchLongerThanASegment_SpansSegments()
    {
        var disk = new SimulatedDisk();
        using (JournalWriter writer = SampleRecords.Open(disk))
        {
            writer.Commit(500);
            Assert.Equal(500, writer.DurableSequence);
        }
        Assert.True(JournalSegment.List(disk).Count > 2);
        Assert.Equal(new JournalSummary(500, 500, null, null), SampleRecords.Read(disk));
    }

    [Fact]
    public void Append_LongestRecordAtDefaultOptions_IsReadBack()
    {
        var disk = new SimulatedDisk();
        var options = new JournalOptions { RulesVersion = 0, SegmentBytes = 4 << 20, PrepareAhead = false };
        byte[] record = new byte[options.MaxRecordBytes];
        new Random(5).NextBytes(record);
        using (JournalWriter writer = JournalWriter.Open(disk, options, SampleRecords.Ignore))
        {
            for (int i = 0; i < 7; i++)
                writer.Append(record);
            writer.Commit();
        }
        JournalSummary summary = JournalReader.Read(disk, (_, read) => Assert.True(read.SequenceEqual(record)));
        Assert.Equal(7, summary.Records);
    }

    [Fact]
    public void Crc32C_KnownVectors_Agree()
    {
        Assert.Equal(0u, Crc32C.Compute([]));
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0xE3069283u, Crc32C.Compute("56789"u8, Crc32C.Compute("1234"u8)));
    }
}
