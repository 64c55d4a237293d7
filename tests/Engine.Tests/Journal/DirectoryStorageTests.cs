using System.Security.Cryptography;
using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

/// <summary>The journal on a real file system, with its real syncs.</summary>
public sealed class DirectoryStorageTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"exchange-journal-{Guid.NewGuid():N}", "nested");
    private readonly JournalOptions _options = new() { RulesVersion = 1, SegmentBytes = 1 << 20, MaxRecordBytes = 1 << 16 };

    public void Dispose()
    {
        string parent = Path.GetDirectoryName(_path)!;
        if (Directory.Exists(parent))
            Directory.Delete(parent, recursive: true);
    }

    [Theory]
    [InlineData(Durability.Sync, true)]
    [InlineData(Durability.Sync, false)]
    [InlineData(Durability.Async, true)]
    [InlineData(Durability.None, true)]
    public void Reopen_RealDisk_ReplaysEveryRecord(Durability durability, bool prepareAhead)
    {
        JournalOptions options = _options with { Durability = durability, PrepareAhead = prepareAhead };
        long written = 0;
        for (int session = 0; session < 3; session++)
        {
            using JournalWriter writer = SampleRecords.Open(new DirectoryStorage(_path), options);
            Assert.Equal(written, writer.Recovery.LastSequence);
            for (int batch = 0; batch < 50; batch++)
                writer.Commit(1000);
            written = writer.NextSequence - 1;
        }
        Assert.Equal(new JournalSummary(150_000, 150_000, null, null), SampleRecords.Read(new DirectoryStorage(_path)));
        Assert.True(JournalSegment.List(new DirectoryStorage(_path)).Count > 6);
        Assert.False(File.Exists(Path.Combine(_path, "prepared")));
    }

    [Fact]
    public void Open_WriterAtWork_IsRefused()
    {
        using JournalWriter writer = SampleRecords.Open(new DirectoryStorage(_path), _options);
        JournalException e = Assert.Throws<JournalException>(() => SampleRecords.Open(new DirectoryStorage(_path), _options));
        Assert.Contains("held by another writer", e.Message);
    }

    [Fact]
    public void Read_DamagedJournal_ChangesNothingOnDisk()
    {
        using (JournalWriter writer = SampleRecords.Open(new DirectoryStorage(_path), _options))
            writer.Commit(100);
        string file = Path.Combine(_path, new JournalSegment(1).Name);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[1000] ^= 1;
        File.WriteAllBytes(file, bytes);
        string before = HashDirectory();
        Assert.NotNull(SampleRecords.Read(new DirectoryStorage(_path)).Damage);
        Assert.Equal(before, HashDirectory());
    }

    [Fact]
    public void Dispose_CleanClose_CutsTheSegmentToItsLength()
    {
        using (JournalWriter writer = SampleRecords.Open(new DirectoryStorage(_path), _options))
        {
            writer.Append([1, 2, 3, 4]);
            Assert.Equal(_options.SegmentBytes, new FileInfo(Path.Combine(_path, new JournalSegment(1).Name)).Length);
        }
        const int RecordSlotBytes = 8;
        Assert.Equal(
            SegmentHeader.Bytes + FrameHeader.Bytes + RecordSlotBytes + FrameHeader.Bytes,
            new FileInfo(Path.Combine(_path, new JournalSegment(1).Name)).Length);
    }

    [Fact]
    public void Read_NoDirectory_IsAnIOException() =>
        Assert.Throws<DirectoryNotFoundException>(() => SampleRecords.Read(new DirectoryStorage(_path)));

    [Theory]
    [InlineData(Durability.Sync)]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void AppendAndCommit_SteadyState_AllocatesNothing(Durability durability)
    {
        JournalOptions options = _options with { SegmentBytes = 8 << 20, Durability = durability };
        using JournalWriter writer = JournalWriter.Open(new DirectoryStorage(_path), options, SampleRecords.Ignore);
        byte[] record = new byte[64];
        WriteBatches(writer, record, batches: 20);
        // The least of several runs: a collection that other tests cause charges this thread for the unused rest of its
        // allocation buffer.
        long least = long.MaxValue;
        for (int run = 0; run < 10 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            WriteBatches(writer, record, batches: 50);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    private static void WriteBatches(JournalWriter writer, byte[] record, int batches)
    {
        for (int batch = 0; batch < batches; batch++)
        {
            for (int i = 0; i < 100; i++)
                writer.Append(record);
            writer.Commit();
        }
    }

    private string HashDirectory()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.GetFiles(_path).Order(StringComparer.Ordinal))
        {
            hash.AppendData(File.ReadAllBytes(file));
            hash.AppendData(BitConverter.GetBytes(File.GetLastWriteTimeUtc(file).Ticks));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
