using System.CommandLine;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account define ID</c>: a new account, and a token for who trades with it.</summary>
internal sealed class AccountDefineCommand : Command
{
    private readonly Argument<string> _id = new("ID") { Description = "1-32 of a-z A-Z 0-9 - _ ." };
    private readonly Option<decimal> _cash = OptionValues.Amount("--cash", "Its first deposit.");

    private readonly Option<Dictionary<string, decimal>> _units =
        OptionValues.Units("Its first units, by instrument; repeatable.");

    private readonly Option<decimal?> _capacity =
        OptionValues.OptionalAmount("--capacity", "Its holding capacity, for transaction fees and direct exchanges.");

    private readonly Option<string[]> _groups = new("--groups")
    {
        Description = "The groups it is in, for the conditions of conditional bids.",
        HelpName = "G",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly LimitOptions _limits;
    private readonly Connection _connection;

    public AccountDefineCommand(Connection connection) : base(
        "define", "Define an account and print a token that trades for it. Needs an operator's token.")
    {
        _connection = connection;
        Add(_id);
        Add(_cash);
        Add(_units);
        Add(_capacity);
        Add(_groups);
        _limits = new(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            var id = arguments.GetRequiredValue(_id);
            await client.Accounts.DefineAsync(
                id,
                arguments.GetValue(_cash),
                arguments.GetValue(_units),
                arguments.GetValue(_capacity),
                arguments.GetValue(_groups),
                _limits.Read(arguments),
                cancellation);
            await Console.Out.WriteLineAsync(await client.Accounts.IssueTraderTokenAsync(id, cancellation));
            return CommandLine.Success;
        });
}
