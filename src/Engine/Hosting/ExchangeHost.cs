using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>
/// A live exchange: commands go into a ring, which the journal and the kernel read side by side; what the kernel says is
/// released when both have passed.
/// <code>
/// producers ─▶ input ring ─┬─▶ journal ─────────────────────┐
///                          └─▶ kernel ─▶ output ring ─▶ release ─▶ consumer
/// </code>
/// </summary>
public sealed partial class ExchangeHost : IDisposable
{
    // The kernel looks at the clock this often when nothing arrives.
    private const int IdleIntervalMs = 1;
    private const int MaxEventsPerClaim = 1024;

    private readonly HostOptions _options;
    private readonly ExchangeKernel _kernel;
    private readonly Clock _clock;
    private readonly HostMetrics? _metrics;
    private readonly SnapshotReports _snapshotReports;
    private readonly JournalWriter? _journal;
    private readonly SecondKernel? _secondKernel;
    private readonly EventProcessor<Slot>? _journalProcessor;
    private readonly EventProcessor<Slot> _kernelProcessor;
    private readonly EventProcessor<Event> _releaseProcessor;
    private readonly SequenceBarrier? _journaled;
    private readonly RingBuffer<Event> _output;
    private readonly SequenceBarrier _published;
    private Action<Exception>? _failed;
    private volatile bool _hasFailed;
    private bool _isStarted;
    private bool _isStopped;

    private ExchangeHost(HostOptions options, IEventConsumer consumer)
    {
        (_options, _clock, _failed) = (options, options.Clock, options.Failed);
        Action<Exception>? failed = _failed is null ? null : Fail;
        (_kernel, _journal) = options.Storage is null ? (new(), null) : Recover(options, consumer);
        _metrics = options.Meter is null ? null : new(options.Meter, _kernel.Catalog, options.Clock, _journal?.Recovery);
        _snapshotReports = new(options, _metrics);
        if (_journal is not null && options.SnapshotEvery > 0)
        {
            // What was not replayed came from a snapshot.
            var restored = _journal.Recovery.LastSequence - _journal.Recovery.Records;
            _secondKernel = new(options.Storage!, _journal, options, restored, _snapshotReports);
        }

        // 1. The rings. The output's producer is the kernel's thread alone.
        var slots = _journal is null ? options.InputSlots : JournalRoom.SlotsFor(options.InputSlots, options.SegmentBytes);
        var input = new RingBuffer<Slot>(
            ProducerMode.Many, slots, Slot.CountFor(Commands.MaxLength), options.WaitStrategy());
        _output = new RingBuffer<Event>(
            ProducerMode.One, options.OutputSlots, Math.Min(MaxEventsPerClaim, options.OutputSlots), options.WaitStrategy());
        Input = new(input, options.Clock);
        _metrics?.Watch(options.Meter!, input, _output, Input, _journal);

        // 2. Journal and kernel, side by side on the input ring.
        _kernelProcessor = new(
            input, input.NewBarrier(), new KernelStage(_kernel, _output, Input, options.Clock, _metrics), "kernel", IdleIntervalMs, failed);
        if (_journal is null)
        {
            input.GateOn(_kernelProcessor.Sequence);
        }
        else
        {
            var journalStage = new JournalStage(_journal, new(_journal, Input, slots, options.Warned), _metrics);
            _journalProcessor = new(input, input.NewBarrier(), journalStage, "journal", JournalRoom.LookIntervalMs, failed);
            _journaled = input.NewBarrier(_journalProcessor.Sequence);
            input.GateOn(_journalProcessor.Sequence, _kernelProcessor.Sequence);
        }

        // 3. Release, on the output ring and behind the journal.
        _published = _output.NewBarrier();
        _releaseProcessor = new(
            _output, _output.NewBarrier(), new ReleaseStage(_journaled, consumer, _metrics), "release", failed: failed);
        _output.GateOn(_releaseProcessor.Sequence);
    }

    /// <summary>The way in, open from <see cref="Start"/> on.</summary>
    public CommandInput Input { get; }

    /// <summary>The definitions there are.</summary>
    public Catalog Catalog => _kernel.Catalog;

    /// <summary>The markets in definition order; not while the host runs.</summary>
    public IReadOnlyList<Markets.Market> Markets => _kernel.Markets;

    /// <summary>The accounts that may bring and change nothing, the operator's for all of them; not while the host runs.</summary>
    public IReadOnlyList<int> Blocked => _kernel.Blocked;

    /// <summary>The number of an account's last private event; not while the host runs.</summary>
    public long LastEventOf(int account) => _kernel.Ledger.EventSequenceOf(account);

    /// <summary>What recovery found; null without a journal.</summary>
    public JournalSummary? Recovery => _journal?.Recovery;

    /// <summary>
    /// Opens an exchange: reads its newest good snapshot and replays what followed in its journal, if it has one. <see cref="Catalog"/> then says what there is; nothing moves
    /// before <see cref="Start"/>.
    /// </summary>
    /// <exception cref="JournalException">The journal is damaged, or another process holds it.</exception>
    public static ExchangeHost Open(HostOptions options, IEventConsumer consumer)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(consumer);
        return new(options, consumer);
    }

    /// <summary>
    /// Starts the threads. Once. If something came due while the exchange was down, or connections were lost, the first command
    /// is a Resumed: the instants of triggers that were missed are passed over, and the rest happens late.
    /// </summary>
    public void Start()
    {
        _isStarted = true;
        if (_kernel.NextDue <= _clock.Now || _kernel.AwaitsResumption)
        {
            SequenceResumed();
        }
        if (_options.IsStepped)
        {
            return;
        }
        _releaseProcessor.Start();
        _journalProcessor?.Start();
        _kernelProcessor.Start();
        _secondKernel?.Start();
    }

    /// <summary>
    /// Refuses new commands, carries out and releases those that are in, closes the journal, writes a snapshot of the end and
    /// ends the threads.
    /// </summary>
    public void Dispose()
    {
        if (_isStopped)
        {
            return;
        }
        _isStopped = true;
        Input.Close();
        if (_isStarted)
        {
            // The kernel first, since it is a producer too: it sequences the passing of time. What a late producer slips
            // in behind it is journaled without having been answered, as in a crash, and applied at the next start.
            _kernelProcessor.Stop();
            _journalProcessor?.Stop();
            _journaled?.Alert();
            _releaseProcessor.Stop();
        }
        _secondKernel?.Dispose();
        _journal?.Dispose();
        WriteLastSnapshot();
    }

    /// <summary>The hash of the state; only after <see cref="Dispose"/> or before <see cref="Start"/>.</summary>
    public string StateHash() => _kernel.StateHash();

    private static (ExchangeKernel Kernel, JournalWriter Journal) Recover(HostOptions options, IEventConsumer consumer)
    {
        var storage = options.Storage!;
        var journalOptions = new JournalOptions
        {
            RulesVersion = ExchangeKernel.RulesVersion,
            Durability = options.Durability,
            MaxRecordBytes = Commands.MaxLength,
            SegmentBytes = options.SegmentBytes,
            PrepareAhead = !options.IsStepped,
        };
        var kernel = new ExchangeKernel();
        var journal = JournalWriter.Open(storage, journalOptions, Replay, Restore);
        return (kernel, journal);

        void Replay(long sequence, ReadOnlySpan<byte> record)
        {
            foreach (ref readonly var replayed in kernel.Apply(record))
            {
                consumer.OnReplayed(replayed);
            }
        }

        long Restore()
        {
            if (!consumer.WantsReplay || !CanReplay(storage))
            {
                kernel = KernelSnapshot.ReadNewest(storage, options.Warned);
            }
            return kernel.Sequence + 1;
        }
    }

    /// <summary>Whether the journal has its beginning, and that under the rules of now.</summary>
    private static bool CanReplay(JournalStorage storage) =>
        JournalReader.Read(storage, (_, _) => { }, through: 1, rulesVersion: ExchangeKernel.RulesVersion).Damage is null;

    /// <summary>
    /// Lets the next start begin where this one ends, even by other rules. The exchange has stopped: it may take its time, and
    /// where it fails, the journal is all there.
    /// </summary>
    private void WriteLastSnapshot()
    {
        if (_secondKernel is null || _hasFailed)
        {
            return;
        }
        var storage = _options.Storage!;
        try
        {
            using var held = storage.Lock();
            // What a late producer has slipped in behind the last batch.
            JournalReader.Read(storage, (_, record) => _kernel.Apply(record), _kernel.Sequence + 1, rulesVersion: ExchangeKernel.RulesVersion);
            if (_kernel.Sequence > _secondKernel.LastSequence)
            {
                var began = _snapshotReports.Begin();
                KernelSnapshot.Write(storage, _kernel);
                _snapshotReports.Written(_kernel.Sequence, began);
                KernelSnapshot.KeepTwo(storage);
            }
        }
        catch (IOException e)
        {
            _snapshotReports.Failed($"no snapshot was written at the end: {e.Message}");
        }
    }

    private void SequenceResumed()
    {
        Span<byte> record = stackalloc byte[CommandHeader.Size];
        var isSequenced = Input.TryPublish(record[..Commands.Resumed(record, default)], out _);
        System.Diagnostics.Debug.Assert(isSequenced, "Before the start the ring is empty.");
    }

    /// <summary>A stage has stopped for good: nothing more is accepted or released.</summary>
    private void Fail(Exception exception)
    {
        _hasFailed = true;
        Input.Close();
        _journaled?.Alert();
        _output.Alert();
        var failed = Interlocked.Exchange(ref _failed, null);
        failed?.Invoke(exception);
    }
}
