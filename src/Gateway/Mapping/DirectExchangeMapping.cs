using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what a direct exchange is parameterised by.</summary>
internal static class DirectExchangeMapping
{
    /// <summary>Reads the rule.</summary>
    public static Refusal TryRead(V1.DirectExchange message, Grid grid, out DirectExchangeDefinition? rule)
    {
        rule = null;
        var refusal = VirtualEndowmentMapping.TryRead(message.Alpha, message.Uniform, message.Gaussian, out var endowments);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.PayoffMean, "payoffMean", out var mean);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        var reason = DirectExchangeRule.TryCreate(endowments!, mean, grid.LotSize, out _);
        rule = reason == Reason.None ? new(endowments!, mean) : null;
        return reason switch
        {
            Reason.OffGrid => new(reason, $"payoffMean {mean} times the lot is not a multiple of 1e-12"),
            Reason.OutOfRange => new(reason, $"payoffMean {mean} is beyond 10^6 a lot"),
            _ => Refusal.None,
        };
    }

    /// <summary>Writes the rule.</summary>
    public static V1.DirectExchange Write(DirectExchangeDefinition rule)
    {
        var message = new V1.DirectExchange
        {
            Alpha = rule.Endowments.Alpha.ToString(),
            PayoffMean = rule.PayoffMean.ToString(),
        };
        if (rule.Endowments is UniformVirtualEndowment uniform)
        {
            message.Uniform = VirtualEndowmentMapping.Write(uniform);
        }
        else
        {
            message.Gaussian = VirtualEndowmentMapping.Write((GaussianVirtualEndowment)rule.Endowments);
        }
        return message;
    }
}
