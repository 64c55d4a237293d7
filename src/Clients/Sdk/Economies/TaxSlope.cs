namespace Exchange.Sdk.Economies;

/// <summary>
/// σ_N, the least slope of the quadratic tax at which revelation bids leave no deficit (Andreyanov and Sadzik 2021, Proposition
/// 2). Null where there is none: too few agents for so much interdependence.
/// </summary>
internal static class TaxSlope
{
    /// <summary>(4.15).</summary>
    public static decimal? Fundamental(decimal alpha, decimal beta, decimal mu, int count) =>
        Divide(mu * (alpha + beta), ((count - 2) * alpha) - beta);

    /// <summary>Of Example 5.</summary>
    public static decimal? Groups(decimal alpha, decimal beta, decimal mu, int count) =>
        Divide(mu * (alpha + beta), int.IsEvenInteger(count) ? (count - 2) * alpha : 0);

    /// <summary>(3.13).</summary>
    public static decimal? FromBounds(decimal ownEffect, decimal pairwiseEffect, decimal steepest, int count)
    {
        var effect = (count - 1) * pairwiseEffect;
        return Divide(steepest * (ownEffect + effect), ((count - 2) * ownEffect) - (2 * effect));
    }

    // Rounded up: a tax that is the least bit too small would leave a deficit.
    private static decimal? Divide(decimal dividend, decimal divisor) => divisor > 0
        ? decimal.Round(dividend / divisor, Decimals.Places, MidpointRounding.ToPositiveInfinity)
        : null;
}
