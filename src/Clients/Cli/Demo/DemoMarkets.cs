using Exchange.Bots;
using Exchange.V1;

namespace Exchange.Cli.Demo;

/// <summary>A market of the demo: what it is and who trades there.</summary>
/// <param name="Definition">The market.</param>
/// <param name="Rule">Its clearing rule's name.</param>
/// <param name="Teams">Its bots.</param>
internal sealed record DemoMarket(MarketDefinition Definition, string Rule, IReadOnlyList<Team> Teams);

/// <summary>
/// One market of every kind there is. Strategies that are compared trade in markets of their own: ZI-C and ZI-U each in a
/// lit market, so that the budget constraint is all that distinguishes the two.
/// </summary>
internal static class DemoMarkets
{
    private const string ContinuousBook = "continuousBook";

    public static IReadOnlyList<DemoMarket> All { get; } =
    [
        new(Book("lit-zi-c"), ContinuousBook, [new("zi-c", 16)]),
        new(Book("lit-zi-u"), ContinuousBook, [new("zi-u", 16)]),
        new(Book("lit-maker"), ContinuousBook, [new("zi-c", 12), new("market-maker", 1)]),
        new(Dark("dark"), ContinuousBook, [new("zi-c", 12)]),
    ];

    private static MarketDefinition Book(string id) => new()
    {
        Id = id,
        Instrument = id,
        TickSize = "1",
        LotSize = "1",
        ContinuousBook = new(),
    };

    private static MarketDefinition Dark(string id)
    {
        var market = Book(id);
        market.Disclosure = new() { Depth = DepthDisclosure.None, PrintDelay = "0.1" };
        return market;
    }
}
