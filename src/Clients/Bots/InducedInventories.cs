using Exchange.Bots.Internal;

namespace Exchange.Bots;

/// <summary>
/// The linear-quadratic agents of Antill and Duffie (2017 §3): a unit pays v on average, at a time that comes at the rate r,
/// and until then holding z costs γz² a second. What they begin with is uniform; from there on each one's inventory is what
/// its account holds, traded and shocked. A period lasts until the payoff, after which a new one is waited for.
/// </summary>
/// <remarks>
/// S. Antill and D. Duffie, Augmenting Markets with Mechanisms, 2017 (Review of Economic Studies 88(4), 2021, 1665–1719). Time
/// is measured in the exchange's seconds; it passes five times as fast by default as in the paper's figures, where r = γ = 0.1.
/// Their shocks are Brownian; here they are jumps.
/// </remarks>
public sealed record InducedInventories
{
    /// <summary>v, what a unit pays on average.</summary>
    public decimal PayoffMean { get; init; } = 100;

    /// <summary>r, how often a second the payoff comes on average; above zero.</summary>
    public decimal PayoffRate { get; init; } = 0.5m;

    /// <summary>γ, what holding costs; above zero.</summary>
    public decimal HoldingCost { get; init; } = 0.5m;

    /// <summary>Inventories at the beginning lie from here, at least zero…</summary>
    public decimal LowestInventory { get; init; }

    /// <summary>…to here.</summary>
    public decimal HighestInventory { get; init; } = 20;

    /// <summary>How often a second an agent's inventory is shocked on average; zero: never.</summary>
    public double ShocksPerSecond { get; init; } = 1;

    /// <summary>Shocks are uniform from minus this to this.</summary>
    public decimal GreatestShock { get; init; } = 5;

    /// <summary>κ = r/(2γ): holding z until the payoff costs γz²/r = z²/(2κ) on average.</summary>
    public decimal Capacity => PayoffRate / (2 * HoldingCost);

    /// <summary>Draws what one agent begins with.</summary>
    /// <param name="lot">The market's lot.</param>
    /// <param name="random">The source of chance.</param>
    public decimal Draw(decimal lot, Random random) => Uniform.Draw(LowestInventory, HighestInventory, lot, random);

    internal decimal DrawShock(decimal lot, Random random) => Uniform.Draw(-GreatestShock, GreatestShock, lot, random);

    internal TimeSpan DrawPayoffTime(Random random) => Exponential.Draw(TimeSpan.FromSeconds((double)(1 / PayoffRate)), random);
}
