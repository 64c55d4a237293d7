using System.Numerics;
using System.Security.Cryptography;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Markets.Triggers;

/// <summary>
/// Triggers' slow twin: from a market's definition on it counts instant after instant, in integers of any size. Nothing
/// is due at or after the end of time.
/// </summary>
internal static class InstantLoop
{
    /// <summary>The instants in nanoseconds, the first of which has the number after another.</summary>
    public static IEnumerable<long> Instants(Trigger trigger, long definedNs, ulong after = 0)
    {
        BigInteger last = definedNs;
        for (BigInteger number = after + 1; ; number++)
        {
            BigInteger? instant = trigger switch
            {
                IntervalTrigger interval => definedNs + (number * interval.EveryNs),
                RandomEndTrigger random => definedNs + (number * random.EveryNs) + Delay(random, (ulong)number),
                PoissonTrigger poisson => last + Gap(poisson, (ulong)number),
                SetTimeTrigger once when number == 1 => Math.Max(once.At.Nanoseconds, definedNs),
                _ => null,
            };
            if (instant is not { } due || due >= long.MaxValue)
            {
                yield break;
            }
            yield return (long)due;
            last = due;
        }
    }

    private static BigInteger Delay(RandomEndTrigger trigger, ulong number)
    {
        var hash = SHA256.HashData([.. LittleEndian(number), .. trigger.Seed.Span]);
        return new BigInteger(hash.AsSpan(0, 8), isUnsigned: true) * trigger.WindowNs / BigInteger.Pow(2, 64);
    }

    /// <summary>An exponential time: a whole mean for every run of even length, then the first of an odd one as a fraction of it.</summary>
    private static BigInteger Gap(PoissonTrigger trigger, ulong number)
    {
        using var uniforms = Uniforms(trigger, number).GetEnumerator();
        BigInteger Draw()
        {
            uniforms.MoveNext();
            return uniforms.Current;
        }
        for (BigInteger whole = 0; ; whole++)
        {
            List<BigInteger> falling = [Draw()];
            for (var next = Draw(); next < falling[^1]; next = Draw())
            {
                falling.Add(next);
            }
            if (int.IsOddInteger(falling.Count))
            {
                return (whole * trigger.MeanNs) + (falling[0] * trigger.MeanNs / BigInteger.Pow(2, 64));
            }
        }
    }

    private static IEnumerable<BigInteger> Uniforms(PoissonTrigger trigger, ulong number)
    {
        for (var block = 0UL; ; block++)
        {
            var hash = SHA256.HashData([.. LittleEndian(number), .. LittleEndian(block), .. trigger.Seed.Span]);
            foreach (var word in hash.Chunk(8))
            {
                yield return new BigInteger(word, isUnsigned: true);
            }
        }
    }

    private static byte[] LittleEndian(ulong number) => [.. Enumerable.Range(0, 8).Select(place => (byte)(number >> (8 * place)))];
}
