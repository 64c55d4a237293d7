using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account revoke NUMBER</c>: a token lets nobody in any more.</summary>
internal sealed class AccountRevokeCommand : Command
{
    private readonly Argument<int> _number = new("NUMBER") { Description = "The token's number, as account tokens lists it." };
    private readonly Connection _connection;

    public AccountRevokeCommand(Connection connection) : base(
        "revoke", "Take a token back: it lets nobody in, and what it opened ends. Needs an operator's token.")
    {
        _connection = connection;
        Add(_number);
        Validators.Add(result =>
        {
            if (result.GetValue(_number) < 0)
            {
                result.AddError("A token's number is zero or more.");
            }
        });
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            await client.Accounts.RevokeTokenAsync(arguments.GetValue(_number), cancellation);
            return CommandLine.Success;
        });
}
