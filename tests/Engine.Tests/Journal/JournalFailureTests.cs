using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

public sealed class JournalFailureTests
{
    [Fact]
    public void Open_WriterAtWork_IsRefused()
    {
        var disk = new SimulatedDisk();
        using (SampleRecords.Open(disk))
            Assert.Throws<JournalException>(() => SampleRecords.Open(disk));
        SampleRecords.Open(disk).Dispose();
    }

    [Fact]
    public void Open_NoRoomForASegment_ThrowsBeforeAnyRecord()
    {
        var disk = new SimulatedDisk { CapacityBytes = 4000 };
        Assert.Throws<IOException>(() => SampleRecords.Open(disk));
        Assert.Equal(0, disk.UsedBytes);
        disk.CapacityBytes = 10_000;
        SampleRecords.Open(disk).Dispose();
    }

    [Fact]
    public void Open_HandlerThrows_ReleasesTheLockAndChangesNothing()
    {
        var disk = new SimulatedDisk();
        JournalWriter dead = SampleRecords.Open(disk);
        dead.Commit(3);
        SimulatedDisk copy = disk.Copy();
        string before = copy.Hash();
        Assert.Throws<InvalidOperationException>(() => JournalWriter.Open(copy, SampleRecords.SmallSegments, (_, _) => throw new InvalidOperationException()));
        Assert.Equal(before, copy.Hash());
        SampleRecords.Open(copy).Dispose();
    }

    [Fact]
    public void Commit_DiskFullAtTheRoll_FailsAndKeepsWhatWasCommitted()
    {
        var disk = new SimulatedDisk { CapacityBytes = 3 * 4096 };
        JournalWriter writer = SampleRecords.Open(disk);
        JournalException e = CommitUntilFailure(writer);
        long committed = writer.DurableSequence;
        Assert.Contains("no space left", e.Message);
        AssertRefusesEverything(writer);
        writer.Dispose();
        Assert.Equal(committed, SampleRecords.Read(disk).LastSequence);
        disk.CapacityBytes = long.MaxValue;
        using (JournalWriter next = SampleRecords.Open(disk))
            next.Commit(1);
        Assert.Equal(committed + 1, SampleRecords.Read(disk).LastSequence);
    }

    [Fact]
    public void NextSegmentFailure_DiskFullAhead_WarnsWhileThePresentSegmentIsFilled()
    {
        var disk = new SimulatedDisk { CapacityBytes = 4096 };
        using JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { PrepareAhead = true });
        Assert.True(SpinWait.SpinUntil(() => writer.NextSegmentFailure is not null, TimeSpan.FromSeconds(30)));
        writer.Commit(4);
        disk.CapacityBytes = long.MaxValue;
        while (JournalSegment.List(disk).Count < 2)
            writer.Commit(4);
        Assert.Null(writer.NextSegmentFailure);
    }

    [Fact]
    public void NextSegmentFailure_RoomComesBack_IsPreparedByItself()
    {
        const int SegmentBytes = 5 << 20;
        var disk = new SimulatedDisk { CapacityBytes = SegmentBytes + (3 << 20) + 100 };
        using JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { SegmentBytes = SegmentBytes, PrepareAhead = true });
        Assert.False(writer.HasRoomFor(SegmentBytes));
        Assert.NotNull(writer.NextSegmentFailure);
        Assert.True(writer.HasRoomFor(SegmentBytes / 2));

        // What there is room for is held, so that another attempt costs no more than a block.
        Assert.InRange(disk.UsedBytes, SegmentBytes + (3 << 20), disk.CapacityBytes);
        disk.CapacityBytes = 2 * SegmentBytes;

        Assert.True(SpinWait.SpinUntil(() => writer.HasRoomFor(SegmentBytes), TimeSpan.FromSeconds(30)));
        Assert.Null(writer.NextSegmentFailure);
        Assert.Equal(disk.CapacityBytes, disk.UsedBytes);
    }

    [Fact]
    public void HasRoomFor_PreparesInItsTurn_SaysWhatCommitsFind()
    {
        var disk = new SimulatedDisk { CapacityBytes = 4096 };
        using JournalWriter writer = SampleRecords.Open(disk);
        while (writer.HasRoomFor(1000))
            writer.Commit(1);
        disk.CapacityBytes = 2 * 4096;
        Assert.True(writer.HasRoomFor(1000));
        while (JournalSegment.List(disk).Count < 2 || writer.HasRoomFor(1000))
            writer.Commit(1);
        Assert.Contains("no space left", writer.NextSegmentFailure!.Message);
    }

    [Fact]
    public void NextSegmentFailure_SyncOfAPreparationFails_StartsOverAndHarmsNothing()
    {
        var disk = new SimulatedDisk { SyncFails = static () => Thread.CurrentThread.Name == "journal segment preparation" };
        using (JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { PrepareAhead = true }))
        {
            Assert.False(writer.HasRoomFor(4096));
            writer.Commit(4);
            disk.SyncFails = static () => false;
            Assert.True(SpinWait.SpinUntil(() => writer.HasRoomFor(4096), TimeSpan.FromSeconds(30)));
            while (JournalSegment.List(disk).Count < 3)
                writer.Commit(4);
        }
        Assert.Null(SampleRecords.Read(disk).Damage);
    }

    [Fact]
    public void Commit_SyncFails_RefusesEverythingAfter()
    {
        var disk = new SimulatedDisk();
        JournalWriter writer = SampleRecords.Open(disk);
        writer.Commit(4);
        disk.SyncFails = static () => true;
        Assert.Throws<JournalException>(() => writer.Commit(4));
        Assert.Equal(4, writer.DurableSequence);
        int writes = disk.Writes;
        AssertRefusesEverything(writer);
        writer.Dispose();
        Assert.Equal(writes, disk.Writes);
    }

    [Fact]
    public void Open_AfterAFailedSync_WritesAgainWhatTheSystemTakesForClean()
    {
        var disk = new SimulatedDisk();
        JournalWriter writer = SampleRecords.Open(disk);
        writer.Commit(4);
        disk.SyncFails = static () => true;
        Assert.Throws<JournalException>(() => writer.Commit(4));
        writer.Dispose();

        disk.SyncFails = static () => false;
        JournalWriter next = SampleRecords.Open(disk);
        Assert.Equal(8, next.DurableSequence);
        next.Commit(4);
        disk.Crash(new Random(1), sectorBytes: 512, keep: 0);
        Assert.Equal(new JournalSummary(12, 12, null, null), SampleRecords.Read(disk));
    }

    [Theory]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void Commit_SyncInTheBackgroundFails_SurfacesAtALaterCommit(Durability durability)
    {
        var disk = new SimulatedDisk();
        JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { Durability = durability, SyncIntervalMs = 1 });
        disk.SyncFails = static () => Thread.CurrentThread.Name == "journal sync";
        Assert.Contains("a sync in the background failed", CommitUntilFailure(writer).Message);
        AssertRefusesEverything(writer);
        writer.Dispose();
    }

    [Theory]
    [InlineData(Durability.Sync)]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void Dispose_CloseFails_ThrowsAndReleasesTheLock(Durability durability)
    {
        var disk = new SimulatedDisk();
        JournalWriter writer = SampleRecords.Open(disk, SampleRecords.SmallSegments with { Durability = durability });
        writer.Append([1]);
        disk.SyncFails = static () => true;
        Assert.Throws<JournalException>(writer.Dispose);
        writer.Dispose();
        disk.Lock().Dispose();
        Assert.Throws<ObjectDisposedException>(writer.Commit);
    }

    [Fact]
    public void Append_RecordOfBadLength_IsRefusedAndHarmless()
    {
        var disk = new SimulatedDisk();
        using (JournalWriter writer = SampleRecords.Open(disk))
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Append([]));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Append(new byte[601]));
            writer.Commit(1);
        }
        Assert.Equal(1, SampleRecords.Read(disk).LastSequence);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new JournalOptions { RulesVersion = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleRecords.SmallSegments with { MaxRecordBytes = 0 });
        Assert.Throws<ArgumentException>(() => SampleRecords.Open(new SimulatedDisk(), SampleRecords.SmallSegments with { SegmentBytes = 735 }));
        SampleRecords.Open(new SimulatedDisk(), SampleRecords.SmallSegments with { SegmentBytes = 736 }).Dispose();
    }

    private static JournalException CommitUntilFailure(JournalWriter writer)
    {
        while (true)
        {
            try
            {
                writer.Commit(4);
            }
            catch (JournalException e)
            {
                return e;
            }
        }
    }

    private static void AssertRefusesEverything(JournalWriter writer)
    {
        Assert.Throws<JournalException>(() => writer.Append([1]));
        Assert.Throws<JournalException>(writer.Commit);
    }
}
