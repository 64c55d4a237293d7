using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Economies;

/// <summary>Seeded economies, their agents and signals.</summary>
internal static class RandomEconomies
{
    /// <summary>Agents of any slopes, some of them in groups, and weights that leave each its own signal as the most important.</summary>
    public static (Agent[] Agents, decimal[,] Weights) Any(Random random, int count)
    {
        Agent[] agents = [.. Enumerable.Range(0, count).Select(i => new Agent($"a{i}", Uniform(random, 0.2m, 4))
        {
            Groups = [.. Enumerable.Range(0, 2).Where(_ => random.Next(2) == 0).Select(group => $"g{group}")],
        })];
        var weights = new decimal[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                weights[i, j] = i == j ? Uniform(random, 1, 2) : Uniform(random, -0.1m, 0.5m) / count;
            }
        }
        return (agents, weights);
    }

    public static decimal[] Signals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Uniform(random, -50, 50))];

    /// <summary>The agents of an economy, as the operator's roster has them.</summary>
    public static Agent[] RosterOf(LinearEconomy economy) =>
        [.. Enumerable.Range(0, economy.Count).Select(i => new Agent($"a{i}", economy.MuOf(i)) { Groups = economy.GroupsOf(i) })];

    public static decimal Uniform(Random random, decimal low, decimal high) => low + ((high - low) * random.Next(100_001) / 100_000);
}
