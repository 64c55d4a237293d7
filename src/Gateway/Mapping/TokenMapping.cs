using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Writes what the operator may know of tokens.</summary>
internal static class TokenMapping
{
    /// <summary>A token with its number.</summary>
    public static V1.TokenState Write(int number, Token token, Catalog catalog) => new()
    {
        Number = (uint)number,
        Prefix = token.Prefix,
        Role = (V1.Role)token.Role,
        Account = AccountOf(token, catalog),
        Expires = WriteExpiry(token),
        Revoked = token.IsRevoked,
    };

    /// <summary>How a token was asked for. Its hash is not shown: nobody needs it to understand a journal.</summary>
    public static V1.IssueTokenRequest WriteRequest(Token token, Catalog catalog) => new()
    {
        Role = (V1.Role)token.Role,
        Account = AccountOf(token, catalog),
        Expires = WriteExpiry(token),
    };

    private static string AccountOf(Token token, Catalog catalog) =>
        token.Role == Role.Trader ? catalog.Account(token.Account).Id : "";

    private static string WriteExpiry(Token token) => token.Expires == Timestamp.Never ? "" : token.Expires.ToString();
}
