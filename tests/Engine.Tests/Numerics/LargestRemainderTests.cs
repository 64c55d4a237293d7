using Exchange.Engine.Numerics;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests.Numerics;

public class LargestRemainderTests
{
    [Theory]
    [InlineData(new[] { 0.5, -0.5 }, new[] { 1L, -1L })] // equal fractions: the first
    [InlineData(new[] { -0.5, 0.5 }, new[] { 0L, 0L })]
    [InlineData(new[] { 1.2, 2.7, -3.9 }, new[] { 1L, 3L, -4L })]
    [InlineData(new[] { 0.0, -0.0, 0.0 }, new[] { 0L, 0L, 0L })]
    [InlineData(new[] { 3.0, -2.0, -1.0 }, new[] { 3L, -2L, -1L })]
    [InlineData(new[] { -0.375, -0.5, 0.875 }, new[] { 0L, -1L, 1L })]
    public void Round_ToZero_HandsOutByLargestFraction(double[] amounts, long[] expected) =>
        Assert.Equal(expected, Round(amounts, 0));

    [Theory]
    [InlineData(new[] { 0.9999, 1.9999 }, 3L, new[] { 1L, 2L })]
    [InlineData(new[] { 1.0, 1.0, 1.0 }, 8L, new[] { 3L, 3L, 2L })] // the amounts miss the sum by more than their number
    [InlineData(new[] { 1.0, 1.5, 1.0 }, -1L, new[] { 0L, 0L, -1L })]
    public void Round_AmountsThatMissTheSum_AddUpToIt(double[] amounts, long total, long[] expected)
    {
        Assert.Equal(expected, Round(amounts, total));
        Assert.Equal(total, expected.Sum());
    }

    [Fact]
    public void Round_NoAmounts_AddUpToZeroOnly()
    {
        Assert.Empty(Round([], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Round([], 1));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e19)]
    public void Round_BeyondItsRange_Throws(double amount) =>
        Assert.Throws<OverflowException>(() => Round([amount, -amount], 0));

    [Fact]
    public void Round_RandomAmountsThatAddUpToZero_StayWithinOne() => Property.Check(
        Gen.Choose(-1_000_000, 1_000_000).ArrayOf(9), numerators =>
        {
            double[] amounts = [.. numerators.Select(x => x / 997.0), -numerators.Sum(x => (long)x) / 997.0];
            var wholes = Round(amounts, 0);
            return wholes.Sum() == 0
                && amounts.Zip(wholes).All(pair => Math.Abs(pair.First - pair.Second) < 1)
                && Round(amounts, 0).SequenceEqual(wholes);
        });

    private static long[] Round(double[] amounts, long total)
    {
        var wholes = new long[amounts.Length];
        new LargestRemainder().Round(amounts, total, wholes);
        return wholes;
    }
}
