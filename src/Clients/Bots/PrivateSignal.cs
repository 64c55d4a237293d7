using Exchange.Sdk.Economies;

namespace Exchange.Bots;

/// <summary>
/// A signal that a trader has, in an economy whose values depend on everyone's signals (Andreyanov and Sadzik 2021): trading x
/// gains value·x − μx²/2, less the price, and what the value is follows from signals that the trader does not see. The trader is
/// done when it has had a clearing. Not safe for concurrent use.
/// </summary>
public sealed class PrivateSignal : Valuation
{
    private readonly decimal _value;
    private decimal _traded;
    private bool _hasCleared;

    /// <summary>What a trader sees, and what it does not.</summary>
    /// <param name="economy">The economy.</param>
    /// <param name="agent">Which of its agents the trader is.</param>
    /// <param name="signal">The agent's signal.</param>
    /// <param name="value">What a first unit is worth to it.</param>
    public PrivateSignal(LinearEconomy economy, int agent, decimal signal, decimal value)
    {
        (Economy, Agent, Signal, _value) = (economy, agent, signal, value);
    }

    /// <summary>The economy.</summary>
    public LinearEconomy Economy { get; }

    /// <summary>Which of its agents the trader is.</summary>
    public int Agent { get; }

    /// <summary>The trader's signal.</summary>
    public decimal Signal { get; }

    /// <inheritdoc/>
    public override bool IsDone => _hasCleared;

    private decimal Mu => Economy.MuOf(Agent);

    /// <inheritdoc/>
    public override decimal GainAt(decimal price) => ((_value - price) * _traded) - (Mu * _traded * _traded / 2);

    /// <inheritdoc/>
    public override decimal BestGainAt(decimal price) => (_value - price) * (_value - price) / (2 * Mu);

    /// <inheritdoc/>
    public override void Trade(decimal quantity)
    {
        _traded += quantity;
        _hasCleared = true;
    }
}
