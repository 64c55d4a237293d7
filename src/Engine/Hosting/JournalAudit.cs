using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>What a look through a journal and its snapshots found.</summary>
/// <param name="Summary">Records, last sequence, torn tail and damage.</param>
/// <param name="StateHash">The state after the last good record.</param>
/// <param name="SnapshotProblems">What is wrong with snapshots, a sentence each.</param>
public sealed record JournalAudit(JournalSummary Summary, string StateHash, IReadOnlyList<string> SnapshotProblems)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsGood => Summary.Damage is null && SnapshotProblems.Count == 0;

    /// <summary>
    /// Checks every checksum and replays the journal into a fresh kernel, which every snapshot on the way must agree with. Where
    /// the journal does not go back to its beginning, or that was under other rules, the replay starts from the oldest good
    /// snapshot that it can start from. Changes nothing on disk.
    /// </summary>
    /// <exception cref="IOException">The storage failed.</exception>
    public static JournalAudit Run(JournalStorage storage)
    {
        var problems = new List<string>();
        var snapshots = Check(storage, problems);
        var audit = Replay(storage, new(), snapshots, problems);
        foreach (var (snapshot, _) in snapshots)
        {
            if (audit.Summary is not { Records: 0, Damage.NeedsSnapshot: true })
            {
                break;
            }
            audit = Replay(storage, KernelSnapshot.Read(storage, snapshot), snapshots, problems);
        }
        return audit;
    }

    private static JournalAudit Replay(
        JournalStorage storage, ExchangeKernel kernel, List<(Snapshot Snapshot, string Hash)> snapshots, List<string> problems)
    {
        var summary = JournalReader.Read(storage, Apply, kernel.Sequence + 1, rulesVersion: ExchangeKernel.RulesVersion);
        return new(summary, kernel.StateHash(), problems);

        void Apply(long sequence, ReadOnlySpan<byte> record)
        {
            kernel.Apply(record);
            foreach (var (snapshot, hash) in snapshots)
            {
                if (snapshot.Sequence == sequence && kernel.StateHash() != hash)
                {
                    problems.Add($"the snapshot {snapshot.Name} is of another state than the journal leads to");
                }
            }
        }
    }

    /// <summary>The snapshots that are good, oldest first, each with the hash of what it holds.</summary>
    private static List<(Snapshot Snapshot, string Hash)> Check(JournalStorage storage, List<string> problems)
    {
        var good = new List<(Snapshot, string)>();
        foreach (var snapshot in Snapshot.List(storage))
        {
            try
            {
                good.Insert(0, (snapshot, KernelSnapshot.Read(storage, snapshot).StateHash()));
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                problems.Add($"the snapshot {snapshot.Name} is damaged: {e.Message}");
            }
        }
        return good;
    }
}
