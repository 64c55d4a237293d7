using System.CommandLine;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Gateway.Json;

namespace Exchange.Cli.Journals;

/// <summary>
/// <c>exchange journal dump DIR</c>: the commands as JSON lines, from as far back as the journal goes to where it ends or is damaged.
/// </summary>
internal sealed class JournalDumpCommand : Command
{
    private readonly Argument<string> _directory = new("DIR") { Description = "The gateway's data directory." };

    public JournalDumpCommand() : base("dump", "Print the commands of a journal as JSON lines.")
    {
        Add(_directory);
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        if (!JournalDirectory.TryFind(arguments.GetRequiredValue(_directory), out var journal, out var error))
        {
            return CommandLine.Fail(CommandLine.Failure, error);
        }
        using var output = Files.OpenOutput();
        var kernel = KernelSnapshot.ReadOldest(journal);
        using var lines = new JournalLines(output, kernel);
        var summary = JournalReader.Read(journal, lines.Write, kernel.Sequence + 1, rulesVersion: ExchangeKernel.RulesVersion);
        return summary.Damage is { } damage
            ? CommandLine.Fail(CommandLine.Failure, $"the journal is damaged: {damage}")
            : CommandLine.Success;
    }
}
