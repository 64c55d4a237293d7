using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Bids;

public class AccrualTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(5, 1, Second, 0, 5, 0)]
    [InlineData(5, 1, Second / 10, 0, 0, 500_000_000)]
    [InlineData(5, 1, Second / 10, 500_000_000, 1, 0)]
    [InlineData(-5, 1, Second / 10, -500_000_000, -1, 0)]
    // 2.5 lots a second are not two: the rate is not rounded.
    [InlineData(5, 2, 10 * Second, 0, 25, 0)]
    [InlineData(1, 3, Second, 0, 0, 333_333_333)]
    [InlineData(-1, 3, Second, 0, 0, -333_333_333)]
    // A carry of the other sign is worked off first.
    [InlineData(1, 1, Second, -1, 0, 999_999_999)]
    [InlineData(-1, 1, Second, 900_000_000, 0, -100_000_000)]
    // No time and no rate leave the carry as it is.
    [InlineData(5, 1, 0, 999_999_999, 0, 999_999_999)]
    [InlineData(0, 1, Second, -7, 0, -7)]
    // Whole lots carried from several flows wait for a rate of their sign.
    [InlineData(-1, 1, Second, 2_500_000_000, 0, 1_500_000_000)]
    [InlineData(0, 1, Second, 2_500_000_000, 0, 2_500_000_000)]
    [InlineData(1, 1, 1, 2_500_000_000, 2, 500_000_001)]
    // The largest bid, and the largest numbers that can occur; what is beyond is not carried.
    [InlineData(Quantity.MaxOrderLots, 1, long.MaxValue, 0, Quantity.MaxOrderLots, 0)]
    [InlineData(-Quantity.MaxOrderLots, 1, long.MaxValue, -999_999_999, -Quantity.MaxOrderLots, -999_999_999)]
    [InlineData(8_000_000_000_000_000_000, 2_000_000_000, long.MaxValue, 0, Quantity.MaxOrderLots, 0)]
    public void Of_RateAndTime_IsWholeLotsAndTheRest(
        long numerator, long denominator, long elapsedNs, long carry, long lots, long left) =>
        Assert.Equal(new Accrual(lots, left), Accrual.Of(new(numerator, denominator), elapsedNs, carry));

    [Fact]
    public void Of_OneClearingAfterAnother_LosesNothing()
    {
        // Seven thirds of a lot a second, in stretches of any length: as in one stretch, to a nanolot a clearing.
        var random = new SeededGenerator(1);
        var (time, lots, carry) = (0L, 0L, 0L);
        for (var clearing = 1; clearing <= 10_000; clearing++)
        {
            var elapsed = random.NextBelow(Second);
            time += elapsed;
            var accrual = Accrual.Of(new(7, 3), elapsed, carry);
            (lots, carry) = (lots + accrual.Lots, accrual.CarryNanolots);
            var exact = (Int128)time * 7 / 3;
            Assert.InRange(exact - (((Int128)lots * Second) + carry), 0, clearing);
            Assert.InRange(carry, 0, Second - 1);
        }
    }

    [Fact]
    public void Of_RisingRate_NeverFalls()
    {
        foreach (var carry in new[] { 0, 999_999_999, -999_999_999, 3_600_000_000, -3_600_000_000 })
        {
            var before = long.MinValue;
            for (var rate = -40; rate <= 40; rate++)
            {
                var lots = Accrual.Of(new(rate, 7), Second / 2, carry).Lots;
                Assert.True(lots >= before, $"carry {carry}, rate {rate}/7");
                Assert.True(Math.Sign(lots) is 0 || Math.Sign(lots) == Math.Sign(rate), $"carry {carry}, rate {rate}/7");
                before = lots;
            }
        }
    }
}
