using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>
/// From where private values and costs are drawn, anew for every period. The defaults follow Gode and Sunder (1993): prices
/// from 1 to 200 and several units a trader. They drew five fixed pairs of schedules; here values are uniform on 65–165 and
/// costs on 35–135. Demand and supply then cross after about two thirds of the units, so a third of them should not trade:
/// traders who trade them all the same (ZI-U trades almost everything) realise 30/42.25 = 0.71 of the surplus in the limit of
/// many units, within the 0.49 to 0.90 that Gode and Sunder report of their ZI-U markets.
/// </summary>
/// <remarks>
/// D. K. Gode and S. Sunder, Allocative Efficiency of Markets with Zero-Intelligence Traders: Market as a Partial Substitute
/// for Individual Rationality, Journal of Political Economy 101(1), 1993, 119–137.
/// </remarks>
public sealed record InducedSchedules
{
    /// <summary>The lowest price anybody names.</summary>
    public decimal LowestPrice { get; init; } = 1;

    /// <summary>The highest price anybody names.</summary>
    public decimal HighestPrice { get; init; } = 200;

    /// <summary>Buyers' values lie from here…</summary>
    public decimal LowestValue { get; init; } = 65;

    /// <summary>…to here.</summary>
    public decimal HighestValue { get; init; } = 165;

    /// <summary>Sellers' costs lie from here…</summary>
    public decimal LowestCost { get; init; } = 35;

    /// <summary>…to here.</summary>
    public decimal HighestCost { get; init; } = 135;

    /// <summary>How many units each trader has.</summary>
    public int UnitsPerTrader { get; init; } = 4;

    /// <summary>Draws what the traders of one period may trade.</summary>
    /// <param name="sides">Each trader's side.</param>
    /// <param name="unitSize">The size of a unit, a multiple of the market's lot.</param>
    /// <param name="tick">The market's tick.</param>
    /// <param name="random">The source of chance: the same seed draws the same market.</param>
    /// <exception cref="ArgumentException">Values or costs lie beyond the prices.</exception>
    public UnitMarket Draw(IReadOnlyList<Side> sides, decimal unitSize, decimal tick, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (Math.Min(LowestValue, LowestCost) < LowestPrice || Math.Max(HighestValue, HighestCost) > HighestPrice)
        {
            throw new ArgumentException("Values and costs lie within the prices.", nameof(tick));
        }
        var values = new PriceRange(LowestValue, HighestValue, tick);
        var costs = new PriceRange(LowestCost, HighestCost, tick);
        return UnitMarket.Of(sides.Select(side => new PrivateUnits(
            side,
            unitSize,
            Enumerable.Range(0, UnitsPerTrader).Select(_ => (side == Side.Buy ? values : costs).Draw(random)))));
    }
}
