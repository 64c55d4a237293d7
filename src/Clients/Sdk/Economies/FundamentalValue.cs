namespace Exchange.Sdk.Economies;

/// <summary>
/// The fundamental value model (Examples 1 and 4): a unit is worth αs_i + βs̄ − μq_i, s̄ the mean of all signals. What others
/// trade together says all there is to know, so that the bids have no conditions.
/// </summary>
public sealed class FundamentalValue : SignalEconomy
{
    private readonly decimal _mu;

    /// <summary>An economy.</summary>
    /// <param name="alpha">α, above zero.</param>
    /// <param name="beta">β, not negative.</param>
    /// <param name="mu">μ, above zero.</param>
    /// <param name="count">N, two or more.</param>
    public FundamentalValue(decimal alpha, decimal beta, decimal mu, int count)
        : base(alpha, beta, count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mu);
        _mu = mu;
    }

    /// <summary>(4.15): μ(α + β)/((N − 2)α − β).</summary>
    public override decimal? LeastTax => TaxSlope.Fundamental(Alpha, Beta, _mu, Count);

    /// <inheritdoc/>
    public override decimal MuOf(int agent) => _mu;

    /// <inheritdoc/>
    public override IReadOnlyList<string> GroupsOf(int agent) => [];

    /// <inheritdoc/>
    public override IReadOnlyList<decimal> ValuesAt(IReadOnlyList<decimal> signals) => ValuesAroundTheMean(signals);

    private protected override decimal SlopeOf(int agent, decimal sigma) => (Alpha + Beta) * (_mu + sigma) / Alpha;

    private protected override GroupSlope? ConditionOf(int agent, decimal sigma) => null;
}
