namespace Exchange.Lab.Sessions;

/// <summary>
/// What happens to the traders on one path, the same for every design: the moments of auctions and sessions, and by how
/// much inventories change until each, in millionths of a unit.
/// </summary>
/// <param name="Moments">In nanoseconds, rising.</param>
/// <param name="Shocks">By moment and trader: what comes since the moment before.</param>
internal sealed record ShockPath(IReadOnlyList<long> Moments, long[][] Shocks)
{
    /// <summary>Draws Brownian shocks, independent across traders.</summary>
    /// <param name="auctions">The moments of auctions.</param>
    /// <param name="sessions">The moments of sessions.</param>
    /// <param name="traders">The number of traders.</param>
    /// <param name="deviation">The standard deviation of a trader's shocks in a second.</param>
    /// <param name="random">Where they come from.</param>
    public static ShockPath Draw(IEnumerable<long> auctions, IEnumerable<long> sessions, int traders, double deviation, Random random)
    {
        long[] moments = [.. auctions.Union(sessions).Order()];
        var shocks = new long[moments.Length][];
        for (var i = 0; i < moments.Length; i++)
        {
            var seconds = (moments[i] - (i == 0 ? moments[0] : moments[i - 1])) * 1e-9;
            shocks[i] = [.. Enumerable.Range(0, traders).Select(_ => (long)Math.Round(1e6 * deviation * Math.Sqrt(seconds) * Gaussian(random)))];
        }
        return new(moments, shocks);
    }

    /// <summary>Box and Muller.</summary>
    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
