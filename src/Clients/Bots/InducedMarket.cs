using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>
/// Induced supply and demand (Smith 1976): what all traders of one period may trade, the competitive equilibrium it has, and
/// how much of the possible surplus they have realised.
/// </summary>
/// <remarks>
/// Surplus is counted at the equilibrium price: each traded unit brings its value less that price, or that price less its
/// cost. Where the traders trade with each other the price cancels, and the sum is the usual Σ values − Σ costs. Where someone
/// without induced values (a market maker) stands between them, its inventory is thereby counted at that price. Either way no
/// trader can gain more than its best units at that price, and these sum to the maximum: no efficiency is above one.
/// </remarks>
public sealed class InducedMarket
{
    private readonly PrivateUnits[] _traders;

    /// <summary>A market of these traders.</summary>
    /// <param name="traders">All with one size of unit.</param>
    public InducedMarket(IEnumerable<PrivateUnits> traders)
    {
        _traders = [.. traders];
        decimal[] values = [.. UnitsOf(Side.Buy).OrderDescending()];
        decimal[] costs = [.. UnitsOf(Side.Sell).Order()];
        while (EquilibriumUnits < values.Length && EquilibriumUnits < costs.Length
            && values[EquilibriumUnits] > costs[EquilibriumUnits])
        {
            EquilibriumUnits++;
        }
        EquilibriumPrice = PriceBetween(values, costs, EquilibriumUnits);
        MaxSurplus = _traders.Sum(trader => trader.BestGainAt(EquilibriumPrice));
    }

    /// <summary>What each trader may trade, in the order given.</summary>
    public IReadOnlyList<PrivateUnits> Traders => _traders;

    /// <summary>How many units change hands in the competitive equilibrium: those with a gain from trade.</summary>
    public int EquilibriumUnits { get; }

    /// <summary>A price at which demand equals supply: the middle of them all.</summary>
    public decimal EquilibriumPrice { get; }

    /// <summary>The surplus when exactly the units with a gain from trade change hands.</summary>
    public decimal MaxSurplus { get; }

    /// <summary>The surplus of what was traded.</summary>
    public decimal RealisedSurplus => _traders.Sum(trader => trader.GainAt(EquilibriumPrice));

    /// <summary>Realised over maximum surplus; null when there is no gain from trade. At most one; below zero when trade destroyed value.</summary>
    public double? Efficiency => EfficiencyOf(_traders);

    /// <summary>The same, for the surplus that falls to some of the traders.</summary>
    /// <param name="traders">Traders of this market.</param>
    public double? EfficiencyOf(IEnumerable<PrivateUnits> traders)
    {
        PrivateUnits[] some = [.. traders];
        var best = some.Sum(trader => trader.BestGainAt(EquilibriumPrice));
        return best == 0 ? null : (double)(some.Sum(trader => trader.GainAt(EquilibriumPrice)) / best);
    }

    // Between the last units that trade and the first that do not.
    private static decimal PriceBetween(decimal[] values, decimal[] costs, int units)
    {
        decimal?[] floors = [costs.ElementAtOrNull(units - 1), values.ElementAtOrNull(units)];
        decimal?[] ceilings = [values.ElementAtOrNull(units - 1), costs.ElementAtOrNull(units)];
        var floor = floors.Max() ?? ceilings.Min() ?? 0;
        var ceiling = ceilings.Min() ?? floor;
        return (floor + ceiling) / 2;
    }

    private IEnumerable<decimal> UnitsOf(Side side) =>
        _traders.Where(trader => trader.Side == side).SelectMany(trader => trader.Values);
}

file static class ArrayExtensions
{
    public static decimal? ElementAtOrNull(this decimal[] array, int index) =>
        index >= 0 && index < array.Length ? array[index] : null;
}
