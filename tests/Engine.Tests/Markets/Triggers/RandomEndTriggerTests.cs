using System.Globalization;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Markets.Triggers;

public class RandomEndTriggerTests
{
    private const long Second = 1_000_000_000;

    private static readonly byte[] Seed = [.. new byte[RandomEndTrigger.SeedLength - 1], 7];

    [Fact]
    public void Instants_OfASeed_AreThoseAnyoneWithTheSeedComputes()
    {
        // By Python: seed = bytes(31) + b'\x07', 10**9 * k + 10**8 * int.from_bytes(
        // hashlib.sha256(k.to_bytes(8, 'little') + seed).digest()[:8], 'little') // 2**64 for k = 1, 2, 3.
        var trigger = new RandomEndTrigger(Second, Second / 10, Seed);
        var first = trigger.First(new(0));
        var second = trigger.Next(new(0), first);
        Assert.Equal(1_000_536_098, first.Due.Nanoseconds);
        Assert.Equal(2_054_286_330, second.Due.Nanoseconds);
        Assert.Equal(3_061_667_839, trigger.Next(new(0), second).Due.Nanoseconds);
    }

    [Fact]
    public void Instants_OfAnotherSeedOrNumber_AreOthers()
    {
        byte[] other = [.. Seed[..^1], 8];
        var delays = Delays(Seed, 1000).Concat(Delays(other, 1000)).ToList();
        Assert.Equal(delays.Count, delays.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(Second)]
    public void Instants_AnyWindow_LieInsideIt(long windowNs)
    {
        var delays = Delays(Seed, 20_000, windowNs).ToList();
        Assert.All(delays, delay => Assert.InRange(delay, 0, windowNs - 1));
        // The window is used from end to end.
        Assert.InRange(delays.Min(), 0, windowNs / 1000);
        Assert.InRange(delays.Max(), windowNs - 1 - (windowNs / 1000), windowNs - 1);
    }

    [Fact]
    public void Delays_InCellsOfTheWindow_AreAlikeOften()
    {
        // 100 cells and, for delays that follow one another, 10 × 10: the 0.1 % point of chi-square with 99 degrees of
        // freedom is 148.2, and the numbers below are fixed.
        for (byte last = 1; last <= 5; last++)
        {
            byte[] seed = [.. Seed[..^1], last];
            var delays = Delays(seed, 40_000).ToList();
            AssertUniform(delays.Select(delay => delay / (Second / 100)), last);
            AssertUniform(delays.Chunk(2).Select(pair => (pair[0] / (Second / 10) * 10) + (pair[1] / (Second / 10))), last);
        }
    }

    private static void AssertUniform(IEnumerable<long> cells, byte seed)
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

    /// <summary>What the instants come after their intervals' ends.</summary>
    private static IEnumerable<long> Delays(byte[] seed, int count, long windowNs = Second)
    {
        var trigger = new RandomEndTrigger(Second, windowNs, seed);
        var instant = trigger.First(new(0));
        for (var number = 1; number <= count; number++)
        {
            Assert.Equal((ulong)number, instant.Number);
            yield return instant.Due.Nanoseconds - (number * Second);
            instant = trigger.Next(new(0), instant);
        }
    }
}
