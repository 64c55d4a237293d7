using Exchange.Bots.Internal;

namespace Exchange.Bots;

/// <summary>
/// The linear-quadratic agents of Antill and Duffie (2017 §3): a unit pays v on average, at a time that comes at the rate r,
/// and until then holding z costs γz² a second. What they begin with is uniform; from there on each one's inventory is what
/// its account holds.
/// </summary>
/// <remarks>
/// S. Antill and D. Duffie, Augmenting Markets with Mechanisms, 2017 (Review of Economic Studies 88(4), 2021, 1665–1719). Time
/// is measured in the exchange's seconds. The defaults r = γ = 0.1 are those of the paper's figures.
/// </remarks>
public sealed record InducedInventories
{
    /// <summary>v, what a unit pays on average.</summary>
    public decimal PayoffMean { get; init; } = 100;

    /// <summary>r, how often a second the payoff comes on average; above zero.</summary>
    public decimal PayoffRate { get; init; } = 0.1m;

    /// <summary>γ, what holding costs; above zero.</summary>
    public decimal HoldingCost { get; init; } = 0.1m;

    /// <summary>Inventories at the beginning lie from here, at least zero…</summary>
    public decimal LowestInventory { get; init; }

    /// <summary>…to here.</summary>
    public decimal HighestInventory { get; init; } = 20;

    /// <summary>κ = r/(2γ): holding z until the payoff costs γz²/r = z²/(2κ) on average.</summary>
    public decimal Capacity => PayoffRate / (2 * HoldingCost);

    /// <summary>Draws what one agent begins with.</summary>
    /// <param name="lot">The market's lot.</param>
    /// <param name="random">The source of chance.</param>
    public decimal Draw(decimal lot, Random random) => Uniform.Draw(LowestInventory, HighestInventory, lot, random);
}
