using Exchange.Bots;
using Exchange.V1;

namespace Exchange.Cli.Demo;

/// <summary>A market of the demo: what it is and who trades there.</summary>
/// <param name="Definition">The market.</param>
/// <param name="Teams">Its bots.</param>
internal sealed record DemoMarket(MarketDefinition Definition, params IReadOnlyList<Team> Teams)
{
    /// <summary>Its clearing rule's name.</summary>
    public string Rule => MarketDefinition.Descriptor.FindFieldByNumber((int)Definition.RuleCase).JsonName;
}

/// <summary>
/// One market of every kind there is. Strategies that are compared trade in markets of their own: ZI-C and ZI-U each in a
/// lit market, so that the budget constraint is all that distinguishes the two; the two optimal exchanges have the
/// traders of the papers' worked example, α = 1, so that both give up a quarter of the gain for the greatest revenue (as the
/// mean over periods of each one's share, about a third); and each of the paper's three economies has a conditional auction,
/// which gives up no more than it takes to need no money, a twentieth or so with eight traders.
/// </summary>
internal static class DemoMarkets
{
    public static IReadOnlyList<DemoMarket> All { get; } =
    [
        new(MarketPresets.Create("lit", "lit-zi-c"), new Team("zi-c", 16)),
        new(MarketPresets.Create("lit", "lit-zi-u"), new Team("zi-u", 16)),
        new(MarketPresets.Create("lit", "lit-maker"), new Team("zi-c", 12), new Team("market-maker", 1)),
        new(MarketPresets.Create("dark", "dark"), new Team("zi-c", 12)),
        new(MarketPresets.Create("batch", "batch"), new Team("truthful", 12)),
        new(MarketPresets.Create("auction", "auction"), new Team("inventory", 8)),
        new(MarketPresets.Create("optimal", "optimal"), new Team("frontier", 5)),
        new(MarketPresets.Create("direct", "direct"), new Team("reporter", 5)),
        new(MarketPresets.Create("dcda", "dcda"), new Team("fundamental", 8)),
        new(Groups("dcda-groups"), new Team("groups", 8)),
        new(MarketPresets.Create("dcda", "dcda-capacities"), new Team("capacities", 8)),
    ];

    /// <summary>The conditional auction with the tax for two groups.</summary>
    private static MarketDefinition Groups(string id)
    {
        var market = MarketPresets.Create("dcda", id);
        var model = market.ConditionalAuction.SigmaModel;
        model.Group = model.Fundamental;
        return market;
    }
}
