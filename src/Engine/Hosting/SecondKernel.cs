using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>
/// Writes snapshots beside a live exchange without holding it up: once enough commands lie in closed segments, a kernel of
/// its own is read from the newest good snapshot, applies what followed, and is written and read back. Between two snapshots
/// it is not there. A thread of its own, of lower priority than the exchange's.
/// </summary>
internal sealed class SecondKernel : IDisposable
{
    // Looking is reading two numbers.
    private const int LookIntervalMs = 500;

    private readonly JournalStorage _storage;
    private readonly JournalWriter _journal;
    private readonly long _every;
    private readonly bool _prunes;
    private readonly Action<string>? _warned;
    private readonly SnapshotReports _reports;
    private readonly ManualResetEvent _stop = new(initialState: false);
    private readonly Thread _thread;
    private long _due;
    private volatile bool _isStopping;

    /// <param name="storage">Where the journal lives.</param>
    /// <param name="journal">Its writer.</param>
    /// <param name="options">How often, and whether to prune the journal.</param>
    /// <param name="last">The sequence of the newest good snapshot; zero: there is none.</param>
    /// <param name="reports">Told of every snapshot.</param>
    public SecondKernel(JournalStorage storage, JournalWriter journal, HostOptions options, long last, SnapshotReports reports)
    {
        _reports = reports;
        (_storage, _journal, LastSequence) = (storage, journal, last);
        (_every, _prunes, _warned) = (options.SnapshotEvery, options.PrunesJournal, options.Warned);
        _due = last + _every;
        _thread = new Thread(Run) { IsBackground = true, Name = "second kernel", Priority = ThreadPriority.BelowNormal };
    }

    /// <summary>The sequence of the newest snapshot; not while the thread runs.</summary>
    public long LastSequence { get; private set; }

    public void Start() => _thread.Start();

    /// <summary>Ends the thread, with a snapshot left undone if it is at one.</summary>
    public void Dispose()
    {
        if (_isStopping)
        {
            return;
        }
        _isStopping = true;
        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
        _stop.Dispose();
    }

    /// <summary>Writes a snapshot if it is time; whether it was. On the thread, or instead of it.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    /// <exception cref="InvalidDataException">The snapshot written cannot be read back.</exception>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    /// <exception cref="OperationCanceledException">The thread is to end.</exception>
    public bool WriteIfDue()
    {
        var through = Math.Min(_journal.DurableSequence, _journal.ClosedSequence);
        if (through < _due)
        {
            return false;
        }
        var began = _reports.Begin();
        KernelSnapshot.Write(_storage, Replay(through));
        // The kernel is given up before what it wrote is read back: there is room for one beside the live one.
        LastSequence = KernelSnapshot.Read(_storage, new(through)).Sequence;
        _due = LastSequence + _every;
        _reports.Written(LastSequence, began);
        var covered = KernelSnapshot.KeepTwo(_storage);
        if (_prunes && covered is { } snapshot)
        {
            _journal.DeleteBefore(snapshot.Sequence + 1);
        }
        return true;
    }

    /// <summary>As <see cref="WriteIfDue"/>, but the exchange goes on whatever happens here: recovery only takes longer.</summary>
    public bool TryWriteIfDue()
    {
        try
        {
            return WriteIfDue();
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception e)
        {
            // What failed may come right: the disk was full, say. It is tried again after as many commands.
            _reports.Failed($"no snapshot was written: {e.Message}");
            _due = _journal.ClosedSequence + _every;
            return false;
        }
    }

    private ExchangeKernel Replay(long through)
    {
        var kernel = KernelSnapshot.ReadNewest(_storage, _warned);
        var summary = JournalReader.Read(_storage, Apply, kernel.Sequence + 1, through, ExchangeKernel.RulesVersion);
        return summary.Damage is null ? kernel : throw new JournalException(summary.Damage);

        void Apply(long sequence, ReadOnlySpan<byte> record)
        {
            if (_isStopping)
            {
                throw new OperationCanceledException();
            }
            kernel.Apply(record);
        }
    }

    private void Run()
    {
        while (!_stop.WaitOne(LookIntervalMs))
        {
            TryWriteIfDue();
        }
    }
}
