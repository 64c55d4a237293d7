namespace Exchange.Engine.Journal;

/// <summary>
/// The thread that syncs behind the writer's back: full segments at once, in their order, and the one being written after
/// an interval or a number of bytes.
/// </summary>
internal sealed class BackgroundSync : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private readonly int _intervalMs;
    private readonly int _syncBytes;
    private List<(JournalFile File, long LastSequence)> _full = [];
    private List<(JournalFile File, long LastSequence)> _syncing = [];
    private JournalFile? _current;
    private long _writtenSequence;
    private long _unsyncedBytes;
    private long _durableSequence;
    private volatile Exception? _failure;
    private volatile bool _stopping;

    public BackgroundSync(JournalOptions options)
    {
        bool async = options.Durability == Durability.Async;
        _intervalMs = async ? options.SyncIntervalMs : Timeout.Infinite;
        _syncBytes = async ? options.SyncBytes : int.MaxValue;
        _thread = new Thread(Run) { IsBackground = true, Name = "journal sync" };
        _thread.Start();
    }

    /// <summary>Every record up to this one is on the disk.</summary>
    public long DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>Why the thread has ended, if it has by itself.</summary>
    public Exception? Failure => _failure;

    /// <summary>Tells that a batch of <paramref name="bytes"/>, ending with <paramref name="lastSequence"/>, was written to <paramref name="file"/>.</summary>
    public void Written(JournalFile file, long lastSequence, long bytes)
    {
        bool due;
        lock (_gate)
        {
            _current = file;
            _writtenSequence = lastSequence;
            _unsyncedBytes += bytes;
            due = _unsyncedBytes >= _syncBytes;
        }
        if (due)
            _wake.Set();
    }

    /// <summary>Takes over a full segment, to sync and close it.</summary>
    public void Retire(JournalFile file, long lastSequence)
    {
        lock (_gate)
        {
            _full.Add((file, lastSequence));
            _current = null;
        }
        _wake.Set();
    }

    /// <summary>Ends the thread once all full segments are synced.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _wake.Set();
        _thread.Join();
        Close(_full);
        Close(_syncing);
        _wake.Dispose();
    }

    private static void Close(List<(JournalFile File, long LastSequence)> segments)
    {
        foreach ((JournalFile file, _) in segments)
            file.Dispose();
    }

    private void Run()
    {
        try
        {
            bool last;
            do
            {
                _wake.WaitOne(_intervalMs);
                last = _stopping;
                SyncOnce();
            }
            while (!last);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void SyncOnce()
    {
        JournalFile? current;
        long written;
        lock (_gate)
        {
            (_full, _syncing) = (_syncing, _full);
            current = _intervalMs == Timeout.Infinite || _unsyncedBytes == 0 ? null : _current;
            written = _writtenSequence;
            _unsyncedBytes = 0;
        }
        foreach ((JournalFile file, long lastSequence) in _syncing)
        {
            file.Sync();
            Volatile.Write(ref _durableSequence, lastSequence);
        }
        Close(_syncing);
        _syncing.Clear();
        if (current is null)
            return;
        current.Sync();
        Volatile.Write(ref _durableSequence, written);
    }
}
