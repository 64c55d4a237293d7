using Exchange.Engine.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests.Numerics;

public class FixedDecimalTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0.000000000000000000", 0)]
    [InlineData("1", 1_000_000_000_000_000_000)]
    [InlineData("-1", -1_000_000_000_000_000_000)]
    [InlineData("007", 7_000_000_000_000_000_000)]
    [InlineData("0.1", 100_000_000_000_000_000)]
    [InlineData("-0.5", -500_000_000_000_000_000)]
    [InlineData("0.000000000000000001", 1)]
    [InlineData("-0.000000000000000001", -1)]
    [InlineData("9.223372036854775807", long.MaxValue)]
    public void TryParse_Decimal_IsExact(string text, long scaled)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        Assert.Equal(scaled, value.Scaled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("1.2.3")]
    [InlineData("1..2")]
    [InlineData("1,000")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1.0000000000000000a0")]
    [InlineData("1.x")]
    [InlineData("x.1")]
    [InlineData("\u0663")] // the Arabic digit three
    [InlineData("1\0")]
    [InlineData("\u22121")] // a typographic minus
    public void TryParse_NotADecimal_Refuses(string text)
    {
        Assert.False(FixedDecimal.TryParse(text, out var value));
        Assert.Equal(default, value);
    }

    [Fact]
    public void TryParse_NineteenPlaces_Refuses() =>
        Assert.False(FixedDecimal.TryParse("0.0000000000000000001", out _));

    [Fact]
    public void TryParse_ZerosBeyondTheLastPlace_AreNoDigits()
    {
        Assert.True(FixedDecimal.TryParse("0.000000000000000001" + new string('0', 1000), out var value));
        Assert.Equal(1, value.Scaled);
        Assert.True(FixedDecimal.TryParse("5." + new string('0', 1000), out value));
        Assert.Equal("5", value.ToString());
        Assert.False(FixedDecimal.TryParse("5." + new string('0', 1000) + "1", out _));
    }

    [Fact]
    public void TryParse_Huge_Refuses()
    {
        Assert.False(FixedDecimal.TryParse(new string('9', 40), out _));
        Assert.False(FixedDecimal.TryParse(new string('9', 100_000), out _));
        Assert.False(FixedDecimal.TryParse("-" + new string('9', 18), out _));
        Assert.False(FixedDecimal.TryParse("0." + new string('9', 100_000), out _));
    }

    [Fact]
    public void TryParse_EndsOfTheRange_AreIn()
    {
        Assert.True(FixedDecimal.TryParse("170141183460469231.999999999999999999", out var most));
        Assert.Equal("170141183460469231.999999999999999999", most.ToString());
        Assert.True(FixedDecimal.TryParse("-170141183460469231.999999999999999999", out var least));
        Assert.Equal(-most.Scaled, least.Scaled);
        Assert.False(FixedDecimal.TryParse("170141183460469232", out _));
    }

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 18, "0")]
    [InlineData(5, 0, "5")]
    [InlineData(-5, 0, "-5")]
    [InlineData(5, 1, "0.5")]
    [InlineData(50, 1, "5")]
    [InlineData(-100, 2, "-1")]
    [InlineData(1, 18, "0.000000000000000001")]
    [InlineData(1_200, 3, "1.2")]
    [InlineData(100_200, 3, "100.2")]
    [InlineData(10, 0, "10")]
    [InlineData(1_000_000, 6, "1")]
    [InlineData(1_000_000, 3, "1000")]
    public void Format_Value_HasNoTrailingZeros(long value, int places, string text) =>
        Assert.Equal(text, FixedDecimal.Format(value, places));

    [Fact]
    public void Format_EndsOf128Bits_AreExact()
    {
        Assert.Equal("170141183460469231731687303715884105727", FixedDecimal.Format(Int128.MaxValue, 0));
        Assert.Equal("-170141183460469231731687303715884105728", FixedDecimal.Format(Int128.MinValue, 0));
        Assert.Equal("-170141183460469231731.687303715884105728", FixedDecimal.Format(Int128.MinValue, 18));
    }

    [Fact]
    public void TryParse_Formatted_IsTheSame() => Property.Check(Decimals, value =>
        FixedDecimal.TryParse(value.ToString(), out var parsed) && parsed == value);

    [Fact]
    public void ToString_EqualValues_AreOneText() => Property.Check(Decimals, value =>
        FixedDecimal.TryParse(value.ToString() + (value.ToString().Contains('.') ? "000" : ".000"), out var parsed)
        && parsed.ToString() == value.ToString());

    [Fact]
    public void TryDivideExactly_Multiple_GivesTheCount() => Property.Check(
        Gen.Choose(-1_000_000, 1_000_000).Zip(Gen.Choose(1, 1_000_000)), pair =>
        {
            var step = new FixedDecimal(pair.Item2);
            return new FixedDecimal((Int128)pair.Item1 * pair.Item2).TryDivideExactly(step, out var count)
                && count == pair.Item1
                && (pair.Item2 == 1
                    || !new FixedDecimal(((Int128)pair.Item1 * pair.Item2) + 1).TryDivideExactly(step, out _));
        });

    private static Gen<FixedDecimal> Decimals =>
        from high in Gen.Choose(-900_000_000, 900_000_000)
        from middle in Gen.Choose(0, 999_999_999)
        from low in Gen.Choose(0, 999_999_999)
        from scale in Gen.Elements(1L, 1_000, 1_000_000_000, 100_000_000_000_000_000)
        select new FixedDecimal(((((Int128)high * 1_000_000_000) + middle) * 1_000_000 + low) / scale * (scale % 7));
}
