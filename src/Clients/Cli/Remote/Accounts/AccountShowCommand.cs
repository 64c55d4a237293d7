using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account show [ID]</c>: what an account holds.</summary>
internal sealed class AccountShowCommand : Command
{
    private readonly Argument<string> _id = new("ID")
    {
        Description = "The account; with a trader's token its own when absent.",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<bool> _json = Printing.JsonOption();
    private readonly Connection _connection;

    public AccountShowCommand(Connection connection) : base("show", "Show what an account holds.")
    {
        _connection = connection;
        Add(_id);
        Add(_json);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            var balances = await client.Accounts.GetBalancesAsync(arguments.GetRequiredValue(_id), cancellation);
            BalancesPrinting.Print(balances, arguments.GetValue(_json));
            return CommandLine.Success;
        });
}
