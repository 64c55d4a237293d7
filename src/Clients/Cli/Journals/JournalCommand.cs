using System.CommandLine;

namespace Exchange.Cli.Journals;

/// <summary><c>exchange journal</c>: what can be done with the journal of a gateway.</summary>
internal sealed class JournalCommand : Command
{
    public JournalCommand() : base("journal", "Check or print the journal of a gateway's data directory.")
    {
        Add(new JournalVerifyCommand());
        Add(new JournalDumpCommand());
    }
}
