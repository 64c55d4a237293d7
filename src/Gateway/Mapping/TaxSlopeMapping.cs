using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;
using Case = Exchange.V1.SigmaModel.ModelOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes the slope of the quadratic tax as a model that it follows from.</summary>
internal static class TaxSlopeMapping
{
    /// <summary>Reads a slope that is stated.</summary>
    public static Refusal TryRead(string sigmaText, out TaxSlope? tax)
    {
        tax = null;
        var refusal = Decimals.TryRead(sigmaText, "sigma", out var sigma);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        tax = new FixedTaxSlope(sigma);
        return tax.IsInRange ? Refusal.None : new(Reason.OutOfRange, $"sigma {sigma} is below 0");
    }

    /// <summary>Reads a model.</summary>
    public static Refusal TryRead(V1.SigmaModel message, out TaxSlope? tax)
    {
        tax = null;
        var refusal = Decimals.TryReadTraders(message.Traders, out var traders);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = message.ModelCase switch
        {
            Case.Fundamental => TryRead(
                message.Fundamental, (alpha, beta, mu) => new FundamentalTaxSlope(alpha, beta, mu, traders), out tax),
            Case.Group => TryRead(
                message.Group, (alpha, beta, mu) => new GroupsTaxSlope(alpha, beta, mu, traders), out tax),
            Case.Bounds => TryRead(message.Bounds, traders, out tax),
            _ => Refusal.Malformed("sigmaModel is none of fundamental, group, bounds"),
        };
        return refusal.IsRefused || tax!.IsInRange ? refusal : new(Reason.OutOfRange, DescribeRange(message));
    }

    /// <summary>Writes a model.</summary>
    public static V1.SigmaModel Write(TaxSlope tax)
    {
        var message = new V1.SigmaModel { Traders = tax.Traders?.ToString() ?? "" };
        switch (tax)
        {
            case FundamentalTaxSlope model:
                message.Fundamental = Write(model.Alpha, model.Beta, model.Mu);
                break;
            case GroupsTaxSlope model:
                message.Group = Write(model.Alpha, model.Beta, model.Mu);
                break;
            case BoundsTaxSlope model:
                message.Bounds = new()
                {
                    OwnEffect = model.OwnEffect.ToString(),
                    PairwiseEffect = model.PairwiseEffect.ToString(),
                    Steepest = model.Steepest.ToString(),
                };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(tax), tax, "No message has this model.");
        }
        return message;
    }

    private static V1.SignalModel Write(FixedDecimal alpha, FixedDecimal beta, FixedDecimal mu) =>
        new() { Alpha = alpha.ToString(), Beta = beta.ToString(), Mu = mu.ToString() };

    private static Refusal TryRead(
        V1.SignalModel message, Func<FixedDecimal, FixedDecimal, FixedDecimal, TaxSlope> create, out TaxSlope? tax)
    {
        tax = null;
        var refusal = Decimals.TryRead(message.Alpha, "alpha", out var alpha);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Beta, "beta", out var beta);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Mu, "mu", out var mu);
        tax = refusal.IsRefused ? null : create(alpha, beta, mu);
        return refusal;
    }

    private static Refusal TryRead(V1.SignalBounds message, int? traders, out TaxSlope? tax)
    {
        tax = null;
        var refusal = Decimals.TryRead(message.OwnEffect, "ownEffect", out var own);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.PairwiseEffect, "pairwiseEffect", out var pairwise);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Steepest, "steepest", out var steepest);
        tax = refusal.IsRefused ? null : new BoundsTaxSlope(own, pairwise, steepest, traders);
        return refusal;
    }

    private static string DescribeRange(V1.SigmaModel message)
    {
        var parameters = message.ModelCase == Case.Bounds
            ? "ownEffect and steepest must be above 0 and pairwiseEffect 0 or more"
            : "alpha and mu must be above 0 and beta 0 or more";
        return $"{parameters}, all at most 10^9, and there must be a sigma for so many traders";
    }
}
