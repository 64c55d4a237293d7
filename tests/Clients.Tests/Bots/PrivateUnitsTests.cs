using Exchange.Bots;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Bots;

public sealed class PrivateUnitsTests
{
    [Fact]
    public void Next_OfABuyer_IsTheHighestValueLeft()
    {
        var units = new PrivateUnits(Side.Buy, 1, [5, 9, 7]);
        Assert.Equal(9, units.Next);
        units.Trade(1);
        Assert.Equal(7, units.Next);
        units.Trade(1);
        Assert.Equal(5, units.Next);
        units.Trade(1);
        Assert.True(units.IsDone);
        Assert.Throws<InvalidOperationException>(() => units.Next);
    }

    [Fact]
    public void Next_OfASeller_IsTheLowestCostLeft()
    {
        var units = new PrivateUnits(Side.Sell, 1, [5, 9, 7]);
        units.Trade(-1);
        Assert.Equal(7, units.Next);
    }

    [Fact]
    public void Open_AfterPartOfAUnit_IsTheRestOfThatUnit()
    {
        var units = new PrivateUnits(Side.Buy, 2, [9, 7]);
        units.Trade(0.5m);
        Assert.Equal((9m, 1.5m), (units.Next, units.Open));
        units.Trade(1.5m);
        Assert.Equal((7m, 2m), (units.Next, units.Open));
        units.Trade(2);
        Assert.Equal(0, units.Open);
    }

    [Fact]
    public void GainAt_CountsTradedUnitsBySide()
    {
        var buyer = new PrivateUnits(Side.Buy, 2, [9, 7]);
        buyer.Trade(3);
        Assert.Equal((2 * (9 - 8)) + (1 * (7 - 8)), buyer.GainAt(8));
        var seller = new PrivateUnits(Side.Sell, 2, [3, 7]);
        seller.Trade(-3);
        Assert.Equal((2 * (5 - 3)) + (1 * (5 - 7)), seller.GainAt(5));
        Assert.Equal(2 * (5 - 3), seller.BestGainAt(5));
    }

    [Fact]
    public void WantedAt_APrice_IsWhatGainsAndIsNotTradedYet()
    {
        var units = new PrivateUnits(Side.Buy, 2, [9, 7, 5]);
        Assert.Equal((6m, 4m, 0m), (units.Left, units.WantedAt(6), units.WantedAt(9)));
        units.Trade(3);
        Assert.Equal((3m, 1m, 0m), (units.Left, units.WantedAt(6), units.WantedAt(8)));
        Assert.Equal((1m, 7m), (units.PricesWithoutLoss(new(1, 20, 0.5m)).Lowest, units.PricesWithoutLoss(new(1, 20, 0.5m)).Highest));
    }

    [Theory]
    [InlineData(Side.Buy, 2)]
    [InlineData(Side.Buy, -1)]
    [InlineData(Side.Sell, -2)]
    [InlineData(Side.Sell, 1)]
    public void Trade_MoreThanThereIsOrTheOtherWay_Throws(Side side, int quantity) =>
        Assert.Throws<InvalidOperationException>(() => new PrivateUnits(side, 1, [9]).Trade(quantity));

    [Fact]
    public void Trade_Nothing_ChangesNothing()
    {
        var units = new PrivateUnits(Side.Sell, 1, [5]);
        units.Trade(0);
        Assert.Equal(0, units.Traded);
    }
}
