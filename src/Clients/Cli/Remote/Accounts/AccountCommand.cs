using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account</c>: who trades and what they hold.</summary>
internal sealed class AccountCommand : Command
{
    public AccountCommand() : base("account", "Show, list, define and block the accounts of a running gateway, issue and revoke tokens, move balances.")
    {
        var connection = new Connection(this);
        Add(new AccountShowCommand(connection));
        Add(new AccountListCommand(connection));
        Add(new AccountDefineCommand(connection));
        Add(new AccountTokenCommand(connection));
        Add(new AccountTokensCommand(connection));
        Add(new AccountRevokeCommand(connection));
        Add(AccountBlockCommand.Block(connection));
        Add(AccountBlockCommand.Unblock(connection));
        Add(new AccountLimitsCommand(connection));
        Add(new AccountTransferCommand(connection));
    }
}
