using Exchange.Bots;
using Exchange.V1;

namespace Exchange.Cli.Demo;

/// <summary>A market of the demo: what it is and who trades there.</summary>
/// <param name="Definition">The market.</param>
/// <param name="Teams">Its bots; none of a market that others are linked to: their bots trade there.</param>
internal sealed record DemoMarket(MarketDefinition Definition, params IReadOnlyList<Team> Teams)
{
    /// <summary>Its clearing rule's name.</summary>
    public string Rule => MarketDefinition.Descriptor.FindFieldByNumber((int)Definition.RuleCase).JsonName;
}

/// <summary>
/// A market of every kind there is. Strategies that are compared trade in markets of their own: ZI-C and ZI-U each in a
/// lit market, so that the budget constraint is all that distinguishes the two; the two optimal exchanges have the
/// traders of the papers' worked example, α = 1, so that both give up a quarter of the gain for the greatest revenue (as the
/// mean over periods of each one's share, about a third); and each of the paper's three economies has a conditional auction,
/// which gives up no more than it takes to need no money, a twentieth or so with eight traders.
/// </summary>
/// <remarks>
/// Inventories are traded in every design of Antill and Duffie (2017), whose theory expects of the cost of dispersed inventories,
/// with eight traders and r = γ = 0.5, that an auction saves 6/7; the same with sessions beside it that observe the aggregate
/// inventory; 0.76 with sessions that rely on the auction's price, at λ = 0.4, near the most there can be; and sessions alone
/// λ/(r + λ), 4/5 at λ = 2.
/// </remarks>
internal static class DemoMarkets
{
    public static IReadOnlyList<DemoMarket> All { get; } =
    [
        new(MarketPresets.Create("lit", "lit-zi-c"), new Team("zi-c", 16)),
        new(MarketPresets.Create("lit", "lit-zi-u"), new Team("zi-u", 16)),
        new(MarketPresets.Create("lit", "lit-maker"), new Team("zi-c", 12), new Team("market-maker", 1)),
        new(MarketPresets.Create("dark", "dark"), new Team("zi-c", 12)),
        new(Named("midpoint", "midpoint", "lit-maker", reference: "lit-maker"), new Team("midpoint", 12)),
        new(MarketPresets.Create("batch", "batch"), new Team("truthful", 12)),
        new(MarketPresets.Create("auction", "auction"), new Team("inventory", 8)),
        new(MarketPresets.Create("optimal", "optimal"), new Team("frontier", 5)),
        new(MarketPresets.Create("direct", "direct"), new Team("reporter", 5)),
        new(MarketPresets.Create("dcda", "dcda"), new Team("fundamental", 8)),
        new(Groups("dcda-groups"), new Team("groups", 8)),
        new(MarketPresets.Create("dcda", "dcda-capacities"), new Team("capacities", 8)),
        new(Named("auction", "auction-observed", "observed")),
        new(Observed(Named("size-discovery", "size-observed", "observed", reference: "auction-observed")), new Team("size-trader", 8)),
        new(Named("auction", "auction-priced", "priced")),
        new(Named("size-discovery", "size-priced", "priced", reference: "auction-priced"), new Team("size-trader", 8)),
        new(Often(MarketPresets.Create("size-discovery", "size-alone")), new Team("size-trader", 8)),
        new(Often(MarketPresets.Create("size-discovery", "size-liar")), new Team("size-trader", 7), new Team("size-liar", 1)),
        new(Named("lit", "lit-workup", "workup")),
        new(Named("workup", "workup", "workup", reference: "lit-workup"), new Team("workup", 12)),
        new(MarketPresets.Create("matching", "matching"), new Team("workup", 12)),
    ];

    /// <summary>A market on an instrument that it shares.</summary>
    private static MarketDefinition Named(string preset, string id, string instrument, string reference = "")
    {
        var market = MarketPresets.Create(preset, id);
        market.Instrument = instrument;
        return reference.Length == 0 ? market : MarketPresets.Link(market, reference);
    }

    /// <summary>Sessions that observe what accounts hold, although there is an auction.</summary>
    private static MarketDefinition Observed(MarketDefinition market)
    {
        market.SizeDiscovery.Positions = true;
        return market;
    }

    /// <summary>Sessions as often as no auction could live beside.</summary>
    private static MarketDefinition Often(MarketDefinition market)
    {
        market.Trigger.Poisson.Rate = "2";
        return market;
    }

    /// <summary>The conditional auction with the tax for two groups.</summary>
    private static MarketDefinition Groups(string id)
    {
        var market = MarketPresets.Create("dcda", id);
        var model = market.ConditionalAuction.SigmaModel;
        model.Group = model.Fundamental;
        return market;
    }
}
