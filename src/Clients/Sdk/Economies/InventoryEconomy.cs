namespace Exchange.Sdk.Economies;

/// <summary>
/// The market of Antill and Duffie (2017): traders who hold too much or too little of an asset, which will pay an uncertain
/// amount at an uncertain time, and their equilibrium flow demands in a sequential double auction, with and without
/// size-discovery sessions beside it. In all of them truth is what to report to a session.
/// </summary>
/// <param name="Value">v, the mean of what a unit will pay.</param>
/// <param name="Gamma">γ, the cost of inventory: γz² a second. Above zero.</param>
/// <param name="Rate">r, the rate at which the payoff comes, a second. Above zero.</param>
/// <param name="Traders">n, three or more.</param>
public sealed record InventoryEconomy(double Value, double Gamma, double Rate, int Traders)
{
    /// <summary>The rate of sessions, a second, below which there is an equilibrium with sessions that observe the aggregate inventory: r(n − 2).</summary>
    public double MostObservedSessions => Rate * (Traders - 2);

    /// <summary>
    /// (28): λ̄, the rate of sessions up to which there is an equilibrium with sessions that rely on the auction's price, the
    /// positive solution of 3λ + √(8λ(r + λ)) = (n − 2)r.
    /// </summary>
    public double MostPriceSessions
    {
        get
        {
            var all = MostObservedSessions;
            var half = (3 * all) + (4 * Rate);
            return all * all / (half + Math.Sqrt((half * half) - (all * all)));
        }
    }

    /// <summary>(12), (29): the auction's price at an average inventory, v − 2γZ̄/r, with sessions and without.</summary>
    public double PriceAt(double averageInventory) => Value - (2 * Gamma * averageInventory / Rate);

    /// <summary>Proposition 3, without sessions: b = −(n − 2)r²/(4γ).</summary>
    public FlowDemand WithoutSessions() => WithObservedSessions(0);

    /// <summary>Proposition 4, with sessions that observe the aggregate inventory: b = (rλ − r²(n − 2))/(4γ).</summary>
    /// <param name="sessions">λ, the rate of sessions: not negative, below <see cref="MostObservedSessions"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no equilibrium with so many sessions.</exception>
    public FlowDemand WithObservedSessions(double sessions)
    {
        ThrowUnless(sessions < MostObservedSessions, sessions, "below", MostObservedSessions);
        return Demand(Rate * (sessions - MostObservedSessions) / (4 * Gamma));
    }

    /// <summary>
    /// Proposition 5, with sessions that rely on the auction's price, the more efficient of two equilibria: (34).
    /// </summary>
    /// <param name="sessions">λ, the rate of sessions: not negative, at most <see cref="MostPriceSessions"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no equilibrium with so many sessions.</exception>
    public FlowDemand WithPriceSessions(double sessions)
    {
        ThrowUnless(sessions <= MostPriceSessions, sessions, "up to", MostPriceSessions);
        var (share, others) = (sessions / Rate, Traders - 2.0);
        var root = ((share - others) * (share - others)) - (4 * share * Traders);
        return Demand(-Rate * Rate / (8 * Gamma) * (others - (3 * share) + Math.Sqrt(Math.Max(root, 0))));
    }

    private void ThrowUnless(bool isFewEnough, double sessions, string upTo, double most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sessions);
        if (!isFewEnough)
        {
            throw new ArgumentOutOfRangeException(
                nameof(sessions),
                $"There is no equilibrium of {Traders} traders with {sessions:0.######} sessions a second: {upTo} {most:0.######} there is one.");
        }
    }

    /// <summary>a = −vb and c = 2γb/r, (15), (33) and (35).</summary>
    private FlowDemand Demand(double priceSlope) => new(-Value * priceSlope, priceSlope, 2 * Gamma * priceSlope / Rate);
}

/// <summary>What a trader wants in units a second: a + b·price + c·inventory.</summary>
/// <param name="Intercept">a.</param>
/// <param name="PriceSlope">b, below zero.</param>
/// <param name="InventorySlope">c, below zero.</param>
public readonly record struct FlowDemand(double Intercept, double PriceSlope, double InventorySlope)
{
    /// <summary>The demand at a price with an inventory.</summary>
    public double At(double price, double inventory) => Intercept + (PriceSlope * price) + (InventorySlope * inventory);
}
