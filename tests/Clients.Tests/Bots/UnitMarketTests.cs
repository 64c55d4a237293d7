using Exchange.Bots;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Bots;

public sealed class UnitMarketTests
{
    // Demand 10, 8, 6, 3 and supply 2, 4, 7, 9: two units trade, between max(4, 6) and min(8, 7).
    private readonly PrivateUnits _strong = new(Side.Buy, 1, [10, 6]);
    private readonly PrivateUnits _weak = new(Side.Buy, 1, [8, 3]);
    private readonly PrivateUnits _cheap = new(Side.Sell, 1, [2, 7]);
    private readonly PrivateUnits _dear = new(Side.Sell, 1, [4, 9]);

    private UnitMarket Market => UnitMarket.Of([_strong, _weak, _cheap, _dear]);

    [Fact]
    public void Equilibrium_OfAHandWorkedMarket_IsKnown()
    {
        Assert.Equal(2, Market.EquilibriumUnits);
        Assert.Equal(6.5m, Market.EquilibriumPrice);
        Assert.Equal((10 - 2) + (8 - 4), Market.MaxSurplus);
    }

    [Fact]
    public void Efficiency_NothingTraded_IsZero() => Assert.Equal(0, Market.Efficiency);

    [Fact]
    public void Efficiency_UnitsWithAGainTraded_IsOne()
    {
        Trade(_strong, _weak, _cheap, _dear);
        Assert.Equal(12, Market.RealisedSurplus);
        Assert.Equal(1, Market.Efficiency);
    }

    [Fact]
    public void Efficiency_ExtraMarginalUnitDisplacesAnother_LosesTheDifference()
    {
        // The strong buyer takes both good units of supply: 10 − 2 + 6 − 4.
        Trade(_strong, _strong, _cheap, _dear);
        Assert.Equal(10, Market.RealisedSurplus);
        Assert.Equal(10.0 / 12, Market.Efficiency!.Value, 12);
    }

    [Fact]
    public void Efficiency_EverythingTraded_LosesWhatBadTradesDestroy()
    {
        Trade(_strong, _strong, _weak, _weak, _cheap, _cheap, _dear, _dear);
        Assert.Equal(10 + 6 + 8 + 3 - 2 - 7 - 4 - 9, Market.RealisedSurplus);
        Assert.Equal(5.0 / 12, Market.Efficiency!.Value, 12);
    }

    [Fact]
    public void EfficiencyOf_Strategies_SumsToTheMarketsByTheirWeights()
    {
        Trade(_strong, _strong, _cheap, _dear);
        // At 6.5 the strong buyer has gained 3.5 − 0.5 of 3.5, the weak one nothing of 1.5.
        Assert.Equal(3 / 3.5, Market.EfficiencyOf([_strong])!.Value, 12);
        Assert.Equal(0, Market.EfficiencyOf([_weak]));
        Assert.Equal(1, Market.EfficiencyOf([_cheap, _dear]));
    }

    [Fact]
    public void Efficiency_NoGainFromTrade_IsUndefined()
    {
        var market = UnitMarket.Of([new(Side.Buy, 1, [3]), new(Side.Sell, 1, [5])]);
        Assert.Equal(4, market.EquilibriumPrice);
        Assert.Null(market.Efficiency);
        Assert.Null(UnitMarket.Of([new(Side.Buy, 1, [3])]).Efficiency);
        Assert.Null(UnitMarket.Of([]).Efficiency);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Efficiency_WhateverIsTraded_IsNeverAboveOneAndTheMaximumIsReached(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            Side[] sides = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(2) == 0 ? Side.Buy : Side.Sell)];
            var market = new InducedSchedules { UnitsPerTrader = random.Next(1, 6) }.Draw(sides, 2, 0.05m, random);
            var best = market.Traders.Sum(trader => trader.BestGainAt(market.EquilibriumPrice));
            Assert.Equal(PairedSurplus(market), market.MaxSurplus);
            Assert.Equal(best, market.MaxSurplus);

            // Not even with inventory from outside: bought and sold need not balance.
            foreach (var trader in Traders(market))
            {
                Trade(trader, random.Next((trader.Values.Count * 2) + 1));
            }
            Assert.True(market.RealisedSurplus <= market.MaxSurplus, $"seed {seed}, market {i}");
        }
    }

    [Fact]
    public void Draw_SameSeed_IsTheSameMarketOnTheGrid()
    {
        UnitMarket Draw(int seed) => new InducedSchedules().Draw([Side.Buy, Side.Sell], 1, 0.25m, new Random(seed));

        Assert.Equal(Values(Draw(4)), Values(Draw(4)));
        Assert.NotEqual(Values(Draw(4)), Values(Draw(5)));
        Assert.All(Values(Draw(4)), value => Assert.Equal(0, value % 0.25m));
        Assert.All(Traders(Draw(4))[0].Values, value => Assert.InRange(value, 65, 165));
        Assert.All(Traders(Draw(4))[1].Values, value => Assert.InRange(value, 35, 135));
    }

    // The definition itself: pair the highest values with the lowest costs as long as there is a gain.
    private static decimal PairedSurplus(UnitMarket market)
    {
        IEnumerable<decimal> Of(Side side) => Traders(market).Where(trader => trader.Side == side).SelectMany(trader => trader.Values);
        return Of(Side.Buy).OrderDescending().Zip(Of(Side.Sell).Order()).Sum(pair => Math.Max(0, pair.First - pair.Second)) * 2;
    }

    private static PrivateUnits[] Traders(UnitMarket market) => [.. market.Traders.Cast<PrivateUnits>()];

    private static IEnumerable<decimal> Values(UnitMarket market) => Traders(market).SelectMany(trader => trader.Values);

    private static void Trade(params PrivateUnits[] traders)
    {
        foreach (var trader in traders)
        {
            Trade(trader, 1);
        }
    }

    private static void Trade(PrivateUnits trader, decimal quantity) => trader.Trade(trader.Side == Side.Buy ? quantity : -quantity);
}
