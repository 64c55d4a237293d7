using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account</c>: who trades and what they hold.</summary>
internal sealed class AccountCommand : Command
{
    public AccountCommand() : base("account", "Show, list and define the accounts of a running gateway, issue tokens, move balances.")
    {
        var connection = new Connection(this);
        Add(new AccountShowCommand(connection));
        Add(new AccountListCommand(connection));
        Add(new AccountDefineCommand(connection));
        Add(new AccountTokenCommand(connection));
        Add(new AccountTransferCommand(connection));
    }
}
