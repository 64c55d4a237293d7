using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Access;

/// <summary>Tokens are 256 random bits, and the exchange keeps only their salted SHA-256 and the first characters.</summary>
internal static class TokenHash
{
    // Enough to look a token up by and for a person to recognise it; what is left of it is more than can be guessed.
    private const int PrefixLength = 4;

    private const int SaltLength = 16;

    /// <summary>A new token: 43 characters of base64url, none that a command line would take for an option.</summary>
    public static string NewToken()
    {
        string token;
        do
        {
            token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        }
        while (token.StartsWith('-'));
        return token;
    }

    /// <summary>What is kept of a token.</summary>
    public static Token Of(string token, in Grant grant)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new(
            PrefixOf(token), Convert.ToHexStringLower(salt), Convert.ToHexStringLower(Hash(salt, token)), grant.Role, grant.Account)
        {
            Expires = grant.Expires,
        };
    }

    /// <summary>The characters of a token by which it is found.</summary>
    public static string PrefixOf(string token) => token[..Math.Min(token.Length, PrefixLength)];

    /// <summary>Whether a text is the token of which this was kept; takes as long whatever the text.</summary>
    public static bool Matches(Token kept, string text) => CryptographicOperations.FixedTimeEquals(
        Hash(Convert.FromHexString(kept.Salt), text), Convert.FromHexString(kept.Hash));

    private static byte[] Hash(byte[] salt, string token) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(token)]);
}
