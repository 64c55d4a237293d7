using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account tokens</c>: the tokens there have been.</summary>
internal sealed class AccountTokensCommand : Command
{
    private readonly Connection _connection;

    public AccountTokensCommand(Connection connection) : base(
        "tokens", "List the tokens: number, first characters, role, account, and whether it was revoked or when it expires. Needs an operator's token.")
    {
        _connection = connection;
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            foreach (var token in await client.Accounts.ListTokensAsync(cancellation))
            {
                var end = token.Revoked ? "revoked" : token.Expires.Length > 0 ? $"expires {token.Expires}" : "lasts";
                var role = token.Role.ToString().ToLowerInvariant();
                await Console.Out.WriteLineAsync(
                    $"{token.Number} {token.Prefix}… {role}{(token.Account.Length > 0 ? " " : "")}{token.Account} {end}");
            }
            return CommandLine.Success;
        });
}
