using Exchange.Bots;
using Exchange.Bots.Internal;

namespace Exchange.Clients.Tests.Bots;

public sealed class PeriodScoresTests
{
    private static readonly Strategy Honest = Strategy.Named("size-trader");
    private static readonly Strategy Liar = Strategy.Named("size-liar");

    [Theory]
    [InlineData(false, 0.5)]
    [InlineData(true, 0.1)]
    public void Add_PeriodsWithMuchAndLittleToGain_CountAlikeOrByWhatThereWas(bool areWeighted, double expected)
    {
        var scores = new PeriodScores(areWeighted);
        Assert.Null(scores.Efficiency);
        scores.Add(PeriodOf(3, sold: 0, bought: 0), [Honest, Honest]);
        scores.Add(PeriodOf(1, sold: 1, bought: 1), [Honest, Honest]);
        Assert.Equal(expected, scores.Efficiency!.Value, 12);
        Assert.Equal(expected, scores.EfficiencyOf(Honest)!.Value, 12);
        Assert.Equal(2, scores.Periods);
    }

    [Fact]
    public void EfficiencyOf_Strategies_IsOfTheirTraders()
    {
        var scores = new PeriodScores(areWeighted: true);
        scores.Add(PeriodOf(3, sold: 3, bought: 0), [Honest, Liar]);
        scores.Add(PeriodOf(1, sold: 0, bought: 1), [Honest, Liar]);
        Assert.Equal(0.9, scores.EfficiencyOf(Honest)!.Value, 12);
        Assert.Equal(0.1, scores.EfficiencyOf(Liar)!.Value, 12);
        Assert.Equal(0.5, scores.Efficiency!.Value, 12);
    }

    /// <summary>One trader has so much too much and another so much too little: the square of it is to gain.</summary>
    private static HoldingMarket PeriodOf(decimal deviation, decimal sold, decimal bought)
    {
        var market = HoldingMarket.Of([new(deviation, 1, 100), new(-deviation, 1, 100)], 100);
        market.Traders[0].Trade(-sold);
        market.Traders[1].Trade(bought);
        return market;
    }
}
