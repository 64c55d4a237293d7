using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

public sealed class JournalReaderTests
{
    [Fact]
    public void Read_AnyRange_DeliversExactlyIt()
    {
        SimulatedDisk disk = Write(100, out _);
        for (long from = 1; from <= 100; from += 9)
        {
            for (long through = from; through <= 100; through += 7)
            {
                var check = new SequenceCheck(from);
                JournalSummary summary = JournalReader.Read(disk, check.Handle, from, through);
                Assert.Equal(through + 1, check.Next);
                Assert.Equal(through - from + 1, summary.Records);
                Assert.Null(summary.Damage);
            }
        }
    }

    [Fact]
    public void Read_FromBeyondTheEnd_DeliversNothing()
    {
        SimulatedDisk disk = Write(10, out _);
        Assert.Equal(new JournalSummary(0, 10, null, null), JournalReader.Read(disk, SampleRecords.Ignore, from: 20));
        JournalException e = Assert.Throws<JournalException>(() => JournalWriter.Open(disk, SampleRecords.SmallSegments, SampleRecords.Ignore, replayFrom: 12));
        Assert.Contains("ends at sequence 10", e.Message);
    }

    [Fact]
    public void Open_ReplayFromASequence_ReplaysTheRestAndContinues()
    {
        SimulatedDisk disk = Write(100, out _);
        var check = new SequenceCheck(51);
        using (JournalWriter writer = JournalWriter.Open(disk, SampleRecords.SmallSegments, check.Handle, replayFrom: 51))
        {
            Assert.Equal(101, writer.NextSequence);
            writer.Commit(1);
        }
        Assert.Equal(101, check.Next);
        using (JournalWriter writer = JournalWriter.Open(disk, SampleRecords.SmallSegments, SampleRecords.Ignore, replayFrom: 102))
            writer.Commit(1);
        Assert.Equal(102, SampleRecords.Read(disk).LastSequence);
    }

    [Fact]
    public void DeleteBefore_Sequence_KeepsTheSegmentThatHoldsIt()
    {
        SimulatedDisk disk = Write(100, out IReadOnlyList<JournalSegment> before);
        JournalWriter writer = SampleRecords.Open(disk);
        writer.DeleteBefore(before[2].FirstSequence - 1);
        Assert.Equal(before[1].FirstSequence, JournalSegment.List(disk)[0].FirstSequence);
        writer.DeleteBefore(before[2].FirstSequence);
        Assert.Equal(before[2].FirstSequence, JournalSegment.List(disk)[0].FirstSequence);

        // The new segment holds nothing durable yet: the one before it stays.
        writer.DeleteBefore(long.MaxValue);
        Assert.Equal(2, JournalSegment.List(disk).Count);
        writer.Commit(1);
        writer.DeleteBefore(long.MaxValue);
        Assert.Equal(new JournalSegment(101), Assert.Single(JournalSegment.List(disk)));
        writer.Dispose();

        var check = new SequenceCheck(101);
        using JournalWriter next = JournalWriter.Open(disk, SampleRecords.SmallSegments, check.Handle, replayFrom: 101);
        Assert.Equal(102, check.Next);
    }

    [Fact]
    public void Open_OtherRules_ReplaysOnlyFromTheBoundary()
    {
        SimulatedDisk disk = Write(100, out _);
        JournalOptions newRules = SampleRecords.SmallSegments with { RulesVersion = 2 };
        JournalException e = Assert.Throws<JournalException>(() => JournalWriter.Open(disk, newRules, SampleRecords.Ignore, replayFrom: 100));
        Assert.Contains("written under rules version 1, not 2", e.Message);
        Assert.Equal(100, e.Damage!.Sequence);

        using (JournalWriter writer = JournalWriter.Open(disk, newRules, SampleRecords.Ignore, replayFrom: 101))
            writer.Commit(5);
        var check = new SequenceCheck(101);
        JournalSummary summary = JournalReader.Read(disk, check.Handle, from: 101, rulesVersion: 2);
        Assert.Equal(new JournalSummary(5, 105, null, null), summary);
        Assert.Equal(105, SampleRecords.Read(disk).LastSequence);
    }

    [Fact]
    public void Open_OtherRulesAfterASessionWithoutRecords_TakesItsPlace()
    {
        SimulatedDisk disk = Write(10, out IReadOnlyList<JournalSegment> before);
        SampleRecords.Open(disk).Dispose();
        JournalWriter.Open(disk, SampleRecords.SmallSegments with { RulesVersion = 2 }, SampleRecords.Ignore, replayFrom: 11).Dispose();
        Assert.Equal(before.Count + 1, JournalSegment.List(disk).Count);
        Assert.Equal(new JournalSummary(10, 10, null, null), SampleRecords.Read(disk));
    }

    [Theory]
    [InlineData(Durability.Sync)]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void Read_WhileAnotherThreadWrites_DeliversWhatIsDurable(Durability durability)
    {
        var disk = new SimulatedDisk();
        JournalOptions options = SampleRecords.SmallSegments with { Durability = durability, SyncIntervalMs = 1, PrepareAhead = true };
        using JournalWriter writer = SampleRecords.Open(disk, options);
        using var isDone = new ManualResetEventSlim();
        long followed = 0;
        Exception? failure = null;
        var follower = new Thread(() =>
        {
            try
            {
                var check = new SequenceCheck();
                while (!isDone.IsSet)
                {
                    long through = writer.DurableSequence;
                    if (through < check.Next)
                        continue;
                    JournalSummary summary = JournalReader.Read(disk, check.Handle, check.Next, through);
                    Assert.Equal((through, null, null), (summary.LastSequence, summary.Tear, summary.Damage));
                    followed = check.Next - 1;
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        follower.Start();
        while (Volatile.Read(ref followed) < 500 && failure is null)
            writer.Commit(7);
        isDone.Set();
        follower.Join();
        Assert.Null(failure);
    }

    private static SimulatedDisk Write(int records, out IReadOnlyList<JournalSegment> segments)
    {
        var disk = new SimulatedDisk();
        using (JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { SegmentBytes = 1024 }))
        {
            for (int i = 0; i < records; i++)
                writer.Commit(1);
        }
        segments = JournalSegment.List(disk);
        return disk;
    }
}
