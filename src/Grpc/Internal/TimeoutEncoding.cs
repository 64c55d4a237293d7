using System.Globalization;

namespace Grpc.Internal;

/// <summary>The value of <c>grpc-timeout</c>: at most eight digits and a unit.</summary>
internal static class TimeoutEncoding
{
    private const int MaxDigits = 8;
    private const long Limit = 100_000_000;

    // Finest first; a tick is 100 ns.
    private static readonly (char Unit, long Ticks)[] CoarseUnits =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Writes a timeout in the finest unit that fits, rounded up, at least one.</summary>
    public static string Encode(TimeSpan timeout)
    {
        foreach (var (unit, ticks) in CoarseUnits)
        {
            var count = Math.Max(1, (timeout.Ticks + ticks - 1) / ticks);
            if (count < Limit)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }

        throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "No timeout of .NET is longer than 99,999,999 hours.");
    }

    /// <summary>Reads a timeout; false when it is malformed.</summary>
    public static bool TryDecode(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        switch (text[^1])
        {
            case 'n':
                timeout = new TimeSpan(count / TimeSpan.NanosecondsPerTick);
                return true;
            case var unit when Array.Find(CoarseUnits, u => u.Unit == unit) is { Ticks: > 0 } match:
                timeout = new TimeSpan(count * match.Ticks);
                return true;
            default:
                return false;
        }
    }
}
