using Exchange.Engine.Journal;

namespace Exchange.Engine.Tests.Journal;

/// <summary>Records whose content follows from their sequence, so that a reader can tell a wrong one.</summary>
internal static class SampleRecords
{
    public static readonly JournalOptions SmallSegments = new()
    {
        RulesVersion = 1,
        SegmentBytes = 4096,
        MaxRecordBytes = 600,
        PrepareAhead = false,
    };

    public static readonly JournalRecordHandler Ignore = static (_, _) => { };

    public static byte[] Make(long sequence)
    {
        var random = new Random((int)(sequence * 7919));
        byte[] record = new byte[1 + random.Next(random.Next(8) == 0 ? 600 : 60)];
        random.NextBytes(record);
        return record;
    }

    /// <summary>Appends <paramref name="count"/> records and commits them.</summary>
    public static void Commit(this JournalWriter writer, int count)
    {
        for (int i = 0; i < count; i++)
            writer.Append(Make(writer.NextSequence));
        writer.Commit();
    }

    /// <summary>Opens a journal, checks that the right records are replayed, and returns the writer.</summary>
    public static JournalWriter Open(JournalStorage storage, JournalOptions? options = null)
    {
        var check = new SequenceCheck();
        JournalWriter writer = JournalWriter.Open(storage, options ?? SmallSegments, check.Handle);
        Assert.Equal(check.Next, writer.NextSequence);
        return writer;
    }

    /// <summary>Reads a journal and checks that the right records are delivered.</summary>
    public static JournalSummary Read(JournalStorage storage)
    {
        var check = new SequenceCheck();
        JournalSummary summary = JournalReader.Read(storage, check.Handle);
        Assert.Equal(check.Next - 1, summary.Records);
        Assert.Equal(check.Next - 1, summary.LastSequence);
        return summary;
    }
}

/// <summary>Checks that records arrive in sequence, and unharmed.</summary>
internal sealed class SequenceCheck(long first = 1)
{
    public long Next { get; private set; } = first;

    public void Handle(long sequence, ReadOnlySpan<byte> record)
    {
        Assert.Equal(Next, sequence);
        Assert.True(record.SequenceEqual(SampleRecords.Make(sequence)), $"record {sequence} is not what was written");
        Next++;
    }
}
