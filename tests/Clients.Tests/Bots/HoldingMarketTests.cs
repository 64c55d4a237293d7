using Exchange.Bots;

namespace Exchange.Clients.Tests.Bots;

public sealed class HoldingMarketTests
{
    // Together they hold 6 with capacities that sum to 3: the equilibrium price is 100 − 2, and they should hold 2, 2 and 2.
    private readonly PrivateHolding _long = new(5, 1, 100);
    private readonly PrivateHolding _short = new(-1, 1, 100);
    private readonly PrivateHolding _even = new(2, 1, 100);

    [Fact]
    public void MaxSurplus_OfAHandWorkedMarket_IsTheDispersionCost()
    {
        var market = HoldingMarket.Of([_long, _short, _even], 100);
        Assert.Equal(98, market.EquilibriumPrice);
        Assert.Equal((9 + 9 + 0) / 2m, market.MaxSurplus);
        Assert.Equal(0, market.Efficiency);
    }

    [Fact]
    public void Efficiency_InventoriesAreEqual_IsOne()
    {
        var market = HoldingMarket.Of([_long, _short, _even], 100);
        _long.Trade(-3);
        _short.Trade(3);
        Assert.Equal(1, market.Efficiency);
    }

    [Fact]
    public void Efficiency_HalfWay_IsTheShareOfTheHoldingCostsSaved()
    {
        // Deviations of 3 are halved: a quarter of the cost is left.
        var market = HoldingMarket.Of([_long, _short, _even], 100);
        _long.Trade(-1.5m);
        _short.Trade(1.5m);
        Assert.Equal(0.75, market.Efficiency);
        Assert.Equal(0.75, market.EfficiencyOf([_long]));
    }

    [Fact]
    public void Efficiency_TradeTheWrongWay_IsBelowZero()
    {
        var market = HoldingMarket.Of([_long, _short], 100);
        _long.Trade(1);
        _short.Trade(-1);
        Assert.True(market.Efficiency < 0);
    }

    [Fact]
    public void EquilibriumPrice_UnequalCapacities_EveryoneHoldsInProportion()
    {
        PrivateHolding big = new(0, 3, 10);
        PrivateHolding small = new(4, 1, 10);
        var market = HoldingMarket.Of([big, small], 10);
        Assert.Equal(9, market.EquilibriumPrice);
        big.Trade(3);
        small.Trade(-3);
        Assert.Equal(1, market.Efficiency);
    }

    [Fact]
    public void Efficiency_WhateverIsTraded_IsNeverAboveOne()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        for (var i = 0; i < 500; i++)
        {
            PrivateHolding[] traders = [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
                new PrivateHolding(random.Next(-50, 50), random.Next(1, 20) / 10m, 100))];
            var market = HoldingMarket.Of(traders, 100);
            foreach (var trader in traders)
            {
                trader.Trade(random.Next(-60, 60));
            }
            Assert.True(market.RealisedSurplus <= market.MaxSurplus + 1e-18m, $"seed {Seed}, market {i}");
        }
    }

    [Fact]
    public void Efficiency_AfterShocks_IsAgainstWhatWouldBeHeldWithoutTrade()
    {
        var market = HoldingMarket.Of([_long, _short, _even], 100);
        _long.Trade(-3);
        _short.Trade(3);
        _even.Shock(3);
        // Without trade 5, −1 and 5, and the average 3: deviations 4, 16 and 4; now 2, 2 and 5.
        Assert.Equal((5m, 5m, 97m), (_even.Quantity, _even.Untraded, market.EquilibriumPrice));
        Assert.Equal(1 - (6 / 24.0), market.Efficiency!.Value, 12);
        Assert.Equal(0, market.EfficiencyOf([_even]));
    }

    [Fact]
    public void Efficiency_NothingToGain_IsUndefined()
    {
        Assert.Null(HoldingMarket.Of([new(2, 1, 100), new(2, 1, 100)], 100).Efficiency);
        Assert.Null(HoldingMarket.Of([], 100).Efficiency);
    }

    [Fact]
    public void IsDone_ForOneClearing_IsWhatItHadEvenWhenItGotNothing()
    {
        var once = new PrivateHolding(1, 1, 100, isForOneClearing: true);
        Assert.False(once.IsDone);
        once.Trade(0);
        Assert.True(once.IsDone);
        _long.Trade(0);
        Assert.False(_long.IsDone);
    }
}
