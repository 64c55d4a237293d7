using Exchange.Lab.Internal;

namespace Exchange.Lab;

/// <summary>
/// What agents gain by conditioning (Andreyanov and Sadzik 2021, Example 5 and Figure 3): expected utilities in the auction at
/// σ_N over those in the linear equilibrium of the uniform-price double auction, in which one price has to tell everyone
/// everything. Exact: both outcomes are linear in the signals, the auction's as its own clearings show.
/// </summary>
public static class DoubleAuctionRatio
{
    // Large, so that little of what a unit of a signal moves is rounding.
    private const decimal Signal = 100;

    private static readonly decimal[] Rhos = [0.2m, 0.5m, 0.9m];
    private static readonly decimal[] Zetas = [0.1m, 1, 10];

    /// <summary>Runs auctions of 4, 16, 64, … agents.</summary>
    /// <param name="maxTraders">The most agents, four or more.</param>
    public static Table Run(int maxTraders = 1024)
    {
        var counts = new List<int>();
        for (var count = 4; count <= maxTraders; count *= 4)
        {
            counts.Add(count);
        }
        return new(
            "doubleAuction",
            "Expected utility at σ_N over that in the double auction, groups with correlation rho and noise zeta, by N.",
            ["rho", "zeta", .. counts.Select(count => $"n{count}"), "limit"],
            [.. Rhos.SelectMany(rho => Zetas.Select(zeta => Row(rho, zeta, counts)))]);
    }

    private static object?[] Row(decimal rho, decimal zeta, List<int> counts) =>
    [
        (double)rho,
        (double)zeta,
        .. counts.Select(count => (object?)(double?)RatioOf(new(rho, zeta, count))),
        (double)new GroupSignals(rho, zeta, 2).Limit,
    ];

    private static decimal? RatioOf(GroupSignals model) =>
        model.UtilityOf(WeightsOf(model)) / (model.DoubleAuction() is { } weights ? model.UtilityOf(weights) : null);

    /// <summary>What the first agent buys when one signal is not zero, over that signal.</summary>
    private static GroupSignals.Weights WeightsOf(GroupSignals model)
    {
        var economy = model.Economy;
        return new(WeightOf(0), WeightOf(1), WeightOf(economy.Count - 1));

        decimal WeightOf(int agent)
        {
            decimal[] signals = [.. Enumerable.Range(0, economy.Count).Select(i => i == agent ? Signal : 0)];
            return Auction.ClearTaxed(economy, signals).Quantities[0] / Signal;
        }
    }
}
