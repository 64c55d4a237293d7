using System.Numerics;
using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests.Markets.Charging;

public class BidChargeTests
{
    [Theory]
    [InlineData("0.003", "100", 7L, "2.1")]
    [InlineData("0.003", "100", -7L, "2.1")]
    [InlineData("-0.003", "100", 7L, "-2.1")]
    [InlineData("0.000001", "0.000001", 3L, "0.000000000003")]
    [InlineData("1", "1", 0L, "0")]
    [InlineData("1000000", "1", -4_000_000_000L, "4000000000000000")]
    public void PerUnitFee_Quantity_IsExact(string fee, string lot, long lots, string expected)
    {
        Assert.Equal(Reason.None, PerUnitFee.TryCreate(Decimal(fee), GridOf(lot), out var charge));
        Assert.Equal(expected, Of(charge!, lots));
    }

    [Theory]
    [InlineData("0.0000001", "0.000001", Reason.OffGrid)]
    [InlineData("0.0000000000005", "1", Reason.OffGrid)]
    [InlineData("1000000.1", "1", Reason.OutOfRange)]
    [InlineData("-1000000.1", "1", Reason.OutOfRange)]
    [InlineData("10001", "100", Reason.OutOfRange)]
    public void PerUnitFee_OffGridOrTooMuch_IsRefused(string fee, string lot, Reason reason)
    {
        Assert.Equal(reason, PerUnitFee.TryCreate(Decimal(fee), GridOf(lot), out _));
        Assert.Equal(fee[0] == '-' ? Reason.OutOfRange : reason, Spread.TryCreate(Decimal(fee), GridOf(lot), out _));
    }

    [Fact]
    public void Spread_Quantity_IsExactAndNeverPaidOut()
    {
        Assert.Equal(Reason.None, Spread.TryCreate(Decimal("0.125"), GridOf("0.01"), out var charge));
        Assert.Equal("0.00375", Of(charge!, -3));
        Assert.Equal("0.00375", Of(charge!, 3));
        Assert.Equal("0", Of(charge!, 0));
        Assert.Equal(Reason.OutOfRange, Spread.TryCreate(Decimal("-0.1"), GridOf("1"), out _));
    }

    [Theory]
    [InlineData("0.1", "1", 10L, "5")]
    [InlineData("0.1", "1", -10L, "5")]
    [InlineData("1.2", "0.5", 3L, "1.35")]
    [InlineData("1", "0.000001", 1L, "0")] // half an atom: to even
    [InlineData("1", "0.000001", 3L, "0.000000000004")] // 4.5 atoms
    [InlineData("3", "0.000001", 1L, "0.000000000002")] // 1.5 atoms
    [InlineData("0.000000000000000001", "1", 1_000_000L, "0.0000005")]
    [InlineData("1000000", "1", 4_000_000_000L, "8000000000000000000000000")]
    public void QuadraticTax_Quantity_IsTheNearestAtom(string sigma, string lot, long lots, string expected)
    {
        Assert.Equal(Reason.None, QuadraticTax.TryCreate(Decimal(sigma), GridOf(lot), out var charge));
        Assert.Equal(expected, Of(charge!, lots));
        Assert.True(charge!.TakesOneBidAnAccount);
    }

    [Fact]
    public void QuadraticTax_AnySigmaLotAndQuantity_IsThatOfUnboundedIntegers() => Property.Check(
        Gen.Choose(0, int.MaxValue).Four().Select(x => (Sigma: ((Int128)x.Item1 << 31) + x.Item2, Parts: x.Item3 % 100_000_000 + 1, Lots: x.Item4)),
        draw =>
        {
            var grid = GridOf(FixedDecimal.Format(draw.Parts, Units.DecimalPlaces));
            if (QuadraticTax.TryCreate(new(draw.Sigma), grid, out var charge) != Reason.None)
            {
                return false;
            }
            // σ·10¹⁸ (parts·lots)²·10⁻¹² / 2, in atoms: over 2·10¹⁸.
            var units = (BigInteger)draw.Parts * draw.Lots;
            var quotient = BigInteger.DivRem((BigInteger)draw.Sigma * units * units, 2 * BigInteger.Pow(10, 18), out var rest);
            var half = BigInteger.Pow(10, 18);
            var expected = rest > half || (rest == half && !quotient.IsEven) ? quotient + 1 : quotient;
            return (BigInteger)((BidCharge)charge!).Of(new(draw.Lots)).Atoms == expected
                && ((BidCharge)charge).Of(new(-draw.Lots)) == ((BidCharge)charge).Of(new(draw.Lots));
        });

    [Theory]
    [InlineData("-0.1", "1")]
    [InlineData("1000000.1", "1")]
    [InlineData("3", "1000")]
    [InlineData("1000000", "1000000")]
    public void QuadraticTax_TooMuch_IsRefused(string sigma, string lot) =>
        Assert.Equal(Reason.OutOfRange, QuadraticTax.TryCreate(Decimal(sigma), GridOf(lot), out _));

    [Fact]
    public void QuadraticTax_BeyondTheLargestBid_Throws()
    {
        Assert.Equal(Reason.None, QuadraticTax.TryCreate(Decimal("0.1"), GridOf("1"), out var charge));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(charge!, Quantity.MaxOrderLots + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(charge!, long.MinValue));
    }

    private static string Of(Charge charge, long lots) => ((BidCharge)charge).Of(new(lots)).ToString();

    private static Grid GridOf(string lot)
    {
        Assert.Equal(Reason.None, Grid.TryCreate(Decimal("0.000001"), Decimal(lot), out var grid));
        return grid!;
    }

    private static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }
}
