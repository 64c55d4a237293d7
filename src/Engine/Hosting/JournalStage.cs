using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Appends every command to the journal and commits once a batch: group commit. Queries leave no trace.</summary>
internal sealed class JournalStage : IBatchHandler<Slot>
{
    private readonly JournalWriter _journal;

    public JournalStage(JournalWriter journal) => _journal = journal;

    public void OnBatch(in Batch<Slot> batch)
    {
        var records = new CommandRecords(batch);
        while (records.TryRead(out var record))
        {
            if (!CommandHeader.Of(record).Kind.IsQuery())
            {
                _journal.Append(record);
            }
        }
        _journal.Commit();
    }
}
