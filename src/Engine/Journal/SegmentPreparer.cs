namespace Exchange.Engine.Journal;

/// <summary>
/// Allocates segments before they are needed. A file written with zeros and synced has its blocks and its length on the
/// disk, so that syncing a batch written over them moves that batch alone and no metadata. Where the disk is full, what
/// there is room for is kept, and the rest is tried again and again.
/// </summary>
/// <remarks>Used by the journal's thread; its own thread lives as long as one preparation.</remarks>
internal sealed class SegmentPreparer(JournalStorage storage, int segmentBytes, bool ahead) : IDisposable
{
    private const string PreparedName = "prepared";

    // A full disk costs one write that fails, so often.
    private const int RetryIntervalMs = 100;

    // Small enough that a sync of the journal's thread never waits long behind one of these.
    private const int BlockBytes = 1 << 20;
    private static readonly byte[] Zeros = new byte[BlockBytes];

    private readonly ManualResetEventSlim _isTried = new(initialState: false);
    private readonly ManualResetEventSlim _isWanted = new(initialState: false);
    private Thread? _thread;
    private JournalFile? _file;
    private int _allocatedBytes;
    private volatile bool _isPrepared;
    private volatile Exception? _failure;
    private volatile bool _isStopping;

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public Exception? Failure => _failure;

    /// <summary>Starts to prepare the next segment.</summary>
    public void Begin()
    {
        if (!ahead)
            return;
        _isTried.Reset();
        _isWanted.Reset();
        _thread = new Thread(Run) { IsBackground = true, Name = "journal segment preparation" };
        _thread.Start();
    }

    /// <summary>Whether the next segment is there; tries to prepare it where no thread does, and waits for a thread's first attempt.</summary>
    public bool IsPrepared()
    {
        if (!ahead)
            return _isPrepared || TryPrepare();
        _isTried.Wait();
        return _isPrepared;
    }

    /// <summary>Gives the prepared file its name and hands it over; prepares it now where that failed or was not begun.</summary>
    public JournalFile Take(JournalSegment segment)
    {
        StopThread();
        try
        {
            Prepare();
            storage.Rename(PreparedName, segment.Name);
            storage.Sync();
        }
        catch
        {
            Discard();
            throw;
        }
        JournalFile file = _file!;
        (_file, _allocatedBytes, _isPrepared, _failure) = (null, 0, false, null);
        return file;
    }

    /// <summary>Stops a preparation and deletes the file, best effort: a file left over is overwritten by the next writer.</summary>
    public void Dispose()
    {
        _isStopping = true;
        StopThread();
        if (_file is not null)
            Discard();
        _isTried.Dispose();
        _isWanted.Dispose();
    }

    private void Run()
    {
        while (!TryPrepare() && !_isWanted.Wait(RetryIntervalMs))
        {
        }
    }

    private void StopThread()
    {
        _isWanted.Set();
        _thread?.Join();
        _thread = null;
    }

    private bool TryPrepare()
    {
        try
        {
            Prepare();
            _failure = null;
        }
        catch (Exception e)
        {
            _failure = e;
        }
        _isTried.Set();
        return _isPrepared;
    }

    // Goes on where an attempt before it has failed: at the block for which there was no room.
    private void Prepare()
    {
        _file ??= storage.Create(PreparedName);
        while (_allocatedBytes < segmentBytes && !_isStopping)
        {
            int count = Math.Min(BlockBytes, segmentBytes - _allocatedBytes);
            _file.Write(_allocatedBytes, Zeros.AsSpan(0, count));
            SyncBlock(_file);
            _allocatedBytes += count;
        }
        _isPrepared = _allocatedBytes == segmentBytes;
    }

    // After a failed sync nobody knows which of the blocks are on the disk.
    private void SyncBlock(JournalFile file)
    {
        try
        {
            file.Sync();
        }
        catch
        {
            Discard();
            throw;
        }
    }

    private void Discard()
    {
        _file?.Dispose();
        (_file, _allocatedBytes, _isPrepared) = (null, 0, false);
        try
        {
            storage.Delete(PreparedName);
        }
        catch (IOException)
        {
        }
    }
}
