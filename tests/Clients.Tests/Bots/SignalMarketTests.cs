using Exchange.Bots;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Bots;

public sealed class SignalMarketTests
{
    // α = 1, β = ½, μ = 2: values 3.6, 1.6, −1.4, 4.6 and 0.6, the efficient price 9/5.
    private readonly SignalMarket _market = SignalMarket.Of(new FundamentalValue(1, 0.5m, 2, 5), [3, 1, -2, 4, 0]);

    [Fact]
    public void MaxSurplus_OfTheWorkedExample_IsAtTheWalrasianPrice()
    {
        Assert.Equal(1.8m, _market.EquilibriumPrice);
        Assert.Equal((3.24m + 0.04m + 10.24m + 7.84m + 1.44m) / 4, _market.MaxSurplus);
        Assert.Equal(0, _market.Efficiency);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.2, 0.859375)]
    public void Efficiency_TheAuctionsQuantities_IsWhatTheTaxLeaves(double sigma, double expected)
    {
        // 1 − (σ/(μ + σ))²: 1 − (3/8)².
        decimal[] signals = [3, 1, -2, 4, 0];
        foreach (var (trader, quantity) in _market.Traders.Zip(new FundamentalValue(1, 0.5m, 2, 5).AllocationAt(signals, (decimal)sigma).Quantities))
        {
            trader.Trade(quantity);
            Assert.True(trader.IsDone);
        }
        Assert.Equal(expected, _market.Efficiency!.Value, 1e-12);
    }

    [Fact]
    public void Of_NotOneSignalAnAgent_Throws() =>
        Assert.Throws<ArgumentException>(() => SignalMarket.Of(new FundamentalValue(1, 0.5m, 2, 5), [1, 2]));
}
