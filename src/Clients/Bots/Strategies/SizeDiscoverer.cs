using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Bots.Strategies;

/// <summary>
/// The equilibria of Antill and Duffie (2017) with size-discovery sessions: a standing report of the inventory, and in the
/// auction that is linked to the sessions the flow of demand of Proposition 4 or 5, both replaced whenever the inventory
/// changes; without an auction (Section 6) the report alone.
/// </summary>
/// <remarks>As <see cref="InventoryAgent"/>, for an auction that clears often.</remarks>
internal abstract class SizeDiscoverer : Bot
{
    private readonly FlowDemand? _demand;

    protected SizeDiscoverer(BotSetup setup)
        : base(setup)
    {
        var sessions = setup.Market.SizeDiscovery
            ?? throw new ArgumentException($"Market '{setup.Market.Id}' holds no size-discovery sessions.", nameof(setup));
        _demand = setup.Linked is null ? null : sessions.DemandOf(setup.Traders);
    }

    /// <summary>What is reported of an inventory.</summary>
    protected abstract decimal Report(decimal inventory);

    protected sealed override Quotes Decide()
    {
        var lot = Setup.Market.LotSize;
        return new()
        {
            Sealed = new InventoryReport(decimal.Round(Report(Holding!.Quantity) / lot) * lot),
            Linked = _demand is { } demand ? new() { Sealed = Flow(Setup.Linked!, demand) } : null,
        };
    }
}

/// <summary>Tells the truth, which is optimal.</summary>
[Strategy(
    "size-trader",
    "reports its inventory to size-discovery sessions, with the flow of demand that goes with them (Antill & Duffie 2017)",
    Induced = Inducement.Inventory)]
internal sealed class SizeTrader(BotSetup setup) : SizeDiscoverer(setup)
{
    protected override decimal Report(decimal inventory) => inventory;
}

/// <summary>Says that it has half as much again: sessions take it past the average, and all pay for what does not add up.</summary>
[Strategy("size-liar", "the same, but reports half as much again as it has", Induced = Inducement.Inventory)]
internal sealed class SizeLiar(BotSetup setup) : SizeDiscoverer(setup)
{
    private const decimal Exaggeration = 1.5m;

    protected override decimal Report(decimal inventory) => Exaggeration * inventory;
}
