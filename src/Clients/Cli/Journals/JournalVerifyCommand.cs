using System.CommandLine;
using System.Text.Json;
using Exchange.Engine.Hosting;

namespace Exchange.Cli.Journals;

/// <summary><c>exchange journal verify DIR</c>: checks every checksum, snapshots' too, and replays; changes nothing on disk.</summary>
internal sealed class JournalVerifyCommand : Command
{
    private readonly Argument<string> _directory = new("DIR") { Description = "The gateway's data directory." };

    public JournalVerifyCommand() : base("verify", "Check every checksum of a journal, replay it and print what it holds.")
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
        var audit = JournalAudit.Run(journal);
        using var output = Files.OpenOutput();
        Write(output, audit);
        foreach (var problem in audit.SnapshotProblems)
        {
            CommandLine.Fail(CommandLine.Failure, problem);
        }
        if (audit.Summary.Damage is { } damage)
        {
            return CommandLine.Fail(CommandLine.Failure, $"the journal is damaged: {damage}");
        }
        return audit.IsGood ? CommandLine.Success : CommandLine.Failure;
    }

    private static void Write(Stream output, JournalAudit audit)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", audit.IsGood);
            json.WriteNumber("commands", audit.Summary.Records);
            json.WriteNumber("lastSequence", audit.Summary.LastSequence);
            json.WriteNumber("truncatedBytes", audit.Summary.TruncatedBytes);
            json.WriteString("stateHash", audit.StateHash);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
