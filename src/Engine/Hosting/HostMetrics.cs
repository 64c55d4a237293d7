using System.Diagnostics.Metrics;
using Exchange.Engine.Bids;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>
/// What an operator can watch of a running host. The kernel's thread counts in plain numbers, which are read when somebody looks;
/// what is measured is measured once a batch, and the clock is asked only while somebody listens.
/// </summary>
/// <remarks>For the operator alone: the counts tell of dark markets too.</remarks>
internal sealed class HostMetrics
{
    private const string MarketTag = "exchange.market";

    // From ten microseconds to ten seconds.
    private static readonly double[] Latencies =
        [1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

    private static readonly double[] Durations = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

    private static readonly long[] BatchSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

    private readonly Clock _clock;
    private readonly Catalog _catalog;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<long> _batchSize;
    private readonly Counter<long> _journalBytes;
    private readonly Histogram<double> _releaseLatency;
    private readonly Histogram<double> _snapshotDuration;
    private readonly Counter<long> _snapshotFailures;

    // Of commands and the like that concern no market.
    private readonly MarketCounts _elsewhere = new();
    private MarketCounts[] _markets = [];

    // A cache line of its own: the journal's thread writes it, and the kernel's reads what stands around it.
    private readonly Sequence _appended = new();
    private readonly Sequence _snapshot = new();
    private long _snapshotAtNs = -1;

    /// <param name="meter">Where the instruments are made.</param>
    /// <param name="catalog">The markets' names.</param>
    /// <param name="clock">What durations are measured by.</param>
    /// <param name="recovered">What recovery found; null without a journal.</param>
    public HostMetrics(Meter meter, Catalog catalog, Clock clock, JournalSummary? recovered)
    {
        (_clock, _catalog) = (clock, catalog);
        _appended.Value = recovered?.LastSequence ?? 0;
        // What was not replayed came from a snapshot.
        _snapshot.Value = _appended.Value - (recovered?.Records ?? 0);
        meter.CreateObservableCounter("exchange.commands", Commands, "{command}", "Commands and queries carried out.");
        meter.CreateObservableCounter("exchange.rejects", Rejects, "{command}", "Commands and bids that were refused.");
        meter.CreateObservableCounter(
            "exchange.trades", () => OfMarkets(static counts => counts.Trades), "{trade}", "Trades: prints, and clearings at a price.");
        meter.CreateObservableCounter(
            "exchange.volume", () => OfMarkets(static counts => counts.Lots), "{lot}", "Traded, in lots of the market.");
        _commitDuration = Latency(meter, "exchange.journal.commit.duration", "How long a batch took to append and commit.");
        _batchSize = meter.CreateHistogram(
            "exchange.journal.batch.size", "{command}", "Commands committed together.", null, Buckets(BatchSizes));
        _journalBytes = meter.CreateCounter<long>("exchange.journal.io", "By", "Commands appended to the journal.");
        _releaseLatency = Latency(
            meter, "exchange.release.latency", "From sequencing to release, of the oldest event of each batch.");
        _snapshotDuration = meter.CreateHistogram(
            "exchange.snapshot.duration", "s", "How long a snapshot took to write and to check.", null, Buckets(Durations));
        _snapshotFailures = meter.CreateCounter<long>("exchange.snapshot.failures", "{snapshot}", "Snapshots that could not be written.");
    }

    /// <summary>Makes the instruments that look at a host's parts.</summary>
    public void Watch(Meter meter, RingBuffer<Slot> input, RingBuffer<Event> output, CommandInput door, JournalWriter? journal)
    {
        meter.CreateObservableUpDownCounter(
            "exchange.ring.usage", () => OfRings(input.Used, output.Used), "{slot}", "Slots claimed and not yet free again.");
        meter.CreateObservableUpDownCounter(
            "exchange.ring.limit", () => OfRings(input.Capacity, output.Capacity), "{slot}", "Slots of a ring.");
        meter.CreateObservableCounter(
            "exchange.ring.refusals", () => door.RefusalCount, "{command}", "Commands that found the input ring full: BUSY.");
        if (journal is null)
        {
            return;
        }
        meter.CreateObservableUpDownCounter(
            "exchange.journal.lag",
            () => Math.Max(0, _appended.Value - journal.DurableSequence),
            "{command}",
            "Commands written to the journal and not known to be on the disk.");
        meter.CreateObservableGauge(
            "exchange.journal.paused",
            () => door.IsPaused ? 1 : 0,
            "1",
            "Whether nothing but questions is taken, since the disk has no room for the journal.");
        meter.CreateObservableUpDownCounter(
            "exchange.snapshot.lag",
            () => Math.Max(0, _appended.Value - _snapshot.Value),
            "{command}",
            "Commands that recovery would replay on the newest snapshot.");
        meter.CreateObservableGauge("exchange.snapshot.age", SnapshotAge, "s", "Since this process wrote its newest snapshot.");
    }

    /// <summary>Counts a command and what became of it. The kernel's thread.</summary>
    public void Applied(ReadOnlySpan<byte> record, ReadOnlySpan<Event> events)
    {
        ref readonly var header = ref CommandHeader.Of(record);
        var counts = header.Kind.IsForMarket() ? CountsOf(header.Market) : _elsewhere;
        counts.AddCommand(header.Kind);
        for (var i = 0; i < events.Length; i++)
        {
            ref readonly var told = ref events[i];
            switch (told.Kind)
            {
                case EventKind.Answered when told.Reason != Reason.None:
                    counts.AddReject(told.Reason);
                    break;
                // The answer of the same command is counted, where there is one.
                case EventKind.Rejected when i + 1 == events.Length || events[i + 1].Kind != EventKind.Answered:
                    CountsOf(told.Market).AddReject(told.Reason);
                    break;
                case EventKind.Print or EventKind.Cleared when told.IsTradeOf(_catalog.Market(told.Market)):
                    CountsOf(told.Market).AddTrade(told.Quantity.Lots);
                    break;
            }
        }
    }

    /// <summary>The time at which a batch begins to be committed, as far as somebody wants to know how long it takes.</summary>
    public Timestamp BeginCommit() => _commitDuration.Enabled ? _clock.Now : default;

    /// <summary>Measures a batch that was committed. The journal's thread.</summary>
    /// <param name="began">What <see cref="BeginCommit"/> said.</param>
    /// <param name="count">How many records it had.</param>
    /// <param name="bytes">How many bytes these had.</param>
    public void Committed(Timestamp began, int count, long bytes)
    {
        if (count == 0)
        {
            return;
        }
        _appended.Value += count;
        _batchSize.Record(count);
        _journalBytes.Add(bytes);
        if (began != default)
        {
            _commitDuration.Record(SecondsSince(began));
        }
    }

    /// <summary>Measures a batch that was released. The release thread.</summary>
    /// <param name="oldest">The batch's first event.</param>
    public void Released(in Event oldest)
    {
        if (_releaseLatency.Enabled)
        {
            _releaseLatency.Record(SecondsSince(oldest.Time));
        }
    }

    /// <summary>Notes a snapshot. The second kernel's thread, or the one that stops the host.</summary>
    /// <param name="sequence">The last command in it.</param>
    /// <param name="took">How long it took.</param>
    public void SnapshotWritten(long sequence, TimeSpan took)
    {
        _snapshot.Value = sequence;
        Volatile.Write(ref _snapshotAtNs, _clock.Now.Nanoseconds);
        _snapshotDuration.Record(took.TotalSeconds);
    }

    /// <summary>Counts a snapshot that could not be written.</summary>
    public void SnapshotFailed() => _snapshotFailures.Add(1);

    private static Histogram<double> Latency(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, null, Buckets(Latencies));

    private static InstrumentAdvice<T> Buckets<T>(T[] boundaries)
        where T : struct => new() { HistogramBucketBoundaries = boundaries };

    private static Measurement<int>[] OfRings(int input, int output) =>
        [new(input, KeyValuePair.Create<string, object?>("exchange.ring", "input")), new(output, KeyValuePair.Create<string, object?>("exchange.ring", "output"))];

    private static KeyValuePair<string, object?>[] Tags(string? market, string name, string value) => market is null
        ? [new(name, value)]
        : [new(MarketTag, market), new(name, value)];

    private double SecondsSince(Timestamp began) => Math.Max(0, _clock.Now.Nanoseconds - began.Nanoseconds) * 1e-9;

    private IEnumerable<Measurement<double>> SnapshotAge() =>
        Volatile.Read(ref _snapshotAtNs) is >= 0 and var at ? [new(SecondsSince(new(at)))] : [];

    private MarketCounts CountsOf(ushort market)
    {
        if (market >= _markets.Length)
        {
            if (market >= _catalog.MarketCount)
            {
                return _elsewhere;
            }
            AddMarkets();
        }
        return _markets[market];
    }

    private void AddMarkets()
    {
        var grown = new MarketCounts[_catalog.MarketCount];
        for (var i = 0; i < grown.Length; i++)
        {
            grown[i] = i < _markets.Length ? _markets[i] : new();
        }
        Volatile.Write(ref _markets, grown);
    }

    /// <summary>The counts with the markets' names; null: of what concerns none.</summary>
    private IEnumerable<(string? Market, MarketCounts Counts)> All()
    {
        yield return (null, _elsewhere);
        var markets = Volatile.Read(ref _markets);
        for (var i = 0; i < markets.Length; i++)
        {
            yield return (_catalog.Market(i).Id, markets[i]);
        }
    }

    private IEnumerable<Measurement<long>> Commands()
    {
        foreach (var (market, counts) in All())
        {
            foreach (var kind in MarketCounts.Kinds)
            {
                if (counts.CommandsOf(kind) is > 0 and var count)
                {
                    yield return new(count, Tags(market, "exchange.command.kind", kind.ToString()));
                }
            }
        }
    }

    private IEnumerable<Measurement<long>> Rejects()
    {
        foreach (var (market, counts) in All())
        {
            foreach (var reason in MarketCounts.Reasons)
            {
                if (counts.RejectsFor(reason) is > 0 and var count)
                {
                    yield return new(count, Tags(market, "exchange.reject.reason", reason.Name()));
                }
            }
        }
    }

    private IEnumerable<Measurement<long>> OfMarkets(Func<MarketCounts, long> value)
    {
        foreach (var (market, counts) in All())
        {
            if (market is not null)
            {
                yield return new(value(counts), KeyValuePair.Create<string, object?>(MarketTag, market));
            }
        }
    }
}
