using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>A market of buyers and sellers with units of private value or cost.</summary>
public sealed class UnitMarket : InducedMarket
{
    private UnitMarket(PrivateUnits[] traders, int equilibriumUnits, decimal equilibriumPrice)
        : base(traders) => (EquilibriumUnits, EquilibriumPrice) = (equilibriumUnits, equilibriumPrice);

    /// <inheritdoc/>
    public override decimal EquilibriumPrice { get; }

    /// <summary>How many units change hands in the competitive equilibrium: those with a gain from trade.</summary>
    public int EquilibriumUnits { get; }

    /// <summary>A market of these traders.</summary>
    /// <param name="traders">All with one size of unit.</param>
    public static UnitMarket Of(IEnumerable<PrivateUnits> traders)
    {
        PrivateUnits[] all = [.. traders];
        decimal[] values = [.. UnitsOf(all, Side.Buy).OrderDescending()];
        decimal[] costs = [.. UnitsOf(all, Side.Sell).Order()];
        var units = values.Zip(costs).TakeWhile(pair => pair.First > pair.Second).Count();
        return new(all, units, PriceBetween(values, costs, units));
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

    private static IEnumerable<decimal> UnitsOf(PrivateUnits[] traders, Side side) =>
        traders.Where(trader => trader.Side == side).SelectMany(trader => trader.Values);
}

file static class ArrayExtensions
{
    public static decimal? ElementAtOrNull(this decimal[] array, int index) =>
        index >= 0 && index < array.Length ? array[index] : null;
}
