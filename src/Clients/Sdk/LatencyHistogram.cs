using System.Numerics;

namespace Exchange.Sdk;

/// <summary>
/// Counts latencies in buckets whose width grows with the value: exact below 256 ns, then 128 buckets for every doubling, so
/// that a percentile is at most 1/128 above the true one. Fixed memory (about 50 KB), nothing allocated to record.
/// One thread records at a time; a reader on another thread sees figures that are approximate until recording has ended.
/// </summary>
public sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Buckets = (64 - SubBucketBits) * SubBuckets;

    private readonly long[] _counts = new long[Buckets];
    private long _maxNs;

    /// <summary>How many latencies were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The largest latency recorded, exactly, in nanoseconds; zero when there is none.</summary>
    public long MaxNs => _maxNs;

    /// <summary>Records one latency.</summary>
    /// <param name="latencyNs">Nanoseconds; below zero counts as zero (clocks that step back).</param>
    public void Record(long latencyNs)
    {
        latencyNs = Math.Max(0, latencyNs);
        _counts[BucketOf(latencyNs)]++;
        Count++;
        _maxNs = Math.Max(_maxNs, latencyNs);
    }

    /// <summary>Adds what another histogram has recorded.</summary>
    /// <param name="other">Left as it is.</param>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }
        Count += other.Count;
        _maxNs = Math.Max(_maxNs, other._maxNs);
    }

    /// <summary>The latency that the given share of those recorded does not exceed, in nanoseconds; zero when there is none.</summary>
    /// <param name="percent">From 0 to 100; 99.9 for p99.9. By nearest rank: with one latency recorded, every percentile is it.</param>
    public long PercentileNs(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count));
        var seen = 0L;
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return Math.Min(HighestOf(bucket), _maxNs);
            }
        }
        return _maxNs;
    }

    private static int BucketOf(long value)
    {
        // The octave's sub-bucket is the value's leading bits below the first; small values are their own bucket.
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value) - SubBucketBits);
        return (shift << SubBucketBits) + (int)(value >> shift);
    }

    private static long HighestOf(int bucket)
    {
        if (bucket < 2 * SubBuckets)
        {
            return bucket;
        }
        var shift = (bucket >> SubBucketBits) - 1;
        var lowest = (long)(bucket - (shift << SubBucketBits)) << shift;
        return lowest + (1L << shift) - 1;
    }
}
