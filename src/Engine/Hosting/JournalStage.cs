using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Appends every command to the journal and commits once a batch: group commit. Queries leave no trace.</summary>
internal sealed class JournalStage : IBatchHandler<Slot>
{
    private readonly JournalWriter _journal;
    private readonly JournalRoom _room;
    private readonly HostMetrics? _metrics;

    public JournalStage(JournalWriter journal, JournalRoom room, HostMetrics? metrics = null) =>
        (_journal, _room, _metrics) = (journal, room, metrics);

    public void OnBatch(in Batch<Slot> batch)
    {
        _room.Look();
        var began = _metrics?.BeginCommit() ?? default;
        var (count, bytes) = (0, 0L);
        var records = new CommandRecords(batch);
        while (records.TryRead(out var record))
        {
            if (!CommandHeader.Of(record).Kind.IsQuery())
            {
                _journal.Append(record);
                count++;
                bytes += record.Length;
            }
        }
        _journal.Commit();
        _metrics?.Committed(began, count, bytes);
    }

    public void OnIdle() => _room.Look();
}
