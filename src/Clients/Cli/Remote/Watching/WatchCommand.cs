using System.CommandLine;
using Exchange.Sdk;

namespace Exchange.Cli.Remote.Watching;

/// <summary><c>exchange watch MARKET</c>: the market as the public sees it, until Ctrl-C.</summary>
internal sealed class WatchCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Option<bool> _json = Printing.JsonOption();
    private readonly Connection _connection;

    public WatchCommand() : base("watch", "Watch the public book, phase and prints of a market on a running gateway until Ctrl-C.")
    {
        _connection = new(this);
        Add(_market);
        Add(_json);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken stop) =>
        _connection.CallAsync(arguments, async client =>
        {
            var market = arguments.GetRequiredValue(_market);
            var updates = client.MarketData.SubscribeAsync([market], stop);
            await (Printing.IsJson(arguments.GetValue(_json)) ? PrintAsync(updates) : new MarketView(market).ShowAsync(updates));
            return stop.IsCancellationRequested
                ? CommandLine.Success
                : CommandLine.Fail(CommandLine.Failure, "the gateway has ended the stream.");
        });

    private static async Task PrintAsync(IAsyncEnumerable<MarketUpdate> updates)
    {
        await foreach (var update in updates)
        {
            Printing.WriteLines([UpdateMessages.Write(update)]);
        }
    }
}
