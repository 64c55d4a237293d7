using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes the distribution of endowments and the weight on revenue, of which the virtual endowments are made.</summary>
internal static class VirtualEndowmentMapping
{
    private static readonly FixedDecimal One = new(FixedDecimal.One);

    /// <summary>Reads them; one of the distributions is null.</summary>
    public static Refusal TryRead(
        string alphaText,
        V1.UniformDistribution? uniform,
        V1.GaussianDistribution? gaussian,
        out VirtualEndowment? endowments)
    {
        endowments = null;
        var refusal = Decimals.TryRead(alphaText, "alpha", out var alpha);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (alpha.Scaled < 0 || alpha > One)
        {
            return new(Reason.OutOfRange, $"alpha {alpha} is not from 0 to 1");
        }
        if (uniform is not null)
        {
            return TryRead(alpha, uniform, out endowments);
        }
        return gaussian is not null
            ? TryRead(alpha, gaussian, out endowments)
            : Refusal.Malformed("the endowments' distribution is missing: uniform or gaussian");
    }

    /// <summary>Writes a uniform distribution.</summary>
    public static V1.UniformDistribution Write(UniformVirtualEndowment uniform) =>
        new() { Low = uniform.Least.ToString(), High = uniform.Most.ToString() };

    /// <summary>Writes a Gaussian distribution.</summary>
    public static V1.GaussianDistribution Write(GaussianVirtualEndowment gaussian) =>
        new() { Mean = gaussian.Centre.ToString(), Deviation = gaussian.Spread.ToString() };

    private static Refusal TryRead(FixedDecimal alpha, V1.UniformDistribution message, out VirtualEndowment? endowments)
    {
        endowments = null;
        var refusal = Decimals.TryRead(message.Low, "low", out var low);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.High, "high", out var high);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        return UniformVirtualEndowment.TryCreate(low, high, alpha, out endowments) == Reason.None
            ? Refusal.None
            : new(Reason.OutOfRange, $"low {low} is not below high {high}");
    }

    private static Refusal TryRead(FixedDecimal alpha, V1.GaussianDistribution message, out VirtualEndowment? endowments)
    {
        endowments = null;
        var refusal = Decimals.TryRead(message.Mean, "mean", out var mean);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Deviation, "deviation", out var deviation);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var table = GaussianTables.For(Reals.From(alpha));
        return GaussianVirtualEndowment.TryCreate(mean, deviation, table, out endowments, alpha) == Reason.None
            ? Refusal.None
            : new(Reason.OutOfRange, $"deviation {deviation} is not above 0");
    }
}
