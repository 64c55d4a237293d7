namespace Exchange.Engine.Clearing.SizeDiscovery;

/// <summary>
/// What traders' inventories are worth to them between sessions, in the equilibria of Antill and Duffie (2017): the value of
/// going on falls by K(z − Z̄)². Only + − × ÷ √.
/// </summary>
public static class Equilibrium
{
    /// <summary>
    /// (28): with sessions that rely on the auction's price there is an equilibrium up to this rate of sessions λ̄ only, the
    /// positive solution of 3λ + √(8λ(r + λ)) = (n − 2)r.
    /// </summary>
    /// <param name="rate">r, the rate of the payoff.</param>
    /// <param name="traders">n, three or more.</param>
    public static double MostSessions(double rate, int traders)
    {
        // λ² − (6A + 8r)λ + A² = 0 with A = (n − 2)r; the product of its solutions gives the smaller one without cancellation.
        var all = (traders - 2) * rate;
        var half = (3 * all) + (4 * rate);
        return all * all / (half + Math.Sqrt((half - all) * (half + all)));
    }

    /// <summary>(13), of the sequential auction, also where sessions observe the aggregate inventory: K = γ/(r(n − 1)).</summary>
    public static double Curvature(double gamma, double rate, int traders) => gamma / (rate * (traders - 1));

    /// <summary>
    /// Proposition 6, of sessions without an auction: K = γ/(r + λ); where they take away but the share ξ of an imbalance, which
    /// leaves (1 − ξ)² of its cost, λξ(2 − ξ) takes the place of λ.
    /// </summary>
    public static double CurvatureAlone(double gamma, double rate, double sessions, double fraction) =>
        gamma / (rate + (sessions * fraction * (2 - fraction)));

    /// <summary>
    /// (31), of an auction whose price the sessions rely on: K = γ/(r(n − 1)) − λ/(2b(n − 1)). Beyond the most sessions for
    /// which there is an equilibrium it is that of the most.
    /// </summary>
    public static double CurvatureByPrice(double gamma, double rate, int traders, double sessions)
    {
        var most = Math.Min(sessions, MostSessions(rate, traders));
        return Curvature(gamma, rate, traders) - (most / (2 * PriceSlope(gamma, rate, traders, most) * (traders - 1)));
    }

    /// <summary>(34): what a trader's flow demand changes by with the price, in the more efficient equilibrium; below zero.</summary>
    private static double PriceSlope(double gamma, double rate, int traders, double sessions)
    {
        var (share, others) = (sessions / rate, traders - 2.0);
        var root = ((share - others) * (share - others)) - (4 * share * traders);
        return -rate * rate / (8 * gamma) * (others - (3 * share) + Math.Sqrt(Math.Max(root, 0)));
    }
}
