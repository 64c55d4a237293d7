using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account token ID</c>: one more token for an account.</summary>
internal sealed class AccountTokenCommand : Command
{
    private readonly Argument<string> _id = new("ID") { Description = "The account." };
    private readonly Connection _connection;

    public AccountTokenCommand(Connection connection) : base(
        "token", "Issue a token that trades for an account and print it; it cannot be shown again. Needs an operator's token.")
    {
        _connection = connection;
        Add(_id);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            await Console.Out.WriteLineAsync(
                await client.Accounts.IssueTraderTokenAsync(arguments.GetRequiredValue(_id), cancellation));
            return CommandLine.Success;
        });
}
