using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what a call auction is parameterised by.</summary>
internal static class CallAuctionMapping
{
    /// <summary>Reads the rule of a market.</summary>
    public static Refusal TryRead(V1.CallAuction message, Grid grid, out CallAuctionDefinition? rule) =>
        TryRead(message.Rationing, message.RationingScope, message.Seed, message.ReferencePrice, grid, out rule);

    /// <summary>Reads the rule of one clearing.</summary>
    public static Refusal TryRead(V1.CallAuctionOnce message, Grid grid, out CallAuctionDefinition? rule) =>
        TryRead(message.Rationing, message.RationingScope, message.Seed, message.ReferencePrice, grid, out rule);

    /// <summary>Writes the rule of a market.</summary>
    public static V1.CallAuction Write(CallAuctionDefinition rule, Grid grid, Secrets secrets) => new()
    {
        Rationing = rule.Rationing switch
        {
            Rationing.ProRata => V1.Rationing.ProRata,
            Rationing.Random => V1.Rationing.Random,
            _ => V1.Rationing.Time,
        },
        RationingScope = rule.Scope == RationingScope.All ? V1.RationingScope.All : V1.RationingScope.Marginal,
        Seed = SeedMapping.Write(rule.Secret, secrets),
        ReferencePrice = rule.ReferencePrice is { } price ? grid.Format(price) : "",
    };

    private static Refusal TryRead(
        V1.Rationing rationingValue, V1.RationingScope scopeValue, string seedText, string referenceText, Grid grid, out CallAuctionDefinition? rule)
    {
        rule = null;
        byte[] seed = [];
        var refusal = TryRead(rationingValue, out var rationing);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryRead(scopeValue, out var scope);
        if (!refusal.IsRefused && (rationing == Rationing.Random || seedText.Length > 0))
        {
            refusal = SeedMapping.TryRead(seedText, out seed);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadReference(referenceText, grid, out var reference);
        if (!refusal.IsRefused)
        {
            // Without a draw nothing is secret.
            rule = new(rationing, scope, rationing == Rationing.Random ? seed : [], reference);
        }
        return refusal;
    }

    /// <summary>Reads who is rationed how; there is no default.</summary>
    private static Refusal TryRead(V1.Rationing value, out Rationing rationing)
    {
        rationing = value switch
        {
            V1.Rationing.ProRata => Rationing.ProRata,
            V1.Rationing.Random => Rationing.Random,
            _ => Rationing.Time,
        };
        return value is >= V1.Rationing.Time and <= V1.Rationing.Random
            ? Refusal.None
            : Refusal.Malformed("rationing is none of TIME, PRO_RATA, RANDOM");
    }

    /// <summary>Reads what is rationed.</summary>
    private static Refusal TryRead(V1.RationingScope value, out RationingScope scope)
    {
        scope = value == V1.RationingScope.All ? RationingScope.All : RationingScope.Marginal;
        return value is V1.RationingScope.Marginal or V1.RationingScope.All
            ? Refusal.None
            : Refusal.Malformed("rationingScope is neither MARGINAL nor ALL");
    }

    /// <summary>Reads a reference price, rounded down to a tick; empty is none.</summary>
    private static Refusal TryReadReference(string text, Grid grid, out Price? reference)
    {
        reference = null;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryRead(text, "referencePrice", out var value);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        reference = grid.Floor(value);
        return reference is null
            ? new(Reason.OutOfRange, $"referencePrice {value} is beyond {Price.MaxTicks} ticks")
            : Refusal.None;
    }
}
