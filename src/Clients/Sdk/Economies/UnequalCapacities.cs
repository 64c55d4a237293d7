namespace Exchange.Sdk.Economies;

/// <summary>
/// The fundamental value model with unequal capacities (Examples 3 and 6): a unit is worth αs_i + βs̄ − μ_i q_i, and μ_i is
/// larger for small agents, the first half of them, than for big ones. The small trade less on the same news, so that the big
/// raise their price with what the small buy, and the small lower theirs with what the big buy.
/// </summary>
public sealed class UnequalCapacities : SignalEconomy
{
    private readonly decimal _smallMu;
    private readonly decimal _bigMu;

    /// <summary>An economy.</summary>
    /// <param name="alpha">α, above zero.</param>
    /// <param name="beta">β, not negative.</param>
    /// <param name="smallMu">μ of the small, above zero.</param>
    /// <param name="bigMu">μ of the big, above zero.</param>
    /// <param name="count">N, two or more.</param>
    public UnequalCapacities(decimal alpha, decimal beta, decimal smallMu, decimal bigMu, int count)
        : base(alpha, beta, count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallMu);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bigMu);
        (_smallMu, _bigMu) = (smallMu, bigMu);
    }

    /// <summary>The group of the small, in the operator's roster.</summary>
    public string Small { get; init; } = "small";

    /// <summary>The group of the big.</summary>
    public string Big { get; init; } = "big";

    /// <summary>(3.13), which is (4.15) with the larger μ: μ(α + β)/((N − 2)α − β).</summary>
    public override decimal? LeastTax => TaxSlope.Fundamental(Alpha, Beta, Math.Max(_smallMu, _bigMu), Count);

    /// <inheritdoc/>
    public override decimal MuOf(int agent) => IsInFirstHalf(agent) ? _smallMu : _bigMu;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GroupsOf(int agent) => [IsInFirstHalf(agent) ? Small : Big];

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> ValuesAt(IReadOnlyList<decimal> signals) => ValuesAroundTheMean(signals);

    private protected override decimal SlopeOf(int agent, decimal sigma) => (Alpha + Beta) * (MuOf(agent) + sigma) / Alpha;

    private protected override GroupSlope ConditionOf(int agent, decimal sigma)
    {
        var (others, othersMu) = IsInFirstHalf(agent) ? (Big, _bigMu) : (Small, _smallMu);
        return new(others, Beta * (othersMu - MuOf(agent)) / (Alpha * Count));
    }
}
