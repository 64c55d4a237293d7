namespace Exchange.Bots;

/// <summary>
/// Induced supply and demand (Smith 1976): what all traders of one period gain by trading, the competitive equilibrium it has,
/// and how much of the possible surplus they have realised.
/// </summary>
/// <remarks>
/// Surplus is counted at the equilibrium price: each traded unit brings its value less that price, or that price less its
/// cost. Where the traders trade with each other the price cancels, and the sum is the usual Σ values − Σ costs. Where someone
/// without induced values (a market maker) stands between them, its inventory is thereby counted at that price. Either way no
/// trader can gain more than the best it could do at that price, and these sum to the maximum: no efficiency is above one.
/// Charges are paid from one to another and are no part of the surplus.
/// </remarks>
public abstract class InducedMarket
{
    private readonly Valuation[] _traders;

    private protected InducedMarket(IEnumerable<Valuation> traders) => _traders = [.. traders];

    /// <summary>What each trader gains by trading, in the order given.</summary>
    public IReadOnlyList<Valuation> Traders => _traders;

    /// <summary>A price at which demand equals supply: the middle of them all.</summary>
    public abstract decimal EquilibriumPrice { get; }

    /// <summary>The surplus of the competitive equilibrium, the most there is.</summary>
    public decimal MaxSurplus => MaxSurplusOf(_traders);

    /// <summary>The surplus of what was traded.</summary>
    public decimal RealisedSurplus => _traders.Sum(trader => trader.GainAt(EquilibriumPrice));

    /// <summary>Realised over maximum surplus; null when there is no gain from trade. At most one; below zero when trade destroyed value.</summary>
    public double? Efficiency => EfficiencyOf(_traders);

    /// <summary>The same, for the surplus that falls to some of the traders.</summary>
    /// <param name="traders">Traders of this market.</param>
    public double? EfficiencyOf(IReadOnlyCollection<Valuation> traders)
    {
        var (price, most) = (EquilibriumPrice, MaxSurplusOf(traders));
        return most == 0 ? null : (double)(traders.Sum(trader => trader.GainAt(price)) / most);
    }

    /// <summary>The part of the maximum surplus that falls to some of the traders.</summary>
    internal decimal MaxSurplusOf(IEnumerable<Valuation> traders)
    {
        var price = EquilibriumPrice;
        return traders.Sum(trader => trader.BestGainAt(price));
    }
}
