using Exchange.Bots.Internal;
using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Bots;

/// <summary>
/// The economies of Andreyanov and Sadzik (2021, Examples 4 to 6): a unit is worth α times a trader's own signal and β times a
/// mean of signals, less μ for every unit it has bought. Signals are uniform, drawn anew for every period.
/// </summary>
/// <remarks>
/// P. Andreyanov and T. Sadzik, Robust Mechanism Design of Exchange, Review of Economic Studies 88(2), 2021, 521–573.
/// </remarks>
public sealed record InducedSignals
{
    /// <summary>
    /// α, β and μ, where the market supposes none. Where capacities are unequal, μ is that of the small, and the big have half.
    /// </summary>
    public SignalModel Model { get; init; } = new(1, 0.5m, 2);

    /// <summary>Signals lie from here…</summary>
    public decimal LowestSignal { get; init; } = 50;

    /// <summary>…to here.</summary>
    public decimal HighestSignal { get; init; } = 150;

    /// <summary>The economy of so many traders.</summary>
    /// <param name="induced">Which of the three.</param>
    /// <param name="model">α, β and μ.</param>
    /// <param name="traders">N.</param>
    /// <exception cref="ArgumentException">There is no such economy.</exception>
    internal static SignalEconomy EconomyOf(Inducement induced, SignalModel model, int traders) => induced switch
    {
        Inducement.FundamentalValue => new FundamentalValue(model.Alpha, model.Beta, model.Mu, traders),
        Inducement.GroupValue => new TwoGroups(model.Alpha, model.Beta, model.Mu, traders),
        Inducement.UnequalCapacities => new UnequalCapacities(model.Alpha, model.Beta, model.Mu, model.Mu / 2, traders),
        _ => throw new ArgumentOutOfRangeException(nameof(induced), induced, "It is none of the three."),
    };

    /// <summary>Draws a period's signals.</summary>
    internal IReadOnlyList<decimal> Draw(int traders, decimal step, Random random) =>
        [.. Enumerable.Range(0, traders).Select(_ => Uniform.Draw(LowestSignal, HighestSignal, step, random))];
}
