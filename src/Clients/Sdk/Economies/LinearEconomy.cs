namespace Exchange.Sdk.Economies;

/// <summary>
/// Agents with linear marginal utilities and interdependent values (Andreyanov and Sadzik 2021, Example 7): with the signals s
/// and the quantity q_i, bought above zero, a unit more is worth Σ_j w_ij s_j − μ_i q_i to agent i. It says what they bid in a
/// conditional auction and what comes of it. Agents have numbers from zero. Immutable.
/// </summary>
/// <remarks>
/// P. Andreyanov and T. Sadzik, Robust Mechanism Design of Exchange, Review of Economic Studies 88(2), 2021, 521–573. Equation
/// numbers are the paper's.
/// </remarks>
public abstract class LinearEconomy
{
    private protected LinearEconomy()
    {
    }

    /// <summary>N, how many agents there are.</summary>
    public abstract int Count { get; }

    /// <summary>
    /// σ_N: with a quadratic tax of this slope or more the auction leaves the operator a surplus, whatever the signals
    /// (Proposition 2). Null: there are too few agents for so much interdependence.
    /// </summary>
    public abstract decimal? LeastTax { get; }

    /// <summary>μ_i, what an agent's marginal utility falls by for a unit more; above zero.</summary>
    /// <param name="agent">The agent's number.</param>
    public abstract decimal MuOf(int agent);

    /// <summary>The groups of the operator's roster that an agent's account must be in for the bids to mean what they say.</summary>
    /// <param name="agent">The agent's number.</param>
    public abstract IReadOnlyList<string> GroupsOf(int agent);

    /// <summary>Σ_j w_ij s_j for every agent: what a first unit is worth.</summary>
    /// <param name="signals">The agents' signals.</param>
    /// <exception cref="ArgumentException">There are not as many signals as agents.</exception>
    public abstract IReadOnlyList<decimal> ValuesAt(IReadOnlyList<decimal> signals);

    /// <summary>
    /// An agent's revelation bid, (5.24): its marginal utility less the tax on a unit more, at the signals of the others that
    /// their trades reveal. To bid so is an ex post equilibrium (Proposition 3): no agent gains by another bid, whatever the
    /// signals. Coefficients are rounded to 18 places.
    /// </summary>
    /// <param name="agent">The agent's number.</param>
    /// <param name="signal">Its signal.</param>
    /// <param name="sigma">σ, the slope of the market's quadratic tax; not negative.</param>
    public abstract ConditionalBid BidOf(int agent, decimal signal, decimal sigma);

    /// <summary>
    /// The price and the quantities of the σ-VCG mechanism, (3.8), which are those of the auction with revelation bids: every
    /// agent's marginal utility is p + σq_i. With σ = 0 they are efficient.
    /// </summary>
    /// <param name="signals">The agents' signals.</param>
    /// <param name="sigma">σ, the slope of the quadratic tax; not negative.</param>
    /// <exception cref="ArgumentException">There are not as many signals as agents.</exception>
    public (decimal Price, IReadOnlyList<decimal> Quantities) AllocationAt(IReadOnlyList<decimal> signals, decimal sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        var values = ValuesAt(signals);
        var (weighted, weights) = (0m, 0m);
        for (var agent = 0; agent < Count; agent++)
        {
            weighted += values[agent] / (MuOf(agent) + sigma);
            weights += 1 / (MuOf(agent) + sigma);
        }
        var price = weighted / weights;
        return (price, [.. values.Select((value, agent) => (value - price) / (MuOf(agent) + sigma))]);
    }

    private protected void CheckCount(IReadOnlyList<decimal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        if (signals.Count != Count)
        {
            throw new ArgumentException($"There are {Count} agents and {signals.Count} signals.", nameof(signals));
        }
    }

    private protected void CheckBidder(int agent, decimal sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(agent);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(agent, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
    }
}
