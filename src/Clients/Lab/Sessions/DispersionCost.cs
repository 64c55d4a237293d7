using Exchange.Sdk.Economies;

namespace Exchange.Lab.Sessions;

/// <summary>
/// What it is expected to cost that inventories are dispersed, γ·E∫Σ(z − Z̄)² until the payoff: the part of welfare that
/// designs differ in. Shocks are independent.
/// </summary>
/// <param name="economy">The economy.</param>
/// <param name="shock">σ_i, the standard deviation of a trader's shocks in a second.</param>
/// <param name="start">The initial dispersion, Σ(z₀ − Z̄₀)².</param>
internal sealed class DispersionCost(InventoryEconomy economy, double shock, double start)
{
    private readonly double _growth = (economy.Traders - 1) * shock * shock;

    /// <summary>What it would cost if nobody traded, γ(E₀ + s/r)/r.</summary>
    private double WithoutTrade => economy.Gamma * (start + (_growth / economy.Rate)) / economy.Rate;

    /// <summary>The share that a cost saves of that without trade; at no cost, the first best, it is one.</summary>
    public double EfficiencyAt(double cost) => 1 - (cost / WithoutTrade);

    /// <summary>With auctions all the time: γ(E₀ + s/r)/(r + λ − 2c), which is (16), (36) and Proposition 6.</summary>
    public double Continuous(Design design, double sessions)
    {
        var removal = economy.Rate - (2 * (design.Demand?.InventorySlope ?? 0)) + (design.Source is null ? 0 : sessions);
        return economy.Gamma * (start + (_growth / economy.Rate)) / removal;
    }

    /// <summary>With auctions at 0, Δ, 2Δ, …: each leaves the share (1 + cΔ)² of the dispersion, a session nothing of it.</summary>
    public double Discrete(Design design, double sessions, double interval)
    {
        var (rate, resets) = (economy.Rate, design.Source is null ? 0 : sessions);
        var left = 1 + ((design.Demand?.InventorySlope ?? 0) * interval);
        var (kept, discount) = (left * left, Math.Exp(-rate * interval));
        var survives = Math.Exp(-resets * interval);
        var weight = (1 - (discount * survives)) / (rate + resets);
        var grown = resets == 0 ? _growth * interval : _growth * (1 - survives) / resets;
        var within = resets == 0
            ? (1 - ((1 + (rate * interval)) * discount)) / (rate * rate)
            : (((1 - discount) / rate) - weight) / resets;
        var atAuctions = (start + (discount * grown / (1 - discount))) / (1 - (discount * kept * survives));
        return economy.Gamma * ((kept * weight * atAuctions) + (_growth * within / (1 - discount)));
    }
}
