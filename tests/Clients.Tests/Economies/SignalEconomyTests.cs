using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Economies;

public sealed class SignalEconomyTests
{
    [Fact]
    public void FundamentalValue_OfTheWorkedExample_IsWorkedByHand()
    {
        // α = 1, β = ½, μ = 2, N = 5: σ_N = 6/5, and the price is 9/5.
        var economy = new FundamentalValue(1, 0.5m, 2, 5);
        decimal[] signals = [3, 1, -2, 4, 0];
        Assert.Equal(1.2m, economy.LeastTax);
        Assert.Equal(new ConditionalBid(4.5m, 4.8m), economy.BidOf(0, 3, 1.2m));
        var (price, quantities) = economy.AllocationAt(signals, 1.2m);
        Assert.Equal(1.8m, price);
        Assert.Equal(signals.Select(s => 5m / 16 * (s - 1.2m)), quantities);
        Assert.Equal([3.6m, 1.6m, -1.4m, 4.6m, 0.6m], economy.ValuesAt(signals));
    }

    [Fact]
    public void TwoGroups_BidOf_IsOnTheOwnGroup()
    {
        // α = 1, β = 3, μ = 2, σ = 1, N = 4: m = 3·(1 + 3/2), c = 3·3/2.
        var economy = new TwoGroups(1, 3, 2, 4);
        Assert.Equal(new ConditionalBid(8, 7.5m) { Groups = [new("fundamental", 4.5m)] }, economy.BidOf(1, 2, 1));
        Assert.Equal(new ConditionalBid(-4, 7.5m) { Groups = [new("b", 4.5m)] }, new TwoGroups(1, 3, 2, 4) { Second = "b" }.BidOf(2, -1, 1));
        Assert.Equal(4, economy.LeastTax);
        Assert.Equal([1 + (3 * 1.5m), 2 + (3 * 1.5m), 3 + (3 * 5m), 7 + (3 * 5m)], economy.ValuesAt([1, 2, 3, 7]));
        Assert.Equal(["fundamental", "fundamental", "liquidity", "liquidity"], Enumerable.Range(0, 4).SelectMany(economy.GroupsOf));
    }

    [Fact]
    public void UnequalCapacities_BidOf_IsOnTheOthers()
    {
        // α = 1, β = 2, N = 4, small μ = 5, big μ = 1, σ = 1: m = 3(μ + 1), c = ∓2·4/4.
        var economy = new UnequalCapacities(1, 2, 5, 1, 4);
        Assert.Equal(new ConditionalBid(6, 18) { Groups = [new("big", -2)] }, economy.BidOf(0, 2, 1));
        Assert.Equal(new ConditionalBid(6, 6) { Groups = [new("small", 2)] }, economy.BidOf(3, 2, 1));
        Assert.Null(economy.LeastTax);
        Assert.Equal(5 * 3m / (8 - 2), new UnequalCapacities(1, 2, 5, 1, 10).LeastTax);
    }

    [Fact]
    public void BidOf_WithoutInterdependence_HasNoConditions()
    {
        Assert.Empty(new TwoGroups(1, 0, 2, 4).BidOf(0, 1, 1).Groups);
        Assert.Empty(new UnequalCapacities(1, 0, 5, 1, 4).BidOf(0, 1, 1).Groups);
    }

    [Fact]
    public void BidOf_AnyParameters_HasNoMorePlacesThanTheExchangeTakes()
    {
        var bid = new TwoGroups(0.7m, 1.9m, 0.3m, 6).BidOf(0, 1m / 3, 0.1m);
        Assert.All([bid.Intercept, bid.Slope, bid.Groups[0].Slope], number => Assert.Equal(decimal.Round(number, 18), number));
    }

    /// <summary>(3.8), by the bids: everyone's marginal utility less the tax on a unit more is the price.</summary>
    [Fact]
    public void BidOf_EveryAgent_ClearsAtItsMarginalUtilityLessTheTax()
    {
        const int Seed = 3;
        var random = new Random(Seed);
        for (var economies = 0; economies < 60; economies++)
        {
            var count = 4 + (2 * random.Next(6));
            var economy = Draw(random, economies % 3, count);
            var signals = RandomEconomies.Signals(random, count);
            var sigma = RandomEconomies.Uniform(random, 0, 3);
            var (price, quantities) = DenseAuction.Clear(
                [.. signals.Select((s, i) => economy.BidOf(i, s, sigma))], RandomEconomies.RosterOf(economy));
            var values = economy.ValuesAt(signals);
            for (var i = 0; i < count; i++)
            {
                Assert.True(
                    Math.Abs((double)values[i] - ((double)(economy.MuOf(i) + sigma) * quantities[i]) - price) < 1e-9,
                    $"seed {Seed}, economy {economies}, agent {i}");
            }
            var told = economy.AllocationAt(signals, sigma);
            Assert.Equal(price, (double)told.Price, 1e-9);
            Assert.Equal(quantities[0], (double)told.Quantities[0], 1e-9);
        }
    }

    [Fact]
    public void Economies_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FundamentalValue(0, 1, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FundamentalValue(1, -1, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FundamentalValue(1, 1, 0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FundamentalValue(1, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TwoGroups(1, 1, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UnequalCapacities(1, 1, 1, 0, 4));
        var economy = new FundamentalValue(1, 1, 1, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => economy.BidOf(5, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => economy.BidOf(0, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => economy.AllocationAt([1, 2, 3, 4, 5], -1));
        Assert.Throws<ArgumentException>(() => economy.ValuesAt([1]));
        Assert.Null(new FundamentalValue(1, 3, 1, 5).LeastTax);
    }

    internal static LinearEconomy Draw(Random random, int kind, int count)
    {
        var (alpha, beta) = (RandomEconomies.Uniform(random, 0.5m, 2), RandomEconomies.Uniform(random, 0, 3));
        var (mu, other) = (RandomEconomies.Uniform(random, 0.2m, 3), RandomEconomies.Uniform(random, 0.2m, 3));
        return kind switch
        {
            0 => new FundamentalValue(alpha, beta, mu, count),
            1 => new TwoGroups(alpha, beta, mu, count),
            _ => new UnequalCapacities(alpha, beta, mu, other, count),
        };
    }
}
