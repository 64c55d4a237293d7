namespace Exchange.Engine.Journal;

/// <summary>What <see cref="JournalWriter.Commit"/> waits for.</summary>
public enum Durability
{
    /// <summary>The records are on the disk: they survive a loss of power.</summary>
    Sync,

    /// <summary>The records are with the operating system: they survive a crash of the process, and are on the disk soon after.</summary>
    Async,

    /// <summary>The records are with the operating system, which writes them when it likes; a segment is synced in the background when it is full, the last one at the close.</summary>
    None,
}

/// <summary>How a journal is written. A value out of its range throws where it is set.</summary>
public sealed record JournalOptions
{
    /// <summary>The version of the rules by which records are applied, at least 0; a segment written under another one is not replayed.</summary>
    public required int RulesVersion { get; init => field = AtLeast(0, value); }

    /// <summary>What a commit waits for.</summary>
    public Durability Durability { get; init; } = Durability.Sync;

    /// <summary>The size to which segments are allocated in advance, in bytes: room for the longest record, at most 1 GiB.</summary>
    public int SegmentBytes { get; init => field = AtMost(1 << 30, value); } = 64 << 20;

    /// <summary>The longest record accepted, in bytes.</summary>
    public int MaxRecordBytes { get; init => field = AtLeast(1, value); } = 1 << 20;

    /// <summary>Under <see cref="Durability.Async"/>, the longest a commit waits for its sync to begin, in milliseconds.</summary>
    public int SyncIntervalMs { get; init => field = AtLeast(1, value); } = 50;

    /// <summary>Under <see cref="Durability.Async"/>, how many unsynced bytes make a sync begin at once.</summary>
    public int SyncBytes { get; init => field = AtLeast(1, value); } = 8 << 20;

    /// <summary>Whether a thread prepares the next segment while the present one is filled; if not, who needs it waits for it.</summary>
    public bool PrepareAhead { get; init; } = true;

    /// <summary>The least size of a segment that holds a record of <see cref="MaxRecordBytes"/>.</summary>
    internal long MinSegmentBytes => SegmentHeader.Bytes + FrameBuffer.BytesFor(MaxRecordBytes) + FrameHeader.Bytes;

    private static int AtLeast(int least, int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }

    private static int AtMost(int most, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most);
        return value;
    }
}
