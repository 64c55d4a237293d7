namespace Exchange.Engine.Journal;

/// <summary>
/// Appends records to a journal: <see cref="Append"/> for each, then <see cref="Commit"/> for all of them together. Records
/// are numbered from 1 without a gap.
/// </summary>
/// <remarks>
/// For one thread, but for the members that say otherwise. After a failure nothing more is accepted: what was
/// not committed may or may not be found when the journal is opened again, what was committed will be.
/// </remarks>
public sealed class JournalWriter : IDisposable
{
    // Beyond this a batch becomes several frames, each a write of its own.
    private const int MaxFrameBytes = 4 << 20;

    private readonly JournalStorage _storage;
    private readonly JournalOptions _options;
    private readonly IDisposable _lock;
    private readonly FrameBuffer _frame;
    private readonly SegmentPreparer _preparer;
    private readonly BackgroundSync? _background;
    private SegmentWriter _segment;
    private long _writtenSequence;
    private long _syncedSequence;
    private long _closedSequence;
    private long _unsyncedBytes;
    private Exception? _failure;
    private bool _disposed;

    private JournalWriter(JournalStorage storage, JournalOptions options, IDisposable heldLock, JournalScan scan)
    {
        _storage = storage;
        _options = options;
        _lock = heldLock;
        Recovery = scan.Summary;
        _writtenSequence = _syncedSequence = scan.NextSequence - 1;
        int capacityBytes = options.SegmentBytes - SegmentHeader.Bytes - FrameHeader.Bytes;
        _frame = new FrameBuffer(Math.Min(capacityBytes, Math.Max(MaxFrameBytes, FrameBuffer.BytesFor(options.MaxRecordBytes))));
        _preparer = new SegmentPreparer(storage, options.SegmentBytes, options.PrepareAhead);
        try
        {
            _segment = StartSegment(previousSequence: LastWithRecords(scan));
        }
        catch
        {
            _preparer.Dispose();
            throw;
        }
        if (options.Durability != Durability.Sync)
            _background = new BackgroundSync(options);
    }

    /// <summary>What opening the journal found: the records replayed, and the torn tail that was cut.</summary>
    public JournalSummary Recovery { get; }

    /// <summary>The sequence the next record will get.</summary>
    public long NextSequence => _writtenSequence + _frame.Count + 1;

    /// <summary>Every record up to this one is known to be on the disk.</summary>
    /// <remarks>Any thread may ask.</remarks>
    public long DurableSequence => Math.Max(Volatile.Read(ref _syncedSequence), _background?.DurableSequence ?? 0);

    /// <summary>Every record up to this one is in a segment that is written no more.</summary>
    /// <remarks>Any thread may ask.</remarks>
    public long ClosedSequence => Volatile.Read(ref _closedSequence);

    /// <summary>
    /// Why the next segment could not be allocated yet, the disk being full for instance; null when all is well. It is tried
    /// again, and the present segment can still be filled; if a last attempt fails too when it is full, the commit does.
    /// </summary>
    /// <remarks>Any thread may ask.</remarks>
    public Exception? NextSegmentFailure => _preparer.Failure;

    /// <summary>
    /// Opens a journal for writing, and creates it where there is none: replays its records, cuts the torn tail that a
    /// crash may have left and begins a new segment.
    /// </summary>
    /// <param name="storage">Where the journal lives.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="replay">Receives the records. Nothing has been changed on disk before all of them are handed over.</param>
    /// <param name="replayFrom">The first sequence to replay: one more than that of the snapshot at hand, whose records must have been durable.</param>
    /// <exception cref="JournalException">The journal is damaged, does not reach to <paramref name="replayFrom"/>, or another writer holds it.</exception>
    /// <exception cref="IOException">The storage failed, or has no room for a segment.</exception>
    public static JournalWriter Open(JournalStorage storage, JournalOptions options, JournalRecordHandler replay, long replayFrom = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replayFrom, 1);
        return Open(storage, options, replay, () => replayFrom);
    }

    /// <inheritdoc cref="Open(JournalStorage, JournalOptions, JournalRecordHandler, long)"/>
    /// <param name="storage">Where the journal lives.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="replay">Receives the records. Nothing has been changed on disk before all of them are handed over.</param>
    /// <param name="restore">Called once the journal is this writer's: restores a snapshot and says which sequence to replay first.</param>
    public static JournalWriter Open(JournalStorage storage, JournalOptions options, JournalRecordHandler replay, Func<long> restore)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(replay);
        ArgumentNullException.ThrowIfNull(restore);
        if (options.SegmentBytes < options.MinSegmentBytes)
            throw new ArgumentException($"a segment of {options.SegmentBytes} bytes cannot hold a record of {options.MaxRecordBytes}", nameof(options));
        IDisposable heldLock = storage.Lock();
        try
        {
            long replayFrom = restore();
            var scan = JournalScan.Run(storage, new ScanRange(replayFrom, long.MaxValue, options.RulesVersion), replay);
            if (scan.Damage is not null)
                throw new JournalException(scan.Damage);
            if (scan.NextSequence < replayFrom)
                throw new JournalException($"the journal ends at sequence {scan.NextSequence - 1}, before {replayFrom}, where the replay should start");
            JournalRecovery.Repair(storage, scan);
            return new JournalWriter(storage, options, heldLock, scan);
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record to the batch, as <see cref="NextSequence"/>.</summary>
    /// <param name="record">From 1 byte to <see cref="JournalOptions.MaxRecordBytes"/>; copied.</param>
    /// <exception cref="JournalException">The storage failed, now or before.</exception>
    public void Append(ReadOnlySpan<byte> record)
    {
        ThrowIfUnusable();
        if (record.IsEmpty || record.Length > _options.MaxRecordBytes)
            throw new ArgumentOutOfRangeException(nameof(record), record.Length, $"a record has from 1 to {_options.MaxRecordBytes} bytes");
        if (!_frame.Fits(record.Length))
            Attempt(static writer => writer.WriteFrame());
        _frame.Add(record);
    }

    /// <summary>Makes the batch durable, as far as <see cref="JournalOptions.Durability"/> says. An empty batch is allowed.</summary>
    /// <exception cref="JournalException">The storage failed, now or before; nothing of the batch may be acknowledged.</exception>
    public void Commit()
    {
        ThrowIfUnusable();
        Attempt(static writer => writer.CommitBatch());
    }

    /// <summary>
    /// Whether so much more will surely find its place: in the present segment, or in the next, which is allocated. Where
    /// that is under way its outcome is waited for; without <see cref="JournalOptions.PrepareAhead"/> it is done now.
    /// </summary>
    /// <param name="bytes">The length of frames, as <see cref="FrameBuffer.BytesFor"/> says; no more than an empty segment takes.</param>
    internal bool HasRoomFor(int bytes) => _segment.Fits(bytes) || _preparer.IsPrepared();

    /// <summary>
    /// Deletes the segments whose records all precede <paramref name="sequence"/>, which a durable snapshot must have made
    /// superfluous. Records that are not yet durable keep their segment, and so do the last ones.
    /// </summary>
    /// <param name="sequence">The first sequence to keep.</param>
    /// <remarks>Any thread may call it, one at a time.</remarks>
    /// <exception cref="IOException">The storage failed.</exception>
    public void DeleteBefore(long sequence)
    {
        // The segment after must hold a durable record: then its header is durable too.
        long limit = Math.Min(sequence, DurableSequence);
        IReadOnlyList<JournalSegment> segments = JournalSegment.List(_storage);
        for (int i = 0; i + 1 < segments.Count && segments[i + 1].FirstSequence <= limit; i++)
        {
            _storage.Delete(segments[i].Name);
            _storage.Sync();
        }
    }

    /// <summary>
    /// Commits, syncs under every durability, and cuts the last segment to its length behind a mark that says so. After a
    /// failure it only lets go of the files.
    /// </summary>
    /// <exception cref="JournalException">The storage failed; everything is released all the same.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            if (_failure is null)
                Attempt(static writer => writer.CloseCleanly());
        }
        finally
        {
            _background?.Dispose();
            _preparer.Dispose();
            _segment.File.Dispose();
            _lock.Dispose();
        }
    }

    private static long LastWithRecords(JournalScan scan)
    {
        for (int i = scan.Segments.Count - 1; i >= 0; i--)
        {
            if (scan.Segments[i].FirstSequence < scan.NextSequence)
                return scan.Segments[i].FirstSequence;
        }
        return 0;
    }

    private void CommitBatch()
    {
        if (_frame.Count > 0)
            WriteFrame();
        if (_background is null)
        {
            SyncSegment();
            return;
        }
        ThrowIfBackgroundFailed();
        if (_unsyncedBytes > 0)
            _background.Written(_segment.File, _writtenSequence, _unsyncedBytes);
        _unsyncedBytes = 0;
    }

    private void WriteFrame()
    {
        if (!_segment.Fits(_frame.Length))
            Roll();
        _segment.Write(_frame, _writtenSequence + 1, DurableSequence);
        _unsyncedBytes += _frame.Length;
        _writtenSequence += _frame.Count;
        _frame.Clear();
    }

    private void SyncSegment()
    {
        if (_unsyncedBytes == 0)
            return;
        _segment.File.Sync();
        _unsyncedBytes = 0;
        Volatile.Write(ref _syncedSequence, _writtenSequence);
    }

    private void Roll()
    {
        if (_background is null)
        {
            SyncSegment();
            _segment.File.Dispose();
        }
        else
        {
            _background.Retire(_segment.File, _writtenSequence);
            _unsyncedBytes = 0;
        }
        _segment = StartSegment(_segment.Segment.FirstSequence);
    }

    private SegmentWriter StartSegment(long previousSequence)
    {
        var header = new SegmentHeader(
            SegmentHeader.CurrentFormat, _options.RulesVersion, _writtenSequence + 1, previousSequence, DurableSequence);
        JournalFile file = _preparer.Take(new JournalSegment(header.FirstSequence));
        var segment = SegmentWriter.Begin(file, _options.SegmentBytes, header);
        Volatile.Write(ref _closedSequence, _writtenSequence);
        _preparer.Begin();
        return segment;
    }

    private void CloseCleanly()
    {
        CommitBatch();
        _background?.Dispose();
        ThrowIfBackgroundFailed();
        _segment.File.Sync();
        _segment.WriteEnd(_writtenSequence);
    }

    private void ThrowIfBackgroundFailed()
    {
        if (_background?.Failure is Exception e)
            throw new IOException($"a sync in the background failed: {e.Message}", e);
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null)
            throw new JournalException($"the journal accepts nothing more since a failure: {_failure.Message}", _failure);
    }

    private void Attempt(Action<JournalWriter> step)
    {
        try
        {
            step(this);
        }
        catch (Exception e)
        {
            _failure = e;
            throw new JournalException($"the journal failed and accepts nothing more: {e.Message}", e);
        }
    }
}
