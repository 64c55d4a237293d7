using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Engine.Hosting;

/// <summary>What a look through a journal found.</summary>
/// <param name="Summary">Records, last sequence, torn tail and damage.</param>
/// <param name="StateHash">The state after the last good record.</param>
public sealed record JournalAudit(JournalSummary Summary, string StateHash)
{
    /// <summary>Checks every checksum and replays the journal into a fresh kernel. Changes nothing on disk.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    public static JournalAudit Run(JournalStorage storage)
    {
        var kernel = new ExchangeKernel();
        var summary = JournalReader.Read(
            storage, (_, record) => kernel.Apply(record), rulesVersion: ExchangeKernel.RulesVersion);
        return new(summary, kernel.StateHash());
    }
}
