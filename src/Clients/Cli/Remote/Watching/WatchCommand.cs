using System.CommandLine;
using Exchange.Sdk;

namespace Exchange.Cli.Remote.Watching;

/// <summary><c>exchange watch MARKET</c>: the market as the public sees it, until Ctrl-C.</summary>
internal sealed class WatchCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Option<bool> _json = Printing.JsonOption();
    private readonly Connection _connection;

    public WatchCommand() : base("watch", "Watch what is public of a market on a running gateway until Ctrl-C: its book, prints and phase, its clearings and draws.")
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
            await (Printing.IsJson(arguments.GetValue(_json))
                ? PrintAsync(updates)
                : new MarketView(await PictureAsync(client, market)).ShowAsync(updates));
            return stop.IsCancellationRequested
                ? CommandLine.Success
                : CommandLine.Fail(CommandLine.Failure, "the gateway has ended the stream.");
        });

    // Of a market that is not there nothing is drawn: the subscription says so.
    private static async Task<IMarketPicture> PictureAsync(ExchangeClient client, string id)
    {
        var market = (await client.Markets.ListAsync()).FirstOrDefault(market => market.Id == id);
        return market is { IsSession: true }
            ? new SessionPicture(id)
            : new BookPicture(id, market?.Definition.Disclosure?.Depth == V1.DepthDisclosure.None);
    }

    private static async Task PrintAsync(IAsyncEnumerable<MarketUpdate> updates)
    {
        await foreach (var update in updates)
        {
            Printing.WriteLines([UpdateMessages.Write(update)]);
        }
    }
}
