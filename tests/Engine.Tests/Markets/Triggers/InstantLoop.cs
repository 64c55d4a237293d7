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
    /// <summary>The instants in nanoseconds, the first of which has number one.</summary>
    public static IEnumerable<long> Instants(Trigger trigger, long definedNs)
    {
        for (BigInteger number = 1; ; number++)
        {
            BigInteger? instant = trigger switch
            {
                IntervalTrigger interval => definedNs + (number * interval.EveryNs),
                RandomEndTrigger random => definedNs + (number * random.EveryNs) + Delay(random, (ulong)number),
                SetTimeTrigger once when number == 1 => Math.Max(once.At.Nanoseconds, definedNs),
                _ => null,
            };
            if (instant is not { } due || due >= long.MaxValue)
            {
                yield break;
            }
            yield return (long)due;
        }
    }

    private static BigInteger Delay(RandomEndTrigger trigger, ulong number)
    {
        byte[] littleEndian = [.. Enumerable.Range(0, 8).Select(place => (byte)(number >> (8 * place)))];
        var hash = SHA256.HashData([.. littleEndian, .. trigger.Seed.Span]);
        return new BigInteger(hash.AsSpan(0, 8), isUnsigned: true) * trigger.WindowNs / BigInteger.Pow(2, 64);
    }
}
