using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// The random order of service, checkable by anyone afterwards and predictable by nobody before. A market has 32 secret
/// bytes, its seed. Clearing k draws by its secret SHA-256(seed ‖ k), k in 8 bytes little-endian: SHA-256 of that secret,
/// the commitment, is published before the bids are in, the secret itself afterwards. The bid of arrival index i, from
/// zero, has the ticket SHA-256(secret ‖ i), i in 8 bytes little-endian, and the lower ticket is served first.
/// </summary>
public static class Lottery
{
    /// <summary>The length of a seed, a secret, a commitment and a ticket, in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>The secret of a clearing, numbered from 1.</summary>
    public static void DeriveSecret(ReadOnlySpan<byte> seed, ulong clearing, Span<byte> secret) =>
        HashWithNumber(seed, clearing, secret);

    /// <summary>What is published of a secret before the clearing.</summary>
    public static void Commit(ReadOnlySpan<byte> secret, Span<byte> commitment) => SHA256.HashData(secret, commitment);

    /// <summary>The ticket of the bid that arrived as number <paramref name="arrival"/>, from zero.</summary>
    public static void DrawTicket(ReadOnlySpan<byte> secret, ulong arrival, Span<byte> ticket) =>
        HashWithNumber(secret, arrival, ticket);

    private static void HashWithNumber(ReadOnlySpan<byte> bytes, ulong number, Span<byte> hash)
    {
        Span<byte> text = stackalloc byte[Length + sizeof(ulong)];
        bytes.CopyTo(text);
        BinaryPrimitives.WriteUInt64LittleEndian(text[Length..], number);
        SHA256.HashData(text, hash);
    }
}
