using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>
/// Every T with a random end: clearing k of the market comes at its definition + k·T + U_k, U_k in a window that nobody
/// can foresee without the seed, so that bidding at the last moment does not pay.
/// </summary>
/// <remarks>
/// U_k is the first 8 bytes of SHA-256(k ‖ seed), k in 8 bytes little-endian, read little-endian, times the window over
/// 2⁶⁴, rounded down to a nanosecond. The seed comes last so that the secrets of a draw by the same seed, SHA-256(seed ‖ k),
/// which are revealed, say nothing of an end to come.
/// </remarks>
/// <param name="EveryNs">T in nanoseconds, from <see cref="IntervalTrigger.MinEveryNs"/>.</param>
/// <param name="WindowNs">The window in nanoseconds, above zero and at most T.</param>
/// <param name="Seed">32 secret bytes. Not to be changed.</param>
public sealed record RandomEndTrigger(long EveryNs, long WindowNs, ReadOnlyMemory<byte> Seed) : Trigger
{
    /// <summary>The length of the seed in bytes.</summary>
    public const int SeedLength = SHA256.HashSizeInBytes;

    internal override TriggerKind Kind => TriggerKind.RandomEnd;

    internal override TriggerInstant Next(Timestamp defined, TriggerInstant last) => At(defined, last.Number + 1);

    internal override TriggerInstant Skip(Timestamp defined, TriggerInstant due, Timestamp now)
    {
        // The window is no longer than T, so at most two ends are to be tried.
        while (due.Due <= now)
        {
            var intervals = (ulong)((now.Nanoseconds - defined.Nanoseconds) / EveryNs);
            due = At(defined, Math.Max(due.Number + 1, intervals));
        }
        return due;
    }

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write(EveryNs);
        writer.Write(WindowNs);
        writer.Write(Seed.Span);
    }

    internal static RandomEndTrigger Read(ref RecordReader reader) =>
        new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadBytes(SeedLength).ToArray());

    private TriggerInstant At(Timestamp defined, ulong number) =>
        new(number, Times.After(defined, number, EveryNs, DelayNs(number)));

    private long DelayNs(ulong number)
    {
        Span<byte> text = stackalloc byte[SeedLength + sizeof(ulong)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(text, number);
        Seed.Span.CopyTo(text[sizeof(ulong)..]);
        SHA256.HashData(text, hash);
        return (long)Math.BigMul(BinaryPrimitives.ReadUInt64LittleEndian(hash), (ulong)WindowNs, out _);
    }
}
