using System.Buffers;
using Exchange.Engine.Clearing.CallAuction;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes seeds: up to 32 bytes in hexadecimal digits, padded with zeros on the left.</summary>
internal static class SeedMapping
{
    private const int HexDigits = 2 * Lottery.Length;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads a seed that must be there.</summary>
    public static Refusal TryRead(string text, out byte[] seed)
    {
        seed = [];
        if (text.Length == 0)
        {
            return Refusal.Malformed("seed is missing: what is random is drawn by it");
        }
        if (text.Length > HexDigits || text.AsSpan().ContainsAnyExcept(Hex))
        {
            return Refusal.Malformed($"seed is not 1 to {HexDigits} hexadecimal digits");
        }
        seed = Convert.FromHexString(text.PadLeft(HexDigits, '0'));
        return Refusal.None;
    }

    /// <summary>Writes a seed for those who may know it, and nothing for others.</summary>
    public static string Write(ReadOnlyMemory<byte> seed, Secrets secrets) =>
        secrets == Secrets.Shown ? Convert.ToHexStringLower(seed.Span) : "";
}

/// <summary>Whether what nobody may foresee is written.</summary>
internal enum Secrets
{
    /// <summary>For everybody who may see a market.</summary>
    Hidden,

    /// <summary>For the operator, who reads the journal on its own disk.</summary>
    Shown,
}
