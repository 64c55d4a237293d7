using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Appends every command to the journal and commits once a batch: group commit. Queries leave no trace.</summary>
internal sealed class JournalStage : IBatchHandler<Slot>
{
    private readonly JournalWriter _journal;
    private readonly HostMetrics? _metrics;

    public JournalStage(JournalWriter journal, HostMetrics? metrics = null) => (_journal, _metrics) = (journal, metrics);

    public void OnBatch(in Batch<Slot> batch)
    {
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
}
