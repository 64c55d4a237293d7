using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account transfer ID</c>: a deposit or a withdrawal.</summary>
internal sealed class AccountTransferCommand : Command
{
    private readonly Argument<string> _id = new("ID") { Description = "The account." };
    private readonly Option<decimal> _cash = OptionValues.Amount("--cash", "Cash; below zero is withdrawn.");

    private readonly Option<Dictionary<string, decimal>> _units =
        OptionValues.Units("Units by instrument; below zero are withdrawn. Repeatable.");

    private readonly Option<bool> _json = Printing.JsonOption();
    private readonly Connection _connection;

    public AccountTransferCommand(Connection connection) : base(
        "transfer", "Deposit or withdraw and show what the account then holds. Needs an operator's token.")
    {
        _connection = connection;
        Add(_id);
        Add(_cash);
        Add(_units);
        Add(_json);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            var balances = await client.Accounts.TransferAsync(
                arguments.GetRequiredValue(_id), arguments.GetValue(_cash), arguments.GetValue(_units), cancellation);
            BalancesPrinting.Print(balances, arguments.GetValue(_json));
            return CommandLine.Success;
        });
}
