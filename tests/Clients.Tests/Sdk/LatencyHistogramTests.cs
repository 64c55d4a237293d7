using Exchange.Sdk;

namespace Exchange.Clients.Tests.Sdk;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void PercentileNs_OfNothing_IsZero() => Assert.Equal(0, new LatencyHistogram().PercentileNs(99));

    [Fact]
    public void Record_BelowZeroAndLargest_StaysInRange()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(-5);
        histogram.Record(long.MaxValue);
        Assert.Equal(0, histogram.PercentileNs(50));
        Assert.Equal(long.MaxValue, histogram.PercentileNs(100));
        Assert.Equal(long.MaxValue, histogram.MaxNs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PercentileNs_OfRandomLatencies_IsExactOrLessThanOneIn128Above(int seed)
    {
        var random = new Random(seed);
        var histogram = new LatencyHistogram();
        // Log-uniform over nine decades, ends included.
        long[] exact = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Pow(10, random.NextDouble() * 9)), 255, 256, 257];
        foreach (var latency in exact)
        {
            histogram.Record(latency);
        }
        Array.Sort(exact);
        foreach (var percent in new[] { 0, 1, 25, 50, 90, 99, 99.9, 99.99, 100 })
        {
            var expected = exact[Math.Max(0, (int)Math.Ceiling(percent / 100 * exact.Length) - 1)];
            var actual = histogram.PercentileNs(percent);
            Assert.True(
                actual >= expected && actual - expected <= (expected < 256 ? 0 : expected / 128),
                $"seed {seed}: p{percent} {actual} for {expected}");
        }
        Assert.Equal(exact[^1], histogram.MaxNs);
        Assert.Equal(exact.Length, histogram.Count);
    }

    [Fact]
    public void Add_OfTwo_IsTheHistogramOfAll()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        LatencyHistogram[] parts = [new(), new()];
        var all = new LatencyHistogram();
        for (var i = 0; i < 1000; i++)
        {
            var latency = random.NextInt64(1_000_000);
            parts[i % 2].Record(latency);
            all.Record(latency);
        }
        parts[0].Add(parts[1]);
        Assert.Equal(all.Count, parts[0].Count);
        Assert.Equal(all.MaxNs, parts[0].MaxNs);
        foreach (var percent in new[] { 1, 50, 99, 99.9 })
        {
            Assert.Equal(all.PercentileNs(percent), parts[0].PercentileNs(percent));
        }
    }

    [Fact]
    public void Record_Million_AllocatesNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000_000; i++)
        {
            histogram.Record(i);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
