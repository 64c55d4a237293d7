using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account list</c>: the accounts' ids.</summary>
internal sealed class AccountListCommand : Command
{
    private readonly Connection _connection;

    public AccountListCommand(Connection connection) : base(
        "list", "List the accounts in definition order, one id a line. Needs an operator's token.")
    {
        _connection = connection;
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            foreach (var id in await client.Accounts.ListAsync(cancellation))
            {
                await Console.Out.WriteLineAsync(id);
            }
            return CommandLine.Success;
        });
}
