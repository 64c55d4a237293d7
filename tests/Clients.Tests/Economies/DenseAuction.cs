using Exchange.Sdk;
using Exchange.Sdk.Economies;
using MathNet.Numerics.LinearAlgebra;

namespace Exchange.Clients.Tests.Economies;

/// <summary>The outcome of conditional bids by Definition 3, solved as it stands: N conditions and Σ q = 0.</summary>
internal static class DenseAuction
{
    /// <summary>What agent i's price rises by for a unit that each of the others buys, as its bid and the roster say.</summary>
    public static decimal[] SlopesOf(ConditionalBid bid, int agent, IReadOnlyList<Agent> roster)
    {
        var slopes = Enumerable.Repeat(bid.Slope, roster.Count).ToArray();
        foreach (var group in bid.Groups)
        {
            for (var j = 0; j < roster.Count; j++)
            {
                slopes[j] += (group.IsAccount ? roster[j].Account == group.Name : roster[j].Groups.Contains(group.Name)) ? group.Slope : 0;
            }
        }
        slopes[agent] = 0;
        return slopes;
    }

    public static (double Price, double[] Quantities) Clear(ConditionalBid[] bids, IReadOnlyList<Agent> roster)
    {
        var count = bids.Length;
        var system = Matrix<double>.Build.Dense(count + 1, count + 1);
        var right = Vector<double>.Build.Dense(count + 1);
        for (var i = 0; i < count; i++)
        {
            system[i, count] = 1;
            system[count, i] = 1;
            right[i] = (double)bids[i].Intercept;
            var slopes = SlopesOf(bids[i], i, roster);
            for (var j = 0; j < count; j++)
            {
                system[i, j] -= (double)slopes[j];
            }
        }
        var solution = system.Solve(right);
        return (solution[count], [.. solution.Take(count)]);
    }
}
