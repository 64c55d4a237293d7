using Exchange.Sdk.Economies;

namespace Exchange.Lab.Internal;

/// <summary>
/// The Bayesian model behind Example 5: values have variance one and within a group the covariance ρ, signals are values with
/// independent noise of variance ζ; everything is normal. What a quantity is worth on average if it is linear in the signals.
/// </summary>
/// <param name="Rho">ρ, from zero to one.</param>
/// <param name="Zeta">ζ, above zero.</param>
/// <param name="Count">N, even.</param>
internal sealed record GroupSignals(decimal Rho, decimal Zeta, int Count)
{
    private const decimal Mu = 1;

    /// <summary>How much a quantity, or a value, weighs the own signal, each other of the own group and each of the other group.</summary>
    public readonly record struct Weights(decimal Own, decimal Mate, decimal Stranger);

    private int Half => Count / 2;

    /// <summary>
    /// What signals tell of values. Deviation from the paper: the second factor of β's denominator in (4.18) is
    /// 1 + ζ + (N/2 − 1)ρ.
    /// </summary>
    public TwoGroups Economy => new(
        (1 - Rho) / (1 - Rho + Zeta),
        Half * Rho * Zeta / ((1 - Rho + Zeta) * (1 + Zeta + ((Half - 1) * Rho))),
        Mu,
        Count);

    /// <summary>E[q_i(E[θ_i|s] − μq_i/2)], (4.20): payments are zero on average and left out.</summary>
    public decimal UtilityOf(Weights quantity)
    {
        var economy = Economy;
        var common = economy.Beta / Half;
        return Covariance(new(economy.Alpha + common, common, 0), quantity) - (Mu / 2 * Covariance(quantity, quantity));
    }

    /// <summary>
    /// The linear equilibrium of the uniform-price double auction, (4.19), with the constants of Appendix C; null where there is
    /// none.
    /// </summary>
    public Weights? DoubleAuction()
    {
        var covariance = (Count - 2m) / (2 * (Count - 1)) * Rho;
        var own = (1 - covariance) / (1 - covariance + Zeta);
        var price = Count * covariance / (1 + ((Count - 2m) / 2 * Rho)) * Zeta / (1 - covariance + Zeta);
        var scale = own / Mu * (((Count - 2m) / (Count - 1)) - price) / (1 - price);
        return scale > 0 ? new(scale * (1 - (1m / Count)), -scale / Count, -scale / Count) : null;
    }

    /// <summary>The ratio of the utilities when N grows without bounds, (4.20).</summary>
    public decimal Limit =>
        ((Rho / 4) + ((1 - Rho) * (1 - Rho) / (2 * (1 - Rho + Zeta)))) / ((2 - Rho) * (2 - Rho) / (4 * (2 - Rho + (2 * Zeta))));

    // Of two sums over the signals: the noise and the idiosyncratic part one by one, the common part by groups.
    private decimal Covariance(Weights x, Weights y)
    {
        var single = (x.Own * y.Own) + ((Half - 1) * x.Mate * y.Mate) + (Half * x.Stranger * y.Stranger);
        var (groupX, groupY) = (x.Own + ((Half - 1) * x.Mate), y.Own + ((Half - 1) * y.Mate));
        return ((1 - Rho + Zeta) * single) + (Rho * ((groupX * groupY) + (Half * x.Stranger * Half * y.Stranger)));
    }
}
