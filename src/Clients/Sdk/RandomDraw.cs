using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Exchange.Sdk;

/// <summary>
/// The draw of one clearing with random rationing, as its revealed secret makes it, for participants to check. The market
/// publishes the commitment, SHA-256 of the secret, before it takes the bids, and the secret after it has cleared them. The
/// bid that arrived as number i, from zero, has the ticket SHA-256(secret ‖ i), i in 8 bytes little-endian; the lower ticket,
/// compared byte by byte, is served first. Immutable.
/// </summary>
public sealed class RandomDraw
{
    private const int SecretBytes = SHA256.HashSizeInBytes;

    private readonly byte[] _secret;

    /// <summary>The draw by a secret.</summary>
    /// <param name="revealed">The secret, 32 bytes in hex: <see cref="SeedDisclosed.Revealed"/>.</param>
    /// <exception cref="FormatException">It is not 32 bytes in hex.</exception>
    public RandomDraw(string revealed)
    {
        _secret = Convert.FromHexString(revealed);
        if (_secret.Length != SecretBytes)
        {
            throw new FormatException($"A secret has {SecretBytes} bytes, not {_secret.Length}.");
        }
    }

    /// <summary>Whether this is the draw that a commitment promised; if not, the market has cheated.</summary>
    /// <param name="commitment">The last commitment before the secret was revealed, in hex.</param>
    public bool Keeps(string commitment) =>
        Convert.ToHexString(SHA256.HashData(_secret)).Equals(commitment, StringComparison.OrdinalIgnoreCase);

    /// <summary>In which order the bids of the clearing are served, by their numbers of arrival.</summary>
    /// <param name="bids">How many bids there were, of both sides and whatever became of them.</param>
    public IReadOnlyList<int> OrderOfService(int bids)
    {
        int[] arrivals = [.. Enumerable.Range(0, bids)];
        byte[][] tickets = [.. arrivals.Select(TicketOf)];
        Array.Sort(tickets, arrivals, Comparer<byte[]>.Create(static (one, other) => one.AsSpan().SequenceCompareTo(other)));
        return arrivals;
    }

    private byte[] TicketOf(int arrival)
    {
        Span<byte> text = stackalloc byte[SecretBytes + sizeof(ulong)];
        _secret.CopyTo(text);
        BinaryPrimitives.WriteUInt64LittleEndian(text[SecretBytes..], (ulong)arrival);
        return SHA256.HashData(text);
    }
}
