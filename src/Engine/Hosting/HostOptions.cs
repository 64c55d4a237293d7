using System.Diagnostics.Metrics;
using Exchange.Engine.Journal;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>How an exchange is hosted.</summary>
public sealed record HostOptions
{
    /// <summary>Where the journal lives; null: nothing is kept.</summary>
    public JournalStorage? Storage { get; init; }

    /// <summary>What must be true of a command's record before its events are released.</summary>
    public Durability Durability { get; init; } = Durability.Sync;

    /// <summary>
    /// A snapshot of the state is written once so many commands more lie in closed segments of the journal, and when the
    /// exchange stops; zero: never, and recovery replays the journal from the newest snapshot there is.
    /// </summary>
    public long SnapshotEvery { get; init; } = 1_000_000;

    /// <summary>
    /// Whether segments of the journal are deleted when two good snapshots cover them. Exports and dumps then reach back only
    /// so far.
    /// </summary>
    public bool PrunesJournal { get; init; }

    /// <summary>The size of the journal's segments, in bytes.</summary>
    public int SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The input ring's size in slots of 64 bytes, a power of two; less where the journal's segments are small beside it.</summary>
    public int InputSlots { get; init; } = 1 << 16;

    /// <summary>The output ring's size in events, a power of two.</summary>
    public int OutputSlots { get; init; } = 1 << 16;

    /// <summary>Makes the wait strategy of each ring.</summary>
    public Func<WaitStrategy> WaitStrategy { get; init; } = static () => new BlockingWaitStrategy();

    /// <summary>Where the time comes from.</summary>
    public Clock Clock { get; init; } = Clock.System;

    /// <summary>
    /// Where the host makes its instruments, which tell of every market, dark ones too; null: nothing is counted. Disposing of it
    /// is the caller's, after the host.
    /// </summary>
    public Meter? Meter { get; init; }

    /// <summary>Told, on any thread of the host, of every snapshot written: its last sequence, and how long it took.</summary>
    public Action<long, TimeSpan>? SnapshotWritten { get; init; }

    /// <summary>
    /// Told, on any thread of the host, of what is wrong and does not end it: a snapshot that is damaged or cannot be written,
    /// a disk that is full, and has room again. It must not throw.
    /// </summary>
    public Action<string>? Warned { get; init; }

    /// <summary>
    /// Told, on a thread of the host, when the host cannot go on (the journal's disk failed, say). Nothing more is
    /// released then. Without it the exception ends the process.
    /// </summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>Whether the host has no threads: its owner runs its stages, step by step.</summary>
    internal bool IsStepped { get; init; }
}
