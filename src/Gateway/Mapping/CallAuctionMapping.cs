using System.Buffers;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads what a call auction is parameterised by.</summary>
internal static class CallAuctionMapping
{
    private const int HexDigits = 2 * Lottery.Length;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads who is rationed how; there is no default.</summary>
    public static Refusal TryRead(V1.Rationing value, out Rationing rationing)
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
    public static Refusal TryRead(V1.RationingScope value, out RationingScope scope)
    {
        scope = value == V1.RationingScope.All ? RationingScope.All : RationingScope.Marginal;
        return value is V1.RationingScope.Marginal or V1.RationingScope.All
            ? Refusal.None
            : Refusal.Malformed("rationingScope is neither MARGINAL nor ALL");
    }

    /// <summary>Reads a seed: hexadecimal digits, padded with zeros on the left; random rationing needs one.</summary>
    public static Refusal TryReadSeed(string text, Rationing rationing, out byte[] seed)
    {
        seed = [];
        if (text.Length == 0)
        {
            return rationing == Rationing.Random
                ? Refusal.Malformed("seed is missing: RANDOM draws by it")
                : Refusal.None;
        }
        if (text.Length > HexDigits || text.AsSpan().ContainsAnyExcept(Hex))
        {
            return Refusal.Malformed($"seed is not 1 to {HexDigits} hexadecimal digits");
        }
        seed = Convert.FromHexString(text.PadLeft(HexDigits, '0'));
        return Refusal.None;
    }

    /// <summary>Reads a reference price, rounded down to a tick; empty is none.</summary>
    public static Refusal TryReadReference(string text, Grid grid, out Price? reference)
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
        var ticks = Rounding.DivideToFloor(value.Scaled, grid.TickSize.Scaled, out _);
        if (!Price.IsInRange(ticks))
        {
            return new(Reason.OutOfRange, $"referencePrice {value} is beyond {Price.MaxTicks} ticks");
        }
        reference = new((long)ticks);
        return Refusal.None;
    }
}
