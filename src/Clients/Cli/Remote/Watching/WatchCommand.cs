using System.CommandLine;
using Exchange.Sdk;

namespace Exchange.Cli.Remote.Watching;

/// <summary><c>exchange watch MARKET</c>: the market as the public sees it, until Ctrl-C.</summary>
internal sealed class WatchCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };
    private readonly Option<MarketDetail> _detail = new("--detail")
    {
        Description = "How much of a book, as far as the market discloses it: levels; top: the best prices alone; orders: every order.",
        DefaultValueFactory = _ => MarketDetail.Levels,
    };

    private readonly Option<bool> _json = Printing.JsonOption();
    private readonly Connection _connection;

    public WatchCommand() : base("watch", "Watch what is public of a market on a running gateway until Ctrl-C: its book, prints and phase, its clearings and draws.")
    {
        _connection = new(this);
        Add(_market);
        Add(_detail);
        Add(_json);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken stop) =>
        _connection.CallAsync(arguments, async client =>
        {
            var market = arguments.GetRequiredValue(_market);
            var detail = arguments.GetValue(_detail);
            await (Printing.IsJson(arguments.GetValue(_json))
                ? PrintAsync(client.MarketData.SubscribeAsync([market], detail, stop))
                : ShowAsync(client, market, detail, stop));
            return stop.IsCancellationRequested
                ? CommandLine.Success
                : CommandLine.Fail(CommandLine.Failure, "the gateway has ended the stream.");
        });

    // What is drawn and what checks the updates are two books: they are used by different threads.
    private static async Task ShowAsync(ExchangeClient client, string market, MarketDetail detail, CancellationToken stop)
    {
        var picture = await PictureAsync(client, new(market, detail));
        await new MarketView(picture).ShowAsync(client.MarketData.FollowAsync(new(market, detail), stop));
    }

    // Of a market that is not there nothing is drawn: the subscription says so.
    private static async Task<IMarketPicture> PictureAsync(ExchangeClient client, LocalBook book)
    {
        var market = (await client.Markets.ListAsync()).FirstOrDefault(market => market.Id == book.Market);
        return market is { IsSession: true }
            ? new SessionPicture(book)
            : new BookPicture(book, market?.Definition.Disclosure?.Depth == V1.DepthDisclosure.None);
    }

    private static async Task PrintAsync(IAsyncEnumerable<MarketUpdate> updates)
    {
        await foreach (var update in updates)
        {
            Printing.WriteLines([UpdateMessages.Write(update)]);
        }
    }
}
