using System.Numerics;
using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ConditionalAuction;

/// <summary>
/// The least slope σ_N of the quadratic tax at which the revelation bids of N agents leave no deficit (Andreyanov and Sadzik
/// 2021, Proposition 2 and Examples 4 and 5), rounded up to the 18th decimal so that the budget holds.
/// <see cref="Reason.OutOfRange"/> stands for what has no such slope: too much interdependence for so few agents.
/// </summary>
public static class TaxSlope
{
    /// <summary>
    /// (4.15), of the fundamental value model, in which an agent's marginal utility is αs + βs̄ − μq:
    /// μ(α + β)/((N − 2)α − β).
    /// </summary>
    /// <param name="alpha">α, above zero.</param>
    /// <param name="beta">β, zero or more.</param>
    /// <param name="mu">μ, above zero.</param>
    /// <param name="agents">N, above two.</param>
    /// <param name="sigma">The slope.</param>
    public static Reason TryFundamental(
        FixedDecimal alpha, FixedDecimal beta, FixedDecimal mu, int agents, out FixedDecimal sigma)
    {
        var (a, b) = ((BigInteger)alpha.Scaled, (BigInteger)beta.Scaled);
        return TryDivide(alpha, beta, mu, agents, a + b, (((BigInteger)agents - 2) * a) - b, out sigma);
    }

    /// <summary>Of Example 5, two groups of N/2 agents with a mean of their own each: μ(α + β)/((N − 2)α).</summary>
    /// <param name="alpha">α, above zero.</param>
    /// <param name="beta">β, zero or more.</param>
    /// <param name="mu">μ, above zero.</param>
    /// <param name="agents">N, even and above two.</param>
    /// <param name="sigma">The slope.</param>
    public static Reason TryGroups(
        FixedDecimal alpha, FixedDecimal beta, FixedDecimal mu, int agents, out FixedDecimal sigma)
    {
        sigma = default;
        var (a, b) = ((BigInteger)alpha.Scaled, (BigInteger)beta.Scaled);
        return agents % 2 == 0
            ? TryDivide(alpha, beta, mu, agents, a + b, ((BigInteger)agents - 2) * a, out sigma)
            : Reason.OutOfRange;
    }

    /// <summary>
    /// (3.13), from bounds on the marginal utilities: m̄(m + (N − 1)φ)/((N − 2)m − 2(N − 1)φ). Deviation from the paper: φ
    /// bounds the effect on each of the others, not on their average, which is too little where the slopes differ.
    /// </summary>
    /// <param name="ownEffect">m: the least effect of an agent's signal on its own marginal utility, above zero.</param>
    /// <param name="pairwiseEffect">φ: the greatest on that of anybody else, zero or more.</param>
    /// <param name="steepest">m̄: the most that a marginal utility falls by for a unit, above zero.</param>
    /// <param name="agents">N, above two.</param>
    /// <param name="sigma">The slope.</param>
    public static Reason TryFromBounds(
        FixedDecimal ownEffect, FixedDecimal pairwiseEffect, FixedDecimal steepest, int agents, out FixedDecimal sigma)
    {
        var (own, pair) = ((BigInteger)ownEffect.Scaled, (BigInteger)pairwiseEffect.Scaled);
        var others = (BigInteger)agents - 1;
        return TryDivide(
            ownEffect, pairwiseEffect, steepest, agents, own + (others * pair), ((others - 1) * own) - (2 * others * pair), out sigma);
    }

    /// <summary>scale·dividend/divisor, rounded up.</summary>
    private static Reason TryDivide(
        FixedDecimal own,
        FixedDecimal other,
        FixedDecimal scale,
        int agents,
        BigInteger dividend,
        BigInteger divisor,
        out FixedDecimal sigma)
    {
        sigma = default;
        if (own.Scaled <= 0 || other.Scaled < 0 || scale.Scaled <= 0 || agents <= 2 || divisor.Sign <= 0)
        {
            return Reason.OutOfRange;
        }
        var quotient = BigInteger.DivRem(scale.Scaled * dividend, divisor, out var rest);
        quotient += rest.IsZero ? 0 : 1;
        if (quotient > Int128.MaxValue / 1000)
        {
            return Reason.OutOfRange;
        }
        sigma = new((Int128)quotient);
        return Reason.None;
    }
}
