using System.CommandLine;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>For whom an instruction is given, and how its answer is told.</summary>
internal sealed class Trader
{
    private const string Malformed = "MALFORMED";

    private readonly Connection _connection;

    private readonly Option<string> _account = new("--account")
    {
        Description = "The account to trade for; with a trader's token its own when absent.",
        HelpName = "A",
        DefaultValueFactory = _ => "",
        Recursive = true,
    };

    /// <summary>Adds its options to a command and its subcommands.</summary>
    public Trader(Command command)
    {
        _connection = new(command);
        command.Add(_account);
    }

    /// <summary>Gives the instruction; prints the events it caused, or on stderr why it was refused.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> InstructAsync(ParseResult arguments, Instruction instruction, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            var request = new SubmitRequest { Account = arguments.GetRequiredValue(_account), Instruction = instruction };
            var response = await client.SubmitAsync(request, cancellation);
            if (response.Answer.Reason is { Length: > 0 } reason)
            {
                var exitCode = reason == Malformed ? CommandLine.BadInput : CommandLine.Failure;
                return CommandLine.Fail(exitCode, $"{reason}: {response.Answer.Detail}");
            }
            Printing.WriteLines(response.Events);
            return CommandLine.Success;
        });
}
