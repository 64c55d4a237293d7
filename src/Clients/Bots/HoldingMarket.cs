namespace Exchange.Bots;

/// <summary>
/// A market of traders who hold too much or too little. In its equilibrium all hold in proportion to their capacities, at the
/// price v − Σe/Σκ; the maximum surplus is what that saves of the quadratic costs of holding, and efficiency the share of it
/// that was realised.
/// </summary>
public sealed class HoldingMarket : InducedMarket
{
    private readonly PrivateHolding[] _traders;
    private readonly decimal _payoffMean;

    private HoldingMarket(PrivateHolding[] traders, decimal payoffMean)
        : base(traders) => (_traders, _payoffMean) = (traders, payoffMean);

    /// <summary>v − Σe/Σκ, e what each would hold if nobody had traded: it moves when traders are shocked.</summary>
    public override decimal EquilibriumPrice =>
        _traders.Length == 0 ? _payoffMean : _payoffMean - (_traders.Sum(trader => trader.Untraded) / _traders.Sum(trader => trader.Capacity));

    /// <summary>A market of these traders.</summary>
    /// <param name="traders">All with one mean payoff, before they trade.</param>
    /// <param name="payoffMean">v, what a unit pays on average.</param>
    public static HoldingMarket Of(IEnumerable<PrivateHolding> traders, decimal payoffMean) => new([.. traders], payoffMean);
}
