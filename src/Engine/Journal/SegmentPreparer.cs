namespace Exchange.Engine.Journal;

/// <summary>
/// Allocates segments before they are needed. A file written with zeros and synced has its blocks and its length on the
/// disk, so that syncing a batch written over them moves that batch alone and no metadata.
/// </summary>
/// <remarks>Used by the journal's thread; its own thread lives as long as one preparation.</remarks>
internal sealed class SegmentPreparer(JournalStorage storage, int segmentBytes, bool ahead) : IDisposable
{
    private const string PreparedName = "prepared";

    // Small enough that a sync of the journal's thread never waits long behind one of these.
    private const int BlockBytes = 1 << 20;
    private static readonly byte[] Zeros = new byte[BlockBytes];

    private Thread? _thread;
    private JournalFile? _prepared;
    private volatile Exception? _failure;
    private volatile bool _stopping;

    /// <summary>Why the last preparation failed; null when it did not.</summary>
    public Exception? Failure => _failure;

    /// <summary>Starts to prepare the next segment.</summary>
    public void Begin()
    {
        if (!ahead)
            return;
        _thread = new Thread(TryPrepare) { IsBackground = true, Name = "journal segment preparation" };
        _thread.Start();
    }

    /// <summary>Gives the prepared file its name and hands it over; prepares it now where that failed or was not begun.</summary>
    public JournalFile Take(JournalSegment segment)
    {
        _thread?.Join();
        _thread = null;
        if (_prepared is null)
            Prepare();
        _failure = null;
        JournalFile file = _prepared!;
        _prepared = null;
        try
        {
            storage.Rename(PreparedName, segment.Name);
            storage.Sync();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Stops a preparation and deletes the file, best effort: a file left over is overwritten by the next writer.</summary>
    public void Dispose()
    {
        _stopping = true;
        _thread?.Join();
        if (_prepared is null)
            return;
        _prepared.Dispose();
        _prepared = null;
        try
        {
            storage.Delete(PreparedName);
        }
        catch (IOException)
        {
        }
    }

    private void TryPrepare()
    {
        try
        {
            Prepare();
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Prepare()
    {
        JournalFile file = storage.Create(PreparedName);
        try
        {
            for (int offset = 0; offset < segmentBytes && !_stopping; offset += BlockBytes)
            {
                file.Write(offset, Zeros.AsSpan(0, Math.Min(BlockBytes, segmentBytes - offset)));
                file.Sync();
            }
            _prepared = file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
