using System.CommandLine;

namespace Exchange.Cli.Remote.Markets;

/// <summary><c>exchange markets clear MARKET</c>: clears a session market now.</summary>
internal sealed class MarketsClearCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Connection _connection;

    public MarketsClearCommand(Connection connection) : base(
        "clear", "Clear a session market now; how it ended is told on the streams. Needs an operator's token.")
    {
        _connection = connection;
        Add(_market);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            await client.Markets.ClearAsync(arguments.GetRequiredValue(_market), cancellation);
            return CommandLine.Success;
        });
}
