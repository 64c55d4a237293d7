using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Economies;

/// <summary>The equilibria of Antill and Duffie (2017), by the paper's formulas and by what makes them equilibria.</summary>
public class InventoryEconomyTests
{
    private static readonly InventoryEconomy Figures = new(0.5, 0.1, 0.1, 10);

    [Fact]
    public void WithoutSessions_OfTheFigures_Is14()
    {
        // (n − 2)r²/(4γ)·(v − p − 2γz/r)
        var demand = Figures.WithoutSessions();
        Assert.Equal(0.2 * (0.5 - 0.6 - (2 * -2.5)), demand.At(0.6, -2.5), 1e-15);
        Assert.Equal(0.1, demand.Intercept, 1e-15);
        Assert.Equal(-0.2, demand.PriceSlope, 1e-15);
        Assert.Equal(-0.4, demand.InventorySlope, 1e-15);
    }

    [Fact]
    public void WithObservedSessions_OfTheFigures_Is24() =>
        Assert.Equal((-(0.1 * 0.12) + (0.01 * 8)) / 0.4 * (0.5 - 0.6 + 5), Figures.WithObservedSessions(0.12).At(0.6, -2.5), 1e-15);

    [Fact]
    public void WithPriceSessions_ByHand_Is34() => Assert.Equal(-0.1, Figures.WithPriceSessions(0.1).PriceSlope, 1e-15);

    [Fact]
    public void MostPriceSessions_OfTheFigures_Solves28()
    {
        Assert.Equal(0.116718, Figures.MostPriceSessions, 5e-7);
        var most = Figures.MostPriceSessions;
        Assert.Equal(Figures.MostObservedSessions, (3 * most) + Math.Sqrt(8 * most * (0.1 + most)), 1e-15);
    }

    [Fact]
    public void Demands_WithSessions_AreShadedTheMoreThereAre()
    {
        var (none, lastObserved, lastPriced) = (Figures.WithoutSessions(), -1.0, -1.0);
        Assert.Equal(none, Figures.WithPriceSessions(0));
        for (var sessions = 0.0; sessions < Figures.MostPriceSessions; sessions += 0.01)
        {
            var (observed, priced) = (Figures.WithObservedSessions(sessions), Figures.WithPriceSessions(sessions));
            Assert.True(lastObserved < observed.PriceSlope && observed.PriceSlope < 0);
            Assert.True(lastPriced < priced.PriceSlope && priced.PriceSlope < 0);
            Assert.True(observed.PriceSlope <= priced.PriceSlope);
            (lastObserved, lastPriced) = (observed.PriceSlope, priced.PriceSlope);
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(-0.05)]
    public void Demands_AtThePriceOfTheAverage_ClearTheMarket(double average)
    {
        foreach (var demand in new[] { Figures.WithoutSessions(), Figures.WithObservedSessions(0.1), Figures.WithPriceSessions(0.1) })
        {
            Assert.Equal(0, demand.At(Figures.PriceAt(average), average), 1e-15);
        }
    }

    [Fact]
    public void Demands_BeyondTheBounds_DoNotExist()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Figures.WithObservedSessions(0.8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Figures.WithPriceSessions(0.11672));
        Assert.Throws<ArgumentOutOfRangeException>(() => Figures.WithPriceSessions(-0.1));
    }
}
