using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using FsCheck.Fluent;

namespace Exchange.Engine.Tests.Markets;

public class GridTests
{
    [Theory]
    [InlineData("0.01", "1", Reason.None)]
    [InlineData("1000000", "0.001", Reason.None)]
    [InlineData("0.001", "1000000", Reason.None)]
    [InlineData("1000", "1", Reason.None)] // tick × lot is 10³ exactly
    [InlineData("0.000000000000000001", "1000000", Reason.None)] // tick × lot is one atom exactly
    [InlineData("0.000001", "0.000001", Reason.None)]
    [InlineData("0", "1", Reason.OutOfRange)]
    [InlineData("-0.01", "1", Reason.OutOfRange)]
    [InlineData("0.01", "0", Reason.OutOfRange)]
    [InlineData("0.01", "-1", Reason.OutOfRange)]
    [InlineData("1000000.000001", "0.000001", Reason.OutOfRange)]
    [InlineData("0.000001", "1000001", Reason.OutOfRange)]
    [InlineData("1000.000001", "1", Reason.OutOfRange)]
    [InlineData("1", "1000.000001", Reason.OutOfRange)]
    [InlineData("0.01", "0.0000001", Reason.OffGrid)]
    [InlineData("0.000000000000000001", "1", Reason.OffGrid)]
    [InlineData("0.0000001", "0.000001", Reason.OffGrid)]
    [InlineData("0.0000000000005", "1", Reason.OffGrid)]
    public void TryCreate_Sizes_AreChecked(string tick, string lot, Reason reason)
    {
        Assert.Equal(reason, Grid.TryCreate(Decimal(tick), Decimal(lot), out var grid));
        Assert.Equal(reason == Reason.None, grid is not null);
    }

    [Fact]
    public void TryCreate_TickOfManyDigits_PrintsExactly()
    {
        // Over 64 bits in its last place, and yet a whole number of atoms for one lot.
        var grid = Make("244140.624999999755859375", "0.004096");
        Assert.Equal("244140.624999999755859375", grid.Format(new Price(1)));
        Assert.Equal("-244140624999999.755859375", grid.Format(new Price(-1_000_000_000)));
    }

    [Theory]
    [InlineData("0", 0, Reason.None)]
    [InlineData("-0.05", -1, Reason.None)]
    [InlineData("50000000", 1_000_000_000, Reason.None)]
    [InlineData("-50000000", -1_000_000_000, Reason.None)]
    [InlineData("50000000.05", 0, Reason.OutOfRange)]
    [InlineData("-50000000.05", 0, Reason.OutOfRange)]
    [InlineData("170141183460469231", 0, Reason.OutOfRange)]
    [InlineData("0.01", 0, Reason.OffGrid)]
    [InlineData("50000000.01", 0, Reason.OffGrid)]
    public void TryPrice_Decimal_IsOnTheGridOrRefused(string text, int ticks, Reason reason)
    {
        var grid = Make("0.05", "1");
        Assert.Equal(reason, grid.TryPrice(Decimal(text), out var price));
        Assert.Equal(ticks, price.Ticks);
    }

    [Theory]
    [InlineData("0.5", 1L, Reason.None)]
    [InlineData("2000000000", 4_000_000_000L, Reason.None)]
    [InlineData("0", 0L, Reason.OutOfRange)]
    [InlineData("-0.5", 0L, Reason.OutOfRange)]
    [InlineData("2000000000.5", 0L, Reason.OutOfRange)]
    [InlineData("170141183460469231", 0L, Reason.OutOfRange)]
    [InlineData("0.25", 0L, Reason.OffGrid)]
    [InlineData("-0.25", 0L, Reason.OffGrid)]
    public void TryOrderSize_Decimal_IsOnTheGridOrRefused(string text, long lots, Reason reason)
    {
        var grid = Make("0.05", "0.5");
        Assert.Equal(reason, grid.TryOrderSize(Decimal(text), out var quantity));
        Assert.Equal(lots, quantity.Lots);
    }

    [Fact]
    public void TryPrice_Extremes_DoNotOverflow()
    {
        foreach (var tick in new[] { "0.000000000001", "0.01", "1000" })
        {
            var grid = Make(tick, "1");
            foreach (var scaled in new[] { Int128.MaxValue, Int128.MinValue, Int128.MaxValue - 1, 1, -1 })
            {
                Assert.NotEqual(Reason.None, grid.TryPrice(new(scaled), out _));
                Assert.NotEqual(Reason.None, grid.TryOrderSize(new(scaled), out _));
            }
        }
    }

    [Fact]
    public void Cost_LargestEverything_IsExact()
    {
        var grid = Make("1000", "1");
        var cost = grid.Cost(new(Price.MaxTicks), new(Quantity.MaxOrderLots));
        Assert.Equal("4000000000000000000000", cost.ToString());
        Assert.Equal(-cost, grid.Cost(new(-Price.MaxTicks), new(Quantity.MaxOrderLots)));
        Assert.Equal("4000000000000000", Make("0.001", "1000000").UnitsOf(new(Quantity.MaxOrderLots)).ToString());
    }

    [Fact]
    public void FormatAndRead_EveryPriceAndSize_RoundTrip()
    {
        foreach (var (tick, lot) in new[] { ("0.01", "1"), ("0.000001", "0.000001"), ("0.0025", "100"), ("1000", "0.5") })
        {
            var grid = Make(tick, lot);
            Property.Check(Gen.Choose(-Price.MaxTicks, Price.MaxTicks).Zip(Gen.Choose(1, int.MaxValue)), pair =>
                grid.TryPrice(Decimal(grid.Format(new Price(pair.Item1))), out var price) == Reason.None
                && price.Ticks == pair.Item1
                && grid.TryOrderSize(Decimal(grid.Format(new Quantity(pair.Item2))), out var quantity) == Reason.None
                && quantity.Lots == pair.Item2);
        }
    }

    [Fact]
    public void Cost_Product_IsPriceTimesQuantity() => Property.Check(
        Gen.Choose(-Price.MaxTicks, Price.MaxTicks).Zip(Gen.Choose(1, int.MaxValue)), pair =>
            Make("0.01", "1").Cost(new(pair.Item1), new(pair.Item2)).Atoms
                == (Int128)pair.Item1 * pair.Item2 * 10_000_000_000);

    private static Grid Make(string tick, string lot)
    {
        Assert.Equal(Reason.None, Grid.TryCreate(Decimal(tick), Decimal(lot), out var grid));
        return grid!;
    }

    private static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }
}
