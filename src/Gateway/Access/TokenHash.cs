using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Gateway.Access;

/// <summary>Tokens are 256 random bits, and the exchange keeps only their SHA-256.</summary>
internal static class TokenHash
{
    /// <summary>A new token: 43 characters of base64url.</summary>
    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>The token's hash, 64 lower-case hexadecimal digits.</summary>
    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
