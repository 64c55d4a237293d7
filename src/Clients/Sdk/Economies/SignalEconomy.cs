namespace Exchange.Sdk.Economies;

/// <summary>
/// An economy of the paper's examples: a unit is worth α times an agent's own signal and β times a mean of signals. Its bids
/// are known in closed form.
/// </summary>
public abstract class SignalEconomy : LinearEconomy
{
    private protected SignalEconomy(decimal alpha, decimal beta, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfNegative(beta);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        (Alpha, Beta, Count) = (alpha, beta, count);
    }

    /// <summary>α, the weight of an agent's own signal; above zero.</summary>
    public decimal Alpha { get; }

    /// <summary>β, the weight of the mean; not negative.</summary>
    public decimal Beta { get; }

    /// <inheritdoc/>
    public sealed override int Count { get; }

    private protected abstract decimal SlopeOf(int agent, decimal sigma);

    private protected abstract GroupSlope? ConditionOf(int agent, decimal sigma);

    /// <inheritdoc/>
    public sealed override ConditionalBid BidOf(int agent, decimal signal, decimal sigma)
    {
        CheckBidder(agent, sigma);
        return new(Decimals.Round((Alpha + Beta) * signal), Decimals.Round(SlopeOf(agent, sigma)))
        {
            Groups = ConditionOf(agent, sigma) is { Slope: not 0 } condition
                ? [condition with { Slope = Decimals.Round(condition.Slope) }]
                : [],
        };
    }

    /// <summary>αs_i + βs̄.</summary>
    private protected IReadOnlyList<decimal> ValuesAroundTheMean(IReadOnlyList<decimal> signals)
    {
        CheckCount(signals);
        var mean = signals.Sum() / Count;
        return [.. signals.Select(signal => (Alpha * signal) + (Beta * mean))];
    }

    private protected bool IsInFirstHalf(int agent) => agent < Count / 2;
}
