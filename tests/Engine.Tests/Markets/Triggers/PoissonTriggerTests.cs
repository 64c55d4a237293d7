using System.Globalization;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Markets.Triggers;

public class PoissonTriggerTests
{
    private const long Second = 1_000_000_000;

    private static readonly byte[] Seed = [.. new byte[PoissonTrigger.SeedLength - 1], 1];

    [Fact]
    public void Instants_OfASeed_AreThoseAnyoneWithTheSeedComputes()
    {
        // By a few lines of Python: the words of hashlib.sha256(k.to_bytes(8, 'little') + j.to_bytes(8, 'little') + seed), runs
        // of falling words, and gap k = whole·10¹⁰ + fraction·10¹⁰ // 2⁶⁴ nanoseconds.
        long[] expected =
        [
            6_805_012_684, 15_333_299_233, 28_245_960_803, 41_258_901_260, 43_062_116_201, 51_922_153_918, 53_272_944_858,
            65_743_517_409,
        ];
        Assert.Equal(expected, Instants(new PoissonTrigger(10 * Second, Seed), definedNs: 0).Take(expected.Length));
        Assert.Equal(expected.Select(ns => ns + 5), Instants(new PoissonTrigger(10 * Second, Seed), definedNs: 5).Take(expected.Length));
    }

    [Fact]
    public void Gaps_AnySeed_AreExponentialAndIndependent()
    {
        // Cells of equal probability; the numbers are fixed, and 148.2 is the 0.1 % point of chi-square with 99 degrees of freedom.
        for (byte last = 1; last <= 5; last++)
        {
            byte[] seed = [.. Seed[..^1], last];
            var gaps = Gaps(new PoissonTrigger(Second, seed)).Take(40_000).ToList();
            AssertUniform(gaps.Select(gap => (int)(100 * Probability(gap))), last);
            AssertUniform(gaps.Chunk(2).Select(pair => (10 * (int)(10 * Probability(pair[0]))) + (int)(10 * Probability(pair[1]))), last);
            var mean = gaps.Average();
            var variance = gaps.Average(gap => (gap - mean) * (gap - mean));
            // Five standard errors: 1/√N of the mean, √(8/N) of the variance.
            Assert.Equal(1, mean / Second, 5 / Math.Sqrt(gaps.Count));
            Assert.Equal(1, variance / Second / Second, 5 * Math.Sqrt(8.0 / gaps.Count));
        }
    }

    [Fact]
    public void Counts_InEqualTimes_AreAsDispersedAsTheirMean()
    {
        // Variance over mean of a Poisson variable is one; the standard error of the ratio is √(2/cells).
        var instants = Instants(new PoissonTrigger(Second / 7, Seed), definedNs: 0).TakeWhile(ns => ns < 4_000 * Second);
        var counts = instants.GroupBy(ns => ns / Second).Select(cell => cell.Count()).ToList();
        counts.AddRange(Enumerable.Repeat(0, 4_000 - counts.Count));
        var mean = counts.Average();
        Assert.Equal(7, mean, 5 * Math.Sqrt(7.0 / counts.Count));
        Assert.Equal(1, counts.Average(count => (count - mean) * (count - mean)) / mean, 5 * Math.Sqrt(2.0 / counts.Count));
    }

    [Fact]
    public void Skip_AfterDowntime_WaitsAsLongAsEver()
    {
        var trigger = new PoissonTrigger(Second, Seed);
        var due = trigger.First(new(0));
        var skipped = trigger.Skip(new(0), due, new(1_000 * Second));
        Assert.Equal(due.Number + 1, skipped.Number);
        Assert.Equal(Gaps(trigger).ElementAt(1), skipped.Due.Nanoseconds - (1_000 * Second));
        Assert.Equal(due, trigger.Skip(new(0), due, new(0)));
    }

    [Fact]
    public void Instants_AtTheEndOfTime_Stop() =>
        Assert.Empty(Instants(new PoissonTrigger(long.MaxValue / 2, Seed), long.MaxValue - (200_000_000 * Second)).Skip(3));

    private static double Probability(long gapNs) => 1 - Math.Exp(-(double)gapNs / Second);

    private static void AssertUniform(IEnumerable<int> cells, byte seed)
    {
        const int Cells = 100;
        var counts = new int[Cells];
        foreach (var cell in cells)
        {
            counts[cell]++;
        }
        var expected = (double)counts.Sum() / Cells;
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.True(chiSquare < 148.2, $"seed {seed}: {chiSquare.ToString(CultureInfo.InvariantCulture)}");
    }

    private static IEnumerable<long> Gaps(PoissonTrigger trigger)
    {
        var last = 0L;
        foreach (var instant in Instants(trigger, definedNs: 0))
        {
            yield return instant - last;
            last = instant;
        }
    }

    private static IEnumerable<long> Instants(PoissonTrigger trigger, long definedNs)
    {
        for (var instant = trigger.First(new(definedNs)); instant.Due != Timestamp.Never; instant = trigger.Next(new(definedNs), instant))
        {
            yield return instant.Due.Nanoseconds;
        }
    }
}
