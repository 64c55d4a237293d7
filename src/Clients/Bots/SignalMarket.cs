using Exchange.Sdk.Economies;

namespace Exchange.Bots;

/// <summary>
/// A market of traders with interdependent values. Its equilibrium is the efficient allocation, the Walrasian one at the values
/// that all signals together make.
/// </summary>
public sealed class SignalMarket : InducedMarket
{
    private SignalMarket(IEnumerable<PrivateSignal> traders, decimal equilibriumPrice)
        : base(traders) => EquilibriumPrice = equilibriumPrice;

    /// <inheritdoc/>
    public override decimal EquilibriumPrice { get; }

    /// <summary>The market of an economy's agents.</summary>
    /// <param name="economy">The economy.</param>
    /// <param name="signals">Its agents' signals, one an agent.</param>
    /// <exception cref="ArgumentException">There are not as many signals as agents.</exception>
    public static SignalMarket Of(LinearEconomy economy, IReadOnlyList<decimal> signals)
    {
        ArgumentNullException.ThrowIfNull(economy);
        var traders = economy.ValuesAt(signals).Select((value, agent) => new PrivateSignal(economy, agent, signals[agent], value));
        return new(traders, economy.AllocationAt(signals, sigma: 0).Price);
    }
}
