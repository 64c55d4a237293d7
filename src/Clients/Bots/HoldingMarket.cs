namespace Exchange.Bots;

/// <summary>
/// A market of traders who hold too much or too little. In its equilibrium all hold in proportion to their capacities, at the
/// price v − Σe/Σκ; the maximum surplus is what that saves of the quadratic costs of holding, and efficiency the share of it
/// that was realised.
/// </summary>
public sealed class HoldingMarket : InducedMarket
{
    private HoldingMarket(IEnumerable<PrivateHolding> traders, decimal equilibriumPrice)
        : base(traders, equilibriumPrice)
    {
    }

    /// <summary>A market of these traders.</summary>
    /// <param name="traders">All with one mean payoff, before they trade.</param>
    /// <param name="payoffMean">v, what a unit pays on average.</param>
    public static HoldingMarket Of(IEnumerable<PrivateHolding> traders, decimal payoffMean)
    {
        PrivateHolding[] all = [.. traders];
        var capacity = all.Sum(trader => trader.Capacity);
        return new(all, capacity == 0 ? payoffMean : payoffMean - (all.Sum(trader => trader.Quantity) / capacity));
    }
}
