using System.Globalization;
using Exchange.Bots.Internal;
using Exchange.Sdk;

namespace Exchange.Bots;

/// <summary>
/// What the traders of an optimal exchange (Chen 2024) are endowed with: independent and uniform, as the market's own rule or
/// transaction fee supposes. A unit pays μ on average, and holding z costs z²/(2κ).
/// </summary>
/// <param name="PayoffMean">μ.</param>
/// <param name="RevenueWeight">α, the weight that the exchange puts on revenue; not negative.</param>
/// <param name="Lowest">Endowments lie from here…</param>
/// <param name="Highest">…to here.</param>
public sealed record InducedEndowments(decimal PayoffMean, decimal RevenueWeight, decimal Lowest, decimal Highest)
{
    private decimal Mean => (Lowest + Highest) / 2;

    /// <summary>What a market supposes of its traders.</summary>
    /// <param name="market">A direct exchange, or a call auction with a transaction fee.</param>
    /// <exception cref="ArgumentException">It supposes nothing, or that endowments are not uniform.</exception>
    public static InducedEndowments Of(Market market)
    {
        ArgumentNullException.ThrowIfNull(market);
        var (payoffMean, weight, uniform) =
            market.Definition.DirectExchange is { } exchange ? (exchange.PayoffMean, exchange.Alpha, exchange.Uniform)
            : FeeOf(market) is { } fee ? (fee.PayoffMean, fee.Alpha, fee.Uniform)
            : ("", "", null);
        return uniform is not null
            ? new(Read(payoffMean), Read(weight), Read(uniform.Low), Read(uniform.High))
            : throw new ArgumentException(
                $"Market '{market.Id}' has neither a direct exchange nor a transaction fee for uniform endowments.", nameof(market));
    }

    /// <summary>Draws one trader's endowment.</summary>
    /// <param name="lot">The market's lot.</param>
    /// <param name="random">The source of chance.</param>
    public decimal Draw(decimal lot, Random random) => Uniform.Draw(Lowest, Highest, lot, random);

    /// <summary>
    /// The virtual endowment v(e) = e + αF/f below the flat part, e − α(1 − F)/f above it and the mean within: what an
    /// endowment counts for when revenue weighs α.
    /// </summary>
    /// <param name="endowment">An endowment.</param>
    public decimal VirtualOf(decimal endowment)
    {
        var low = endowment + (RevenueWeight * (endowment - Lowest));
        var high = endowment - (RevenueWeight * (Highest - endowment));
        return low < Mean ? low : high > Mean ? high : Mean;
    }

    private static V1.TransactionFee? FeeOf(Market market) =>
        market.Definition.Charges?.Charges_.Select(charge => charge.TransactionFee).FirstOrDefault(fee => fee is not null);

    private static decimal Read(string text) => text.Length == 0 ? 0 : decimal.Parse(text, CultureInfo.InvariantCulture);
}
