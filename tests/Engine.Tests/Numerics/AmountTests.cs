using Exchange.Engine.Numerics;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests.Numerics;

public class AmountTests
{
    [Theory]
    [InlineData("1", "1000000000000")]
    [InlineData("-0.000000000001", "-1")]
    [InlineData("123.456", "123456000000000")]
    [InlineData("170141183460469231", "170141183460469231000000000000")]
    public void CashTryFrom_WholeAtoms_IsExact(string text, string atoms)
    {
        Assert.True(Cash.TryFrom(Decimal(text), out var cash));
        Assert.Equal(Int128.Parse(atoms), cash.Atoms);
        Assert.Equal(text, cash.ToString());
    }

    [Fact]
    public void CashTryFrom_FinerThanAnAtom_Refuses()
    {
        Assert.False(Cash.TryFrom(Decimal("0.0000000000005"), out _));
        Assert.False(Cash.TryFrom(Decimal("-1.0000000000001"), out _));
    }

    [Fact]
    public void UnitsTryFrom_FinerThanAPart_Refuses()
    {
        Assert.True(Units.TryFrom(Decimal("-2.000001"), out var units));
        Assert.Equal(-2_000_001, units.Parts);
        Assert.Equal("-2.000001", units.ToString());
        Assert.False(Units.TryFrom(Decimal("0.0000001"), out _));
    }

    [Fact]
    public void Amounts_BeyondTheRange_ThrowRatherThanWrap()
    {
        var most = new Cash(Int128.MaxValue);
        Assert.Throws<OverflowException>(() => most + new Cash(1));
        Assert.Throws<OverflowException>(() => new Cash(Int128.MinValue) - new Cash(1));
        Assert.Throws<OverflowException>(() => -new Cash(Int128.MinValue));
        Assert.Throws<OverflowException>(() => new Units(Int128.MaxValue) + new Units(1));
        Assert.Throws<OverflowException>(() => -new Units(Int128.MinValue));
    }

    [Fact]
    public void Amounts_AddAndSubtract_AsIntegers() => Property.Check(
        Gen.Choose(int.MinValue / 2, int.MaxValue / 2).Zip(Gen.Choose(int.MinValue / 2, int.MaxValue / 2)), pair =>
        {
            var (one, other) = pair;
            return (new Cash(one) + new Cash(other)).Atoms == one + other
                && (new Cash(one) - new Cash(other)).Atoms == one - other
                && (-new Units(one)).Parts == -one
                && new Units(one) < new Units(other) == one < other
                && new Cash(one) >= new Cash(other) == one >= other;
        });

    [Theory]
    [InlineData(-1_000_000_000L, true)]
    [InlineData(1_000_000_000L, true)]
    [InlineData(-1_000_000_001L, false)]
    [InlineData(1_000_000_001L, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(long.MinValue, false)]
    public void Price_OutsideItsRange_Throws(long ticks, bool isPrice)
    {
        Assert.Equal(isPrice, Price.IsInRange(ticks));
        if (isPrice)
        {
            Assert.Equal(ticks, new Price(ticks).Ticks);
        }
        else
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Price(ticks));
        }
    }

    [Theory]
    [InlineData(0L, false)]
    [InlineData(1L, true)]
    [InlineData(4_000_000_000L, true)]
    [InlineData(4_000_000_001L, false)]
    [InlineData(-1L, false)]
    public void Quantity_OrderSize_IsOneToFourThousandMillion(long lots, bool isSize) =>
        Assert.Equal(isSize, Quantity.IsOrderSize(lots));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("0.000000001", 1L)]
    [InlineData("1.5", 1_500_000_000L)]
    [InlineData("1700000000.123456789", 1_700_000_000_123_456_789L)]
    public void TimestampTryFromSeconds_WholeNanoseconds_IsExact(string seconds, long nanoseconds)
    {
        Assert.True(Timestamp.TryFromSeconds(Decimal(seconds), out var time));
        Assert.Equal(nanoseconds, time.Nanoseconds);
        Assert.Equal(seconds, time.ToString());
    }

    [Theory]
    [InlineData("-0.000000001")]
    [InlineData("0.0000000005")]
    [InlineData("9223372036")]
    [InlineData("170141183460469231")]
    public void TimestampTryFromSeconds_NoMoment_Refuses(string seconds) =>
        Assert.False(Timestamp.TryFromSeconds(Decimal(seconds), out _));

    [Fact]
    public void TimestampAfter_BeyondTheRange_IsNever()
    {
        Assert.Equal(new Timestamp(7), new Timestamp(5).After(2));
        Assert.Equal(Timestamp.Never, new Timestamp(long.MaxValue - 1).After(1));
        Assert.Equal(Timestamp.Never, new Timestamp(long.MaxValue - 1).After(2));
        Assert.Equal(Timestamp.Never, Timestamp.Never.After(long.MaxValue));
    }

    private static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }
}
