using Exchange.Lab.Internal;
using Exchange.Sdk.Economies;

namespace Exchange.Lab;

/// <summary>
/// Other ways to pay for the auction (Andreyanov and Sadzik 2021, Section 6) on the same signals: the least quadratic tax, σ_N;
/// nothing, which leaves the operator a deficit; a spread or an entry fee charged after clearing the bids of an auction without
/// a tax. Their rates are the least that leave no deficit in any of the economies.
/// </summary>
/// <remarks>
/// <para>
/// Bids that do not take a charge into account lose nothing to it, but leave those who trade little worse off than without the
/// auction. Where values are private there are also bids that do: schedules with a gap (Example 8).
/// </para>
/// <para>
/// One economy is the hard case of Section 6: two agents have news, all others none. Within a spread these do not trade, and the
/// two are in each other's hands.
/// </para>
/// </remarks>
public static class Comparisons
{
    // What a balance can be off by because quantities are rounded.
    private const decimal Rounding = 0.0001m;

    private const int CashPlaces = 3;

    private static readonly string[] Columns =
        ["example", "mechanism", "rate", "efficiency", "operatorCash", "leastOperatorCash", "worseOff", "leastUtility"];

    /// <summary>Runs the auctions.</summary>
    /// <param name="traders">How many agents, an even number, four or more.</param>
    /// <param name="economies">How many economies with signals of everyone, above zero.</param>
    /// <param name="seed">The seed of their signals.</param>
    public static Table Run(int traders = 16, int economies = 20, int seed = 1)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var example in (Example[])[.. Example.All, Example.PrivateValues])
        {
            var random = new Random(seed);
            var trial = new Trial(
                example.Of(traders),
                [.. Enumerable.Range(0, economies).Select(_ => Example.DrawSignals(random, traders)), Example.NewsOfTwo(traders)]);
            rows.AddRange(Mechanisms(trial, example == Example.PrivateValues).Select(mechanism => Row(example.Name, trial, mechanism)));
        }
        var title = $"Ways to pay for the auction, {economies} economies of {traders} agents and the hard case.";
        return new("comparisons", title, Columns, rows);
    }

    private static IEnumerable<Mechanism> Mechanisms(Trial trial, bool arePrivate)
    {
        var economy = trial.Economy;
        yield return new("tax", economy.LeastTax!.Value, trial.Run(signals => Auction.ClearTaxed(economy, signals)));
        var untaxed = trial.Run(signals => Auction.ClearUntaxed(economy, signals));
        yield return new("none", 0, untaxed);
        var spread = RoundUp(untaxed.Max(outcome => -outcome.OperatorCash / outcome.Quantities.Sum(Math.Abs)));
        yield return new("spread", spread, trial.Run(signals => Auction.ClearUntaxed(economy, signals, Spread(spread))));
        var fee = RoundUp(untaxed.Max(outcome => -outcome.OperatorCash / economy.Count));
        yield return new("entryFee", fee, trial.Run(signals => Auction.ClearUntaxed(economy, signals, EntryFee(fee))));
        if (arePrivate)
        {
            yield return BreakEven(trial, spread);
        }
    }

    /// <summary>The least spread, but for a thousandth, that leaves no deficit when bids take it into account.</summary>
    private static Mechanism BreakEven(Trial trial, decimal start)
    {
        var (low, high) = (0m, At(start));
        while (high.LeastOperatorCash < 0)
        {
            (low, high) = (high.Rate, At(2 * high.Rate));
        }
        while (high.Rate - low > high.Rate / 1000)
        {
            var middle = At((low + high.Rate) / 2);
            (low, high) = middle.LeastOperatorCash < 0 ? (middle.Rate, high) : (low, middle);
        }
        return high;

        Mechanism At(decimal rate)
        {
            var delta = RoundUp(rate);
            return new("spreadInBids", delta, trial.Run(signals => Auction.Clear(
                signals.Select((signal, i) => GapBid.Of(trial.Economy.Alpha * signal, trial.Economy.MuOf(i), delta)),
                new() { Sigma = "0", Charges = { Spread(delta) } })));
        }
    }

    private static object?[] Row(string example, Trial trial, Mechanism mechanism)
    {
        var (possible, realised) = (0m, 0m);
        var utilities = new List<decimal>();
        foreach (var (signals, outcome) in trial.Signals.Zip(mechanism.Outcomes))
        {
            possible += Example.SurplusOf(trial.Economy, signals, trial.Economy.AllocationAt(signals, sigma: 0).Quantities);
            realised += Example.SurplusOf(trial.Economy, signals, outcome.Quantities);
            utilities.AddRange(Example.GainsOf(trial.Economy, signals, outcome.Quantities).Zip(outcome.Cash, (gain, cash) => gain + cash));
        }
        return
        [
            example,
            mechanism.Name,
            (double)mechanism.Rate,
            (double)(realised / possible),
            (double)decimal.Round(mechanism.Outcomes.Average(outcome => outcome.OperatorCash), CashPlaces),
            (double)decimal.Round(mechanism.LeastOperatorCash, CashPlaces),
            (double)utilities.Count(utility => utility < -Rounding) / utilities.Count,
            (double)utilities.Min(),
        ];
    }

    private static V1.Charge Spread(decimal delta) => new() { Spread = new() { Delta = Auction.Write(delta) } };

    private static V1.Charge EntryFee(decimal fee) => new() { EntryFee = new() { Fee = Auction.Write(fee) } };

    // On the auction's grid, where the points of schedules must be; and enough although cash is rounded.
    private static decimal RoundUp(decimal rate) => decimal.Round(rate, 6, MidpointRounding.ToPositiveInfinity);

    // The economies of one example.
    private sealed record Trial(SignalEconomy Economy, IReadOnlyList<decimal[]> Signals)
    {
        public IReadOnlyList<Outcome> Run(Func<decimal[], Outcome> clear) => [.. Signals.Select(clear)];
    }

    // What came of it in each of them.
    private sealed record Mechanism(string Name, decimal Rate, IReadOnlyList<Outcome> Outcomes)
    {
        public decimal LeastOperatorCash => Outcomes.Min(outcome => outcome.OperatorCash);
    }
}
