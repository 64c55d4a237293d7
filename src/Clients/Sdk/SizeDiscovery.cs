using Exchange.Sdk.Economies;
using Exchange.Sdk.Internal;
using Case = Exchange.V1.SizeDiscovery.AggregateOneofCase;

namespace Exchange.Sdk;

/// <summary>Where size-discovery sessions have the inventory of those who report, all together, from.</summary>
public enum AggregateSource
{
    /// <summary>The operator states it.</summary>
    Stated,

    /// <summary>The exchange observes it: what the accounts that report hold.</summary>
    Positions,

    /// <summary>It is what explains the price of the linked auction.</summary>
    Price,
}

/// <summary>
/// Size-discovery sessions (Antill and Duffie 2017): those who report their inventories are brought to the average, at a frozen
/// price. Truth is the best report; how much to want meanwhile in the auction beside them is for <see cref="DemandOf"/>.
/// </summary>
/// <param name="Value">v, what a unit pays on average.</param>
/// <param name="Gamma">γ, what holding costs: γz² a second.</param>
/// <param name="Rate">r, how often a second the payoff comes on average.</param>
/// <param name="Source">Where the aggregate inventory comes from.</param>
public sealed record SizeDiscovery(decimal Value, decimal Gamma, decimal Rate, AggregateSource Source)
{
    /// <summary>λ, how often a second sessions come on average, at Poisson times; zero: they come at other times.</summary>
    public decimal Sessions { get; private init; }

    /// <summary>ξ, the share of an imbalance that a session takes away.</summary>
    public decimal Fraction { get; private init; }

    /// <summary>
    /// What each of so many traders wants in the auction beside the sessions, in equilibrium: Proposition 4 where the aggregate is
    /// observed or stated, Proposition 5 where it comes from the price, with λξ(2 − ξ) for λ.
    /// </summary>
    /// <param name="traders">n, three or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no equilibrium of so many traders with so many sessions.</exception>
    public FlowDemand DemandOf(int traders)
    {
        var economy = new InventoryEconomy((double)Value, (double)Gamma, (double)Rate, traders);
        var sessions = (double)(Sessions * Fraction * (2 - Fraction));
        return Source == AggregateSource.Price ? economy.WithPriceSessions(sessions) : economy.WithObservedSessions(sessions);
    }

    internal static SizeDiscovery Read(V1.SizeDiscovery rule, V1.MarketDefinition market) => new(
        DecimalText.Read(rule.Value), DecimalText.Read(rule.Gamma), DecimalText.Read(rule.Rate), SourceOf(rule, market))
    {
        Sessions = DecimalText.Read(market.Trigger?.Poisson?.Rate ?? ""),
        Fraction = DecimalText.ReadOptional(rule.Fraction) ?? 1,
    };

    private static AggregateSource SourceOf(V1.SizeDiscovery rule, V1.MarketDefinition market) => rule.AggregateCase switch
    {
        Case.ObservedAggregate => AggregateSource.Stated,
        Case.None when rule.Positions || market.Reference.Length == 0 => AggregateSource.Positions,
        _ => AggregateSource.Price,
    };
}
