using System.CommandLine;
using Exchange.Sdk;

namespace Exchange.Cli.Remote.Accounts;

/// <summary><c>exchange account block|unblock ID|--all</c>: the operator's kill switch and its end.</summary>
internal sealed class AccountBlockCommand : Command
{
    private readonly Argument<string?> _id = new("ID")
    {
        Description = "The account.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _all = new("--all") { Description = "Every account there is and will be." };
    private readonly Connection _connection;
    private readonly Func<AccountsClient, string?, CancellationToken, Task> _call;

    private AccountBlockCommand(
        string name, string description, Connection connection, Func<AccountsClient, string?, CancellationToken, Task> call)
        : base(name, description)
    {
        (_connection, _call) = (connection, call);
        Add(_id);
        Add(_all);
        Validators.Add(result =>
        {
            if (result.GetValue(_id) is null != result.GetValue(_all))
            {
                result.AddError($"Name an account or give --all: account {name} ID.");
            }
        });
        SetAction(RunAsync);
    }

    /// <summary>The switch.</summary>
    public static AccountBlockCommand Block(Connection connection) => new(
        "block",
        "Cancel everything that an account has live and refuse what it brings. Needs an operator's token.",
        connection,
        (accounts, account, cancellation) => accounts.BlockAsync(account, cancellation));

    /// <summary>Its end.</summary>
    public static AccountBlockCommand Unblock(Connection connection) => new(
        "unblock",
        "Let an account trade again; --all ends the block of all, and who was blocked by name stays so. Needs an operator's token.",
        connection,
        (accounts, account, cancellation) => accounts.UnblockAsync(account, cancellation));

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            await _call(client.Accounts, arguments.GetValue(_id), cancellation);
            return CommandLine.Success;
        });
}
