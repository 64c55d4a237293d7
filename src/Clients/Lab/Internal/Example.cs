using Exchange.Sdk.Economies;

namespace Exchange.Lab.Internal;

/// <summary>An economy of the paper, of any size, with the parameters of the worked example.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Of">The economy with so many agents; an even number.</param>
internal sealed record Example(string Name, Func<int, SignalEconomy> Of)
{
    private const decimal Alpha = 1;
    private const decimal Beta = 0.5m;
    private const decimal Mu = 2;

    // Signals lie within ±100, on a grid of a thousandth.
    private const int SignalSteps = 100_000;
    private const decimal SignalStep = 0.001m;

    /// <summary>The examples that have values in common: 4 (1), 5 (2) and 6 (3).</summary>
    public static IReadOnlyList<Example> All { get; } =
    [
        new("fundamental", count => new FundamentalValue(Alpha, Beta, Mu, count)),
        new("groups", count => new TwoGroups(Alpha, Beta, Mu, count)),
        new("capacities", count => new UnequalCapacities(Alpha, Beta, Mu, Mu / 2, count)),
    ];

    /// <summary>Without interdependence.</summary>
    public static Example PrivateValues { get; } = new("private", count => new FundamentalValue(Alpha, 0, Mu, count));

    /// <summary>Signals, uniform and independent: the mechanism does not depend on what they are, nor on what anyone believes.</summary>
    public static decimal[] DrawSignals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => SignalStep * random.Next(-SignalSteps, SignalSteps + 1))];

    /// <summary>The first and the last agent have the greatest news there is, good and bad, and the others none.</summary>
    public static decimal[] NewsOfTwo(int count)
    {
        var signals = new decimal[count];
        (signals[0], signals[^1]) = (SignalStep * SignalSteps, -SignalStep * SignalSteps);
        return signals;
    }

    /// <summary>What quantities are worth to each agent, (Σ_j w_ij s_j)q_i − μ_i q_i²/2.</summary>
    public static IEnumerable<decimal> GainsOf(
        LinearEconomy economy, IReadOnlyList<decimal> signals, IReadOnlyList<decimal> quantities) => economy
        .ValuesAt(signals)
        .Select((value, i) => (value * quantities[i]) - (economy.MuOf(i) * quantities[i] * quantities[i] / 2));

    /// <summary>What they are worth to all together.</summary>
    public static decimal SurplusOf(LinearEconomy economy, IReadOnlyList<decimal> signals, IReadOnlyList<decimal> quantities) =>
        GainsOf(economy, signals, quantities).Sum();
}
