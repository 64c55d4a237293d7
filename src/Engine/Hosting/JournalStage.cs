using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Engine.Hosting;

/// <summary>Appends every command to the journal and commits once a batch: group commit. Queries leave no trace.</summary>
internal sealed class JournalStage : IBatchHandler<Slot>
{
    private readonly JournalWriter _journal;
    private readonly JournalRoom _room;

    public JournalStage(JournalWriter journal, JournalRoom room) => (_journal, _room) = (journal, room);

    public void OnBatch(in Batch<Slot> batch)
    {
        _room.Look();
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

    public void OnIdle() => _room.Look();
}
