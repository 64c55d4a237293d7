namespace Exchange.Sdk.Economies;

/// <summary>
/// The group model with symmetric agents (Examples 2 and 5): a unit is worth αs_i + βs̄ − μq_i, s̄ the mean signal of the
/// agent's own group. What its group buys tells an agent good news, what the other buys does not.
/// </summary>
public sealed class TwoGroups : SignalEconomy
{
    private readonly decimal _mu;

    /// <summary>An economy.</summary>
    /// <param name="alpha">α, above zero.</param>
    /// <param name="beta">β, not negative.</param>
    /// <param name="mu">μ, above zero.</param>
    /// <param name="count">N, even; the first half are one group, the second half the other.</param>
    public TwoGroups(decimal alpha, decimal beta, decimal mu, int count)
        : base(alpha, beta, count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mu);
        _mu = int.IsEvenInteger(count)
            ? mu
            : throw new ArgumentOutOfRangeException(nameof(count), count, "Two groups of the same size are an even number of agents.");
    }

    /// <summary>The first half's group, in the operator's roster.</summary>
    public string First { get; init; } = "fundamental";

    /// <summary>The second half's group.</summary>
    public string Second { get; init; } = "liquidity";

    /// <summary>Of Example 5: μ(α + β)/((N − 2)α).</summary>
    public override decimal? LeastTax => TaxSlope.Groups(Alpha, Beta, _mu, Count);

    private decimal GroupSize => Count / 2;

    /// <inheritdoc/>
    public override decimal MuOf(int agent) => _mu;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GroupsOf(int agent) => [GroupOf(agent)];

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> ValuesAt(IReadOnlyList<decimal> signals)
    {
        CheckCount(signals);
        var (first, second) = (signals.Take(Count / 2).Sum() / GroupSize, signals.Skip(Count / 2).Sum() / GroupSize);
        return [.. signals.Select((signal, agent) => (Alpha * signal) + (Beta * (IsInFirstHalf(agent) ? first : second)))];
    }

    private protected override decimal SlopeOf(int agent, decimal sigma) =>
        (_mu + sigma) / Alpha * (Alpha + (Beta * (Count - 2) / Count));

    // Deviation from the paper, which conditions on the average trade of the group: its sum over the others, divided by N/2.
    private protected override GroupSlope ConditionOf(int agent, decimal sigma) =>
        new(GroupOf(agent), (_mu + sigma) / Alpha * Beta / GroupSize);

    private string GroupOf(int agent) => IsInFirstHalf(agent) ? First : Second;
}
