using System.Buffers;
using Exchange.Engine.Bids;

namespace Exchange.Gateway.Mapping;

/// <summary>The names of markets, instruments, accounts and groups: 1–32 of a–z, A–Z, 0–9, '-', '_' and '.'.</summary>
internal static class Names
{
    private const int MaxLength = 32;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public static Refusal Check(string name, string field) =>
        name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Allowed)
            ? Refusal.None
            : Refusal.Malformed($"{field} must be 1 to {MaxLength} of a-z, A-Z, 0-9, '-', '_' and '.'");

    /// <summary>As <see cref="Check"/>, without the names the exchange itself uses.</summary>
    public static Refusal CheckAccount(string name) => name is "operator" or "public"
        ? new(Reason.DuplicateId, $"the account name {name} is taken by the exchange itself")
        : Check(name, "id");
}
