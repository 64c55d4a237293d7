using System.CommandLine;
using System.Globalization;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account token [ID]</c>: one more token, for an account, an operator or an observer.</summary>
internal sealed class AccountTokenCommand : Command
{
    private readonly Argument<string?> _id = new("ID")
    {
        Description = "The account of a trader.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<V1.Role?> _role = new Option<V1.Role?>("--role")
    {
        Description = "What it lets its holder do: trader, if not said otherwise, operator or observer.",
    }.OneOf(("trader", V1.Role.Trader), ("operator", V1.Role.Operator), ("observer", V1.Role.Observer));

    private readonly Option<double?> _for = new("--for")
    {
        Description = "For how many seconds it lasts; without it the token does not expire.",
        HelpName = "SECONDS",
    };

    private readonly Connection _connection;

    public AccountTokenCommand(Connection connection) : base(
        "token", "Issue a token and print it; it cannot be shown again. Needs an operator's token.")
    {
        _connection = connection;
        Add(_id);
        Add(_role);
        Add(_for);
        Validators.Add(result =>
        {
            if (result.GetValue(_id) is null == (result.GetValue(_role) is null or V1.Role.Trader))
            {
                result.AddError("A trader's token is for an account, others are for none: account token ID, or --role operator or observer.");
            }
            if (result.GetValue(_for) is <= 0 or > 1e9)
            {
                result.AddError("--for takes seconds, above zero and at most 1000000000.");
            }
        });
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            var request = new V1.IssueTokenRequest
            {
                Role = arguments.GetValue(_role) ?? V1.Role.Trader,
                Account = arguments.GetValue(_id) ?? "",
                Expires = arguments.GetValue(_for) is { } seconds ? After(seconds) : "",
            };
            await Console.Out.WriteLineAsync((await client.Accounts.IssueTokenAsync(request, cancellation)).Token);
            return CommandLine.Success;
        });

    private static string After(double seconds) =>
        ((DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000m) + (decimal)seconds).ToString("0.###", CultureInfo.InvariantCulture);
}
