using System.Globalization;
using Exchange.Gateway.Calculator;
using Exchange.Sdk.Economies;

namespace Exchange.Lab.Internal;

/// <summary>What one auction came to.</summary>
/// <param name="Quantities">What every agent bought, signed.</param>
/// <param name="Cash">What every agent received, below zero paid.</param>
/// <param name="OperatorCash">What the operator received.</param>
internal sealed record Outcome(
    IReadOnlyList<decimal> Quantities, IReadOnlyList<decimal> Cash, decimal OperatorCash);

/// <summary>The exchange's own conditional auction, one clearing at a time, by the calculator.</summary>
internal static class Auction
{
    // The finest grid there is, so that little of what is measured is rounding.
    private const string Grid = "0.000001";

    /// <summary>Clears the revelation bids of an economy at σ_N, where the operator may not pay anything.</summary>
    /// <param name="economy">The economy, large enough for its interdependence.</param>
    /// <param name="signals">Its agents' signals.</param>
    public static Outcome ClearTaxed(SignalEconomy economy, IReadOnlyList<decimal> signals)
    {
        var sigma = economy.LeastTax!.Value;
        return Clear(Reveal(economy, signals, sigma), new() { Sigma = Write(sigma), MaxDeficit = "0" });
    }

    /// <summary>Clears the revelation bids of an economy without a tax; the operator pays what is missing.</summary>
    /// <param name="economy">The economy.</param>
    /// <param name="signals">Its agents' signals.</param>
    /// <param name="charges">What is charged after clearing, which the bids do not take into account.</param>
    public static Outcome ClearUntaxed(SignalEconomy economy, IReadOnlyList<decimal> signals, params V1.Charge[] charges) =>
        Clear(Reveal(economy, signals, sigma: 0), new() { Sigma = "0", Charges = { charges } });

    /// <summary>Clears bids, each of an account of its own.</summary>
    /// <exception cref="InvalidOperationException">They are refused, or do not clear.</exception>
    public static Outcome Clear(IEnumerable<V1.CalculatorBid> bids, V1.ConditionalAuctionOnce rule)
    {
        var request = new V1.ClearRequest { TickSize = Grid, LotSize = Grid, ConditionalAuction = rule };
        foreach (var bid in bids)
        {
            bid.Id = bid.Account = $"a{request.Bids.Count}";
            request.Bids.Add(bid);
        }
        var refusal = AuctionCalculator.TryClear(request, out var response);
        if (refusal.IsRefused || !response.Cleared)
        {
            throw new InvalidOperationException($"The auction did not clear: {(refusal.IsRefused ? refusal.ToString() : response.Reason)}.");
        }
        return new(
            [.. response.Allocations.Select(allocation => Read(allocation.Quantity))],
            [.. response.Allocations.Select(allocation => Read(allocation.Cash))],
            Read(response.OperatorCash));
    }

    public static string Write(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);

    private static IEnumerable<V1.CalculatorBid> Reveal(SignalEconomy economy, IReadOnlyList<decimal> signals, decimal sigma) =>
        signals.Select((signal, i) => new V1.CalculatorBid
        {
            MemberOf = { economy.GroupsOf(i) },
            Conditional = economy.BidOf(i, signal, sigma).ToMessage(),
        });

    private static decimal Read(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
