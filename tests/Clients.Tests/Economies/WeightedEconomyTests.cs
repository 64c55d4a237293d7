using Exchange.Sdk;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Economies;

public sealed class WeightedEconomyTests
{
    private static readonly Agent[] Pair = [new("a", 1), new("b", 1)];

    /// <summary>(5.24) of the weights of Examples 4 to 6 is what the paper works out in closed form in Example 7.</summary>
    [Fact]
    public void BidOf_WeightsOfTheExamples_IsTheClosedForm()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        for (var economies = 0; economies < 60; economies++)
        {
            var count = 4 + (2 * random.Next(6));
            var closed = SignalEconomyTests.Draw(random, economies % 3, count);
            var roster = RandomEconomies.RosterOf(closed);
            var general = new WeightedEconomy(roster, WeightsOf(closed));
            var sigma = RandomEconomies.Uniform(random, 0, 3);
            for (var i = 0; i < count; i++)
            {
                var signal = RandomEconomies.Uniform(random, -50, 50);
                var (bid, expected) = (general.BidOf(i, signal, sigma), closed.BidOf(i, signal, sigma));
                var at = $"seed {Seed}, economy {economies}, agent {i}: {bid} instead of {expected}";
                Assert.True(Math.Abs(expected.Intercept - bid.Intercept) <= 1e-16m, at);
                var slopes = DenseAuction.SlopesOf(bid, i, roster).Zip(DenseAuction.SlopesOf(expected, i, roster));
                Assert.True(slopes.All(pair => Math.Abs(pair.First - pair.Second) <= 1e-17m), at);
                Assert.True(bid.Groups.Count == expected.Groups.Count && bid.Groups.All(group => !group.IsAccount), at);
            }
            Assert.Equal(closed.LeastTax ?? -1, general.LeastTax ?? -1, 16);
        }
    }

    [Fact]
    public void BidOf_AnyWeights_ClearsAtTheMarginalUtilityLessTheTax()
    {
        const int Seed = 9;
        var random = new Random(Seed);
        for (var economies = 0; economies < 200; economies++)
        {
            var count = 2 + random.Next(12);
            var (agents, weights) = RandomEconomies.Any(random, count);
            var economy = new WeightedEconomy(agents, weights);
            var signals = RandomEconomies.Signals(random, count);
            var sigma = RandomEconomies.Uniform(random, 0, 3);
            var (price, quantities) = DenseAuction.Clear([.. signals.Select((s, i) => economy.BidOf(i, s, sigma))], agents);
            var expected = economy.AllocationAt(signals, sigma);
            Assert.True(Math.Abs((double)expected.Price - price) < 1e-9, $"seed {Seed}, economy {economies}");
            for (var i = 0; i < count; i++)
            {
                var value = Enumerable.Range(0, count).Sum(j => weights[i, j] * signals[j]);
                Assert.True(
                    Math.Abs((double)value - ((double)(agents[i].Mu + sigma) * quantities[i]) - price) < 1e-9
                    && Math.Abs((double)expected.Quantities[i] - quantities[i]) < 1e-9,
                    $"seed {Seed}, economy {economies}, agent {i}");
            }
        }
    }

    [Fact]
    public void BidOf_GroupsWhoseMembersWeighTheSame_IsOneConditionForEach()
    {
        // b and c tell a nothing, d and e twice as much as f: most weigh nothing, and f has no group.
        var weights = Identity(6);
        (weights[0, 3], weights[0, 4], weights[0, 5]) = (0.2m, 0.2m, 0.1m);
        string[][] groups = [["x"], ["x", "all"], ["all"], ["y"], ["y"], []];
        var economy = new WeightedEconomy(groups.Select((names, i) => new Agent($"{(char)('a' + i)}", 1) { Groups = names }), weights);

        // Row a of the inverse: 1, 0, 0, −0.2, −0.2, −0.1, in sum 0.5.
        var expected = new ConditionalBid(6, 2) { Groups = [new("y", 0.4m), new("f", 0.2m, IsAccount: true)] };
        Assert.Equal(expected, economy.BidOf("a", 3, 0));
        Assert.Equal(expected, economy.BidOf(0, 3, 0));
        Assert.Equal(new(3, 1), economy.BidOf("b", 3, 0));
    }

    [Fact]
    public void BidOf_MostOthersLowerThePrice_StillSlopesDown()
    {
        // b's and c's signals are bad news for a, and their μ so steep that what they buy is much of it.
        decimal[,] weights = { { 1, -0.3m, -0.3m, 0 }, { -0.3m, 1, 0, 0 }, { -0.3m, 0, 1, 0 }, { 0, 0, 0, 1 } };
        Agent[] agents = [new("a", 1), new("b", 100) { Groups = ["x"] }, new("c", 100) { Groups = ["x"] }, new("d", 1)];
        var bid = new WeightedEconomy(agents, weights).BidOf("a", 1, 0);
        Assert.True(bid.Slope > 0);
        Assert.True(DenseAuction.SlopesOf(bid, 0, agents)[1] < 0);
        Assert.All(bid.Groups, group => Assert.True(group.IsAccount));
    }

    [Fact]
    public void LeastTax_UnequalSlopes_IsByTheGreatestEffectOnAnybody()
    {
        decimal[,] weights = { { 1, 0.03m, 0 }, { 0, 2, 0.05m }, { 0, 0, 1 } };
        Agent[] agents = [new("a", 1), new("b", 4), new("c", 1)];
        Assert.Equal(4 * (1 + 0.1m) / (1 - 0.2m), new WeightedEconomy(agents, weights).LeastTax);
        Assert.Equal(1 + 0.05m, new WeightedEconomy(Agents(3), weights).LeastTax!.Value * (1 - 0.1m), 15);
        Assert.Null(new WeightedEconomy(Pair, Identity(2)).LeastTax);
    }

    [Theory]
    [InlineData(1, 1, 1, 1, "singular")]
    [InlineData(0, 0, 0, 1, "singular")]
    [InlineData(1, 3, 1, 3.000000000000001, "singular")]
    [InlineData(1, 2, 0, 1, "'a'")]
    [InlineData(1, 1, 0, 1, "'a'")]
    [InlineData(-1, 0, 0, 1, "'a'")]
    public void WeightedEconomy_WeightsThatGiveNoBids_Throws(double w00, double w01, double w10, double w11, string detail)
    {
        decimal[,] weights = { { (decimal)w00, (decimal)w01 }, { (decimal)w10, (decimal)w11 } };
        var exception = Assert.Throws<ArgumentException>(() => new WeightedEconomy(Pair, weights));
        Assert.Contains(detail, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightedEconomy_BadAgentsOrShape_Throws()
    {
        void AssertThrows(string detail, Agent[] agents, decimal[,] weights) => Assert.Contains(
            detail, Assert.Throws<ArgumentException>(() => new WeightedEconomy(agents, weights)).Message, StringComparison.Ordinal);

        AssertThrows("account of its own", [new("a", 1), new("a", 1)], Identity(2));
        AssertThrows("two agents or more", [new("a", 1)], Identity(1));
        AssertThrows("'b' must fall: μ is 0", [new("a", 1), new("b", 0)], Identity(2));
        AssertThrows("2 agents", Pair, Identity(3));
        AssertThrows("too far apart", Pair, new decimal[,] { { 9e-28m, -8e-28m }, { -1e-28m, 1e-28m } });
        var economy = new WeightedEconomy(Pair, Identity(2));
        Assert.Throws<ArgumentException>(() => economy.BidOf("c", 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => economy.BidOf(2, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => economy.BidOf(0, 1, -0.1m));
    }

    [Fact]
    public void WeightedEconomy_WeightsChangedLater_IsNot()
    {
        var weights = Identity(2);
        var economy = new WeightedEconomy(Pair, weights);
        weights[0, 1] = 1;
        Assert.Equal([3, 5], economy.ValuesAt([3, 5]));
    }

    private static Agent[] Agents(int count) => [.. Enumerable.Range(0, count).Select(i => new Agent($"{(char)('a' + i)}", 1))];

    private static decimal[,] Identity(int count)
    {
        var weights = new decimal[count, count];
        for (var i = 0; i < count; i++)
        {
            weights[i, i] = 1;
        }
        return weights;
    }

    /// <summary>The weights are what unit signals are worth.</summary>
    private static decimal[,] WeightsOf(LinearEconomy economy)
    {
        var weights = new decimal[economy.Count, economy.Count];
        for (var j = 0; j < economy.Count; j++)
        {
            var values = economy.ValuesAt([.. Enumerable.Range(0, economy.Count).Select(i => i == j ? 1m : 0)]);
            for (var i = 0; i < economy.Count; i++)
            {
                weights[i, j] = values[i];
            }
        }
        return weights;
    }
}
