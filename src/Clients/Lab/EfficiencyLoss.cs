using Exchange.Lab.Internal;
using Exchange.Sdk.Economies;

namespace Exchange.Lab;

/// <summary>
/// What it costs that the auction never needs money from its operator (Andreyanov and Sadzik 2021, Propositions 1 and 2): the
/// auction with the least tax, σ_N, beside the efficient one, without a tax, on the same signals.
/// </summary>
/// <remarks>
/// The paper measures the loss by the greatest distance of a quantity from the efficient one, max |q_i − q_i⁰|, which falls as
/// 1/N; the share of the gains from trade that is lost falls as its square (Lemma 1, for so many agents).
/// </remarks>
public static class EfficiencyLoss
{
    private static readonly string[] Columns =
    [
        "example", "traders", "sigma", "distance", "nDistance", "exactDistance", "distanceBound", "lostGains", "n2LostGains",
        "exactLostGains", "operatorCash", "untaxedOperatorCash",
    ];

    /// <summary>Runs auctions of 4, 8, 16, … agents.</summary>
    /// <param name="maxTraders">The most agents, four or more.</param>
    /// <param name="economies">How many economies of each size, above zero.</param>
    /// <param name="seed">The seed of their signals.</param>
    public static Table Run(int maxTraders = 1024, int economies = 10, int seed = 1)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var example in Example.All)
        {
            for (var count = 4; count <= maxTraders; count *= 2)
            {
                rows.Add(Row(example.Name, example.Of(count), economies, new Random(seed)));
            }
        }
        return new("efficiency", $"Efficiency lost to the tax σ_N, {economies} economies of each size.", Columns, rows);
    }

    private static object?[] Row(string name, SignalEconomy economy, int economies, Random random)
    {
        var sigma = economy.LeastTax!.Value;
        var (distance, greatest) = (0m, 0m);
        var (realised, possible, operatorCash, untaxedCash) = (0m, 0m, 0m, 0m);
        for (var i = 0; i < economies; i++)
        {
            var signals = Example.DrawSignals(random, economy.Count);
            var (taxed, efficient) = (
                Auction.ClearTaxed(economy, signals), Auction.ClearUntaxed(economy, signals));
            distance = Math.Max(distance, taxed.Quantities.Zip(efficient.Quantities).Max(pair => Math.Abs(pair.First - pair.Second)));
            greatest = Math.Max(greatest, efficient.Quantities.Max(Math.Abs));
            realised += Example.SurplusOf(economy, signals, taxed.Quantities);
            possible += Example.SurplusOf(economy, signals, efficient.Quantities);
            operatorCash += taxed.OperatorCash;
            untaxedCash += efficient.OperatorCash;
        }
        var lost = 1 - (realised / possible);
        var share = ShareOf(economy, sigma);
        return
        [
            name,
            economy.Count,
            (double)sigma,
            (double)distance,
            (double)(distance * economy.Count),
            (double?)(share * greatest),
            (double)(greatest * BoundOf(economy, sigma)),
            (double)lost,
            (double)(lost * economy.Count * economy.Count),
            (double?)(share * share),
            (double)(operatorCash / economies),
            (double)(untaxedCash / economies),
        ];
    }

    /// <summary>With equal slopes everyone trades the share μ/(μ + σ) of the efficient quantity, (4.14).</summary>
    private static decimal? ShareOf(SignalEconomy economy, decimal sigma)
    {
        var (first, last) = (economy.MuOf(0), economy.MuOf(economy.Count - 1));
        return first == last ? sigma / (first + sigma) : null;
    }

    /// <summary>(3.12), D₃σ over the greatest efficient quantity: no quantity is further from the efficient one.</summary>
    private static decimal BoundOf(SignalEconomy economy, decimal sigma)
    {
        var (first, last) = (economy.MuOf(0), economy.MuOf(economy.Count - 1));
        var (flattest, steepest) = (Math.Min(first, last), Math.Max(first, last));
        return sigma / flattest * (1 + Math.Min(1, (steepest - flattest) / (2 * flattest)));
    }
}
