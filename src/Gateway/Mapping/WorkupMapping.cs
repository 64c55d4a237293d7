using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what a workup, or a matching session, is parameterised by.</summary>
internal static class WorkupMapping
{
    /// <summary>Reads the rule.</summary>
    public static Refusal TryRead(V1.Workup message, Grid grid, out WorkupDefinition? rule)
    {
        rule = null;
        if (message.Rationing is not (V1.Rationing.Time or V1.Rationing.ProRata))
        {
            return Refusal.Malformed("rationing is neither TIME, of a workup, nor PRO_RATA, of a matching session");
        }
        Price? price = null;
        if (message.Price.Length > 0)
        {
            var refusal = Decimals.TryReadPrice(message.Price, "price", grid, out var frozen);
            if (refusal.IsRefused)
            {
                return refusal;
            }
            price = frozen;
        }
        rule = new(message.Rationing == V1.Rationing.Time ? Rationing.Time : Rationing.ProRata, price);
        return Refusal.None;
    }

    /// <summary>Writes the rule.</summary>
    public static V1.Workup Write(WorkupDefinition rule, Grid grid) => new()
    {
        Price = rule.Price is { } price ? grid.Format(price) : "",
        Rationing = rule.Rationing == Rationing.Time ? V1.Rationing.Time : V1.Rationing.ProRata,
    };
}
