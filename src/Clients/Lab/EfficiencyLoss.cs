using Exchange.Lab.Internal;
using Exchange.Sdk.Economies;

namespace Exchange.Lab;

/// <summary>
/// What it costs that the auction never needs money from its operator (Andreyanov and Sadzik 2021, Propositions 1 and 2): the
/// auction with the least tax, σ_N, beside the efficient one, without a tax, on the same signals.
/// </summary>
/// <remarks>
/// The paper measures the loss by the greatest distance of a quantity from the efficient one, max |q_i − q_i⁰|, which falls as
/// 1/N; the share of the gains from trade that is lost falls as its square (Lemma 1). Beside what the auction's clearings come to
/// stands what the closed forms of Examples 4 to 6 do.
/// </remarks>
public static class EfficiencyLoss
{
    // What is left of a balanced budget is an atom or two.
    private const int CashPlaces = 6;

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
        var (measured, exact) = (new Loss(), new Loss());
        var (greatest, operatorCash, untaxedCash) = (0m, 0m, 0m);
        for (var i = 0; i < economies; i++)
        {
            var signals = Example.DrawSignals(random, economy.Count);
            var (taxed, efficient) = (Auction.ClearTaxed(economy, signals), Auction.ClearUntaxed(economy, signals));
            measured.Add(economy, signals, taxed.Quantities, efficient.Quantities);
            exact.Add(economy, signals, economy.AllocationAt(signals, sigma).Quantities, economy.AllocationAt(signals, sigma: 0).Quantities);
            greatest = Math.Max(greatest, efficient.Quantities.Max(Math.Abs));
            operatorCash += taxed.OperatorCash;
            untaxedCash += efficient.OperatorCash;
        }
        return
        [
            name,
            economy.Count,
            (double)sigma,
            (double)measured.Distance,
            (double)(measured.Distance * economy.Count),
            (double)exact.Distance,
            (double)(greatest * BoundOf(economy, sigma)),
            (double)measured.LostGains,
            (double)(measured.LostGains * economy.Count * economy.Count),
            (double)exact.LostGains,
            (double)decimal.Round(operatorCash / economies, CashPlaces),
            (double)decimal.Round(untaxedCash / economies, CashPlaces),
        ];
    }

    /// <summary>(3.12), D₃σ over the greatest efficient quantity: no quantity is further from the efficient one.</summary>
    private static decimal BoundOf(SignalEconomy economy, decimal sigma)
    {
        var (first, last) = (economy.MuOf(0), economy.MuOf(economy.Count - 1));
        var (flattest, steepest) = (Math.Min(first, last), Math.Max(first, last));
        return sigma / flattest * (1 + Math.Min(1, (steepest - flattest) / (2 * flattest)));
    }

    // How far quantities are from the efficient ones, and what that costs.
    private sealed class Loss
    {
        private decimal _realised;
        private decimal _possible;

        public decimal Distance { get; private set; }

        public decimal LostGains => 1 - (_realised / _possible);

        public void Add(
            SignalEconomy economy, IReadOnlyList<decimal> signals, IReadOnlyList<decimal> quantities, IReadOnlyList<decimal> efficient)
        {
            Distance = Math.Max(Distance, quantities.Zip(efficient).Max(pair => Math.Abs(pair.First - pair.Second)));
            _realised += Example.SurplusOf(economy, signals, quantities);
            _possible += Example.SurplusOf(economy, signals, efficient);
        }
    }
}
