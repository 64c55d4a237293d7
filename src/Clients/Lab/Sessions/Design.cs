using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Sdk.Economies;

namespace Exchange.Lab.Sessions;

/// <summary>A market design of Antill and Duffie (2017).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Demand">What traders want in the double auction; null: there is none.</param>
/// <param name="Source">Where size-discovery sessions have the aggregate inventory from; null: there are none.</param>
internal sealed record Design(string Name, FlowDemand? Demand, AggregateSource? Source)
{
    /// <summary>Sessions without an auction: they observe the aggregate inventory.</summary>
    public static Design Alone { get; } = new("sessionsOnly", null, AggregateSource.Positions);

    /// <summary>Proposition 3.</summary>
    public static Design WithoutSessions(InventoryEconomy economy) => new("noSessions", economy.WithoutSessions(), null);

    /// <summary>Proposition 4.</summary>
    public static Design Observed(InventoryEconomy economy, double sessions) =>
        new("observed", economy.WithObservedSessions(sessions), AggregateSource.Positions);

    /// <summary>Proposition 5.</summary>
    public static Design PriceBased(InventoryEconomy economy, double sessions) =>
        new("priceBased", economy.WithPriceSessions(sessions), AggregateSource.Price);

    /// <summary>The designs that are compared, the first of them with the rest.</summary>
    public static IReadOnlyList<Design> All(InventoryEconomy economy, double sessions) =>
        [WithoutSessions(economy), Observed(economy, sessions), PriceBased(economy, sessions), Alone];
}
