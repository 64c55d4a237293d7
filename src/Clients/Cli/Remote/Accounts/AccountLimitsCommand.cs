using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account limits ID</c>: what an account may do from now on.</summary>
internal sealed class AccountLimitsCommand : Command
{
    private readonly Argument<string> _id = new("ID") { Description = "The account." };
    private readonly LimitOptions _limits;
    private readonly Connection _connection;

    public AccountLimitsCommand(Connection connection) : base(
        "limits", "Change what an account may do in markets with limits, all of it: what is not named is as at first. Needs an operator's token.")
    {
        _connection = connection;
        Add(_id);
        _limits = new(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            await client.Accounts.SetLimitsAsync(arguments.GetRequiredValue(_id), _limits.Read(arguments), cancellation);
            return CommandLine.Success;
        });
}
