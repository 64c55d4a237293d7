using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ReferenceCross;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what a reference cross is parameterised by.</summary>
internal static class ReferenceCrossMapping
{
    /// <summary>Reads the rule of a market.</summary>
    public static Refusal TryRead(V1.MarketDefinition message, out ReferenceCrossDefinition? rule)
    {
        rule = null;
        var rationing = message.ReferenceCross.Rationing;
        if (rationing is not (V1.Rationing.Time or V1.Rationing.ProRata))
        {
            return Refusal.Malformed("rationing is neither TIME nor PRO_RATA");
        }
        if (message.Reference.Length == 0)
        {
            return Refusal.Malformed("reference is missing: a reference cross trades at the midpoint of another market");
        }
        if (message.Disclosure is { Indicative: true } or { GroupSums: true })
        {
            return Refusal.Malformed("indicative and groupSums would tell what rests in a reference cross");
        }
        rule = new(rationing == V1.Rationing.Time ? Rationing.Time : Rationing.ProRata);
        return Refusal.None;
    }

    /// <summary>Writes the rule.</summary>
    public static V1.ReferenceCross Write(ReferenceCrossDefinition rule) =>
        new() { Rationing = rule.Rationing == Rationing.Time ? V1.Rationing.Time : V1.Rationing.ProRata };
}
