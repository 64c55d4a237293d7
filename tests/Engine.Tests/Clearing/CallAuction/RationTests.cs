using System.Numerics;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

public class RationTests
{
    [Theory]
    [InlineData(10, "4 4 4", "4 4 2")]
    [InlineData(0, "4 4 4", "0 0 0")]
    [InlineData(12, "4 4 4", "4 4 4")]
    public void ByTime_Lots_GoToTheFirst(long lots, string wants, string expected)
    {
        var (numbers, shares) = Room(wants);
        Ration.ByTime(lots, numbers, shares);
        Assert.Equal(expected, string.Join(' ', shares));
    }

    [Theory]
    [InlineData(10, "4 4 4", "4 3 3")]
    [InlineData(11, "4 4 4", "4 4 3")]
    [InlineData(10, "1 2 3 4 5", "1 1 2 3 3")]
    [InlineData(1, "1 1 2", "0 0 1")]
    [InlineData(7, "0 7 0", "0 7 0")]
    [InlineData(0, "0 0", "0 0")]
    [InlineData(1, "4000000000 4000000000", "1 0")]
    [InlineData(7999999999, "4000000000 4000000000", "4000000000 3999999999")]
    public void ProRata_Lots_GoByLargestRemainder(long lots, string wants, string expected)
    {
        var (numbers, shares) = Room(wants);
        Ration.ProRata(lots, numbers, shares, new long[numbers.Length]);
        Assert.Equal(expected, string.Join(' ', shares));
    }

    [Fact]
    public void ProRata_RandomWants_AreTheQuotaOrALotMore()
    {
        for (var seed = 1UL; seed <= 5_000; seed++)
        {
            var random = new SeededGenerator(seed);
            var most = seed % 2 == 0 ? 9 : Quantity.MaxOrderLots;
            var wants = Enumerable.Range(0, 1 + (int)random.NextBelow(30)).Select(_ => random.NextBelow(most + 1)).ToArray();
            var lots = random.NextBelow(wants.Sum() + 1);
            var shares = new long[wants.Length];
            Ration.ProRata(lots, wants, shares, new long[wants.Length]);
            Assert.Equal((seed, lots), (seed, shares.Sum()));
            for (var i = 0; i < wants.Length && wants.Sum() > 0; i++)
            {
                var quota = (long)((BigInteger)wants[i] * lots / wants.Sum());
                Assert.InRange(shares[i], quota, Math.Min(quota + 1, wants[i]));
            }
        }
    }

    private static (long[] Wants, long[] Shares) Room(string wants)
    {
        var numbers = wants.Split(' ').Select(long.Parse).ToArray();
        return (numbers, new long[numbers.Length]);
    }
}
