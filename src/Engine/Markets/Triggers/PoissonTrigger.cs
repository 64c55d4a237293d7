using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Markets.Triggers;

/// <summary>
/// At Poisson times: the time from one instant to the next is exponential and independent of all else, so that nobody can
/// foresee them without the seed. Integers only, so that they are the same on every machine.
/// </summary>
/// <remarks>
/// Von Neumann's method (1951), comparisons of uniforms alone: of a run u₁ > u₂ > … of falling uniforms up to the first that
/// does not fall, the whole part grows by one when the run's length is even, and another run is drawn; when it is odd, u₁ is
/// the fraction. The uniforms of gap k are the 64-bit words, little-endian, of SHA-256(k ‖ j ‖ seed) for j = 0, 1, …, both
/// numbers in 8 bytes little-endian.
/// </remarks>
/// <param name="MeanNs">The mean time between instants, 1/λ in nanoseconds, from <see cref="IntervalTrigger.MinEveryNs"/>.</param>
/// <param name="Seed">32 secret bytes. Not to be changed.</param>
public sealed record PoissonTrigger(long MeanNs, ReadOnlyMemory<byte> Seed) : Trigger
{
    /// <summary>The length of the seed in bytes.</summary>
    public const int SeedLength = SHA256.HashSizeInBytes;

    internal override TriggerKind Kind => TriggerKind.Poisson;

    internal override TriggerInstant Next(Timestamp defined, TriggerInstant last) => After(last.Due, last.Number + 1);

    /// <summary>Of what was missed nothing is left: from any moment on it takes as long.</summary>
    internal override TriggerInstant Skip(Timestamp defined, TriggerInstant due, Timestamp now)
    {
        while (due.Due <= now)
        {
            due = After(now, due.Number + 1);
        }
        return due;
    }

    internal override void Write(ref RecordWriter writer)
    {
        writer.Write(MeanNs);
        writer.Write(Seed.Span);
    }

    internal static PoissonTrigger Read(ref RecordReader reader) =>
        new(reader.ReadInt64(), reader.ReadBytes(SeedLength).ToArray());

    private TriggerInstant After(Timestamp from, ulong number)
    {
        var (whole, fraction) = Exponential(number);
        var delayNs = (long)Math.BigMul(fraction, (ulong)MeanNs, out _);
        var due = Times.After(from, whole, MeanNs, delayNs);
        return due == Timestamp.Never ? TriggerInstant.Never : new(number, due);
    }

    /// <summary>A draw from the exponential distribution of mean one: its whole part, and its fraction times 2⁶⁴.</summary>
    private (ulong Whole, ulong Fraction) Exponential(ulong gap)
    {
        var uniforms = new Uniforms(gap, Seed.Span);
        for (var whole = 0UL; ; whole++)
        {
            var first = uniforms.Next();
            var (last, length) = (first, 1);
            for (var next = uniforms.Next(); next < last; next = uniforms.Next())
            {
                last = next;
                length++;
            }
            if (length % 2 == 1)
            {
                return (whole, first);
            }
        }
    }

    /// <summary>The uniforms of a gap.</summary>
    private ref struct Uniforms(ulong gap, ReadOnlySpan<byte> seed)
    {
        private const int Words = SHA256.HashSizeInBytes / sizeof(ulong);

        private readonly ReadOnlySpan<byte> _seed = seed;
        private Hash _hash;
        private ulong _drawn;

        public ulong Next()
        {
            var word = (int)(_drawn % Words);
            if (word == 0)
            {
                Span<byte> text = stackalloc byte[(2 * sizeof(ulong)) + SeedLength];
                BinaryPrimitives.WriteUInt64LittleEndian(text, gap);
                BinaryPrimitives.WriteUInt64LittleEndian(text[sizeof(ulong)..], _drawn / Words);
                _seed.CopyTo(text[(2 * sizeof(ulong))..]);
                SHA256.HashData(text, _hash);
            }
            _drawn++;
            return BinaryPrimitives.ReadUInt64LittleEndian(_hash[(word * sizeof(ulong))..]);
        }

        [System.Runtime.CompilerServices.InlineArray(SHA256.HashSizeInBytes)]
        private struct Hash
        {
            private byte _first;
        }
    }
}
