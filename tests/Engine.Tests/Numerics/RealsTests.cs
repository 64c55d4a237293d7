using Exchange.Engine.Numerics;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests.Numerics;

public class RealsTests
{
    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("-0.5", -0.5)]
    [InlineData("123456.789", 123456.789)]
    [InlineData("0", 0.0)]
    public void From_ShortDecimal_IsTheNearestDouble(string text, double expected)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        Assert.Equal(expected, Reals.From(value));
        Assert.True(Units.TryFrom(value, out var units));
        Assert.Equal(expected, Reals.From(units));
    }

    [Fact]
    public void From_DecimalAndUnitsOfTheSameDigits_AreTheNearestDouble() => Property.Check(
        Gen.Choose(-2_000_000_000, 2_000_000_000).Zip(Gen.Choose(1, 4_000_000)), pair =>
        {
            var parts = (long)pair.Item1 * pair.Item2;
            var nearest = double.Parse(FixedDecimal.Format(parts, Units.DecimalPlaces));
            return Reals.From(new FixedDecimal(parts * (Int128)1_000_000_000_000)) == nearest
                && Reals.From(new Units(parts)) == nearest;
        });

    [Theory]
    [InlineData(0.5e-12, "0")]
    [InlineData(1.5e-12, "0.000000000002")]
    [InlineData(2.5e-12, "0.000000000002")]
    [InlineData(-0.0, "0")]
    [InlineData(-1.25, "-1.25")]
    [InlineData(1e10, "10000000000")]
    [InlineData(1e21, "10000000000000000000")]
    [InlineData(double.NegativeInfinity, "-10000000000000000000")]
    public void ToCash_Double_IsTheNearestAtomWithinBounds(double amount, string expected) =>
        Assert.Equal(expected, Reals.ToCash(amount).ToString());

    [Fact]
    public void ToCash_NotANumber_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Reals.ToCash(double.NaN));

    [Theory]
    [InlineData(5, 2, 2)]
    [InlineData(7, 2, 4)]
    [InlineData(-5, 2, -2)]
    [InlineData(-7, 2, -4)]
    [InlineData(-1, 3, 0)]
    [InlineData(-2, 3, -1)]
    [InlineData(8, 4, 2)]
    public void DivideToEven_Fraction_IsTheNearestInteger(int dividend, int divisor, int expected) =>
        Assert.Equal(expected, Rounding.DivideToEven(dividend, divisor));

    [Fact]
    public void DivideToFloor_AnyIntegers_LeavesARemainderFromZero() => Property.Check(
        Gen.Choose(int.MinValue, int.MaxValue).Zip(Gen.Choose(1, 1000)), pair =>
        {
            var (dividend, divisor) = pair;
            var quotient = Rounding.DivideToFloor(dividend, divisor, out var remainder);
            return (quotient * divisor) + remainder == dividend && remainder >= 0 && remainder < divisor
                && Rounding.DivideToEven(dividend, divisor) == (Int128)Math.Round((decimal)dividend / divisor);
        });

    [Fact]
    public void LeaveOneOut_SmallBesideGreat_LosesNothing()
    {
        double[] values = [1e15, 1e-9, 2e-9, 0.25];
        var sums = new double[4];
        LeaveOneOut.Sum(values, sums);
        Assert.Equal([(1e-9 + 2e-9) + 0.25, 1e15 + 0.25, 1e15 + 0.25, 1e15], sums, (x, y) => Math.Abs(x - y) <= 1e-15 * y);
        LeaveOneOut.Sum([7], sums.AsSpan(0, 1));
        Assert.Equal(0, sums[0]);
    }

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("0.000000001", true)]
    [InlineData("1000000000000000", true)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("0.0000000009", false)]
    [InlineData("1000000000000001", false)]
    public void CapacityTryFrom_Decimal_IsInItsRangeOrRefused(string text, bool isCapacity)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        Assert.Equal(isCapacity, Capacity.TryFrom(value, out var capacity));
        Assert.Equal(isCapacity ? Reals.From(value) : 0, capacity.Value);
    }
}
