using System.Numerics;

namespace Exchange.Engine.Numerics;

/// <summary>
/// A deterministic random generator: xoshiro256** (Blackman and Vigna), its state filled by SplitMix64 from one seed.
/// The same seed gives the same numbers on every machine. Not for secrets. One thread at a time.
/// </summary>
public sealed class SeededGenerator
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Starts the sequence of <paramref name="seed"/>.</summary>
    public SeededGenerator(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
            var shifted = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= shifted;
            _d = BitOperations.RotateLeft(_d, 45);
            return result;
        }
    }

    /// <summary>A uniform integer from zero to <paramref name="bound"/> − 1, without bias.</summary>
    /// <param name="bound">Above zero.</param>
    public long NextBelow(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        unchecked
        {
            // Lemire's method: the high half of a product, with the few biased low halves rejected.
            var range = (ulong)bound;
            var high = Math.BigMul(NextBits(), range, out var low);
            if (low < range)
            {
                var threshold = (0 - range) % range;
                while (low < threshold)
                {
                    high = Math.BigMul(NextBits(), range, out low);
                }
            }
            return (long)high;
        }
    }

    /// <summary>A uniform double in [0, 1), of 53 bits.</summary>
    public double NextUnit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
