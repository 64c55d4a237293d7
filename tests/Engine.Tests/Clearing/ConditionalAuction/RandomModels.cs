using Exchange.Engine.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>Economies and bids at random, from a seed; numbers have few digits so that a failure can be written down.</summary>
internal static class RandomModels
{
    public static double Uniform(this SeededGenerator random, double low, double high) =>
        Math.Round(low + ((high - low) * random.NextUnit()), 4);

    public static double[] Signals(SeededGenerator random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Uniform(-5, 5))];

    /// <summary>Weights on others of up to a fifth of one's own altogether, capacities that differ.</summary>
    public static LinearModel Any(SeededGenerator random, int count) => new(
        Matrix<double>.Build.Dense(
            count, count, (i, j) => i == j ? random.Uniform(0.5, 2) : random.Uniform(0, 0.1 / count)),
        [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0.5, 3))]);
}
