using Exchange.Lab.Internal;
using Exchange.Sdk.Economies;

namespace Exchange.Clients.Tests.Economies;

/// <summary>Revelation bids in the exchange's own auction.</summary>
public sealed class CalculatorTests
{
    /// <summary>Quantities are rounded to lots of a millionth.</summary>
    private const double Precision = 1e-6;

    [Fact]
    public void Clear_RevelationBidsOfAnyWeights_IsTheVcgAllocation()
    {
        const int Seed = 21;
        var random = new Random(Seed);
        for (var economies = 0; economies < 100; economies++)
        {
            var count = 3 + random.Next(10);
            var (agents, weights) = RandomEconomies.Any(random, count);
            var economy = new WeightedEconomy(agents, weights);
            var signals = RandomEconomies.Signals(random, count);
            var sigma = RandomEconomies.Uniform(random, 0, 3);
            AssertIsVcg(economy, signals, sigma, $"seed {Seed}, economy {economies}");
        }
    }

    [Fact]
    public void Clear_RevelationBidsOfTheExamples_IsTheVcgAllocation()
    {
        const int Seed = 22;
        var random = new Random(Seed);
        for (var economies = 0; economies < 60; economies++)
        {
            var count = 4 + (2 * random.Next(20));
            var economy = SignalEconomyTests.Draw(random, economies % 3, count);
            AssertIsVcg(
                economy, RandomEconomies.Signals(random, count), RandomEconomies.Uniform(random, 0, 3), $"seed {Seed}, economy {economies}");
        }
    }

    /// <summary>Of any weights σ_N leaves no deficit, and of those of Examples 4 and 5 nothing at all.</summary>
    [Fact]
    public void Clear_AtTheLeastTax_LeavesNoDeficit()
    {
        const int Seed = 23;
        var random = new Random(Seed);
        var taxed = 0;
        for (var economies = 0; economies < 100; economies++)
        {
            var count = 4 + random.Next(10);
            var (agents, weights) = RandomEconomies.Any(random, count);
            var economy = new WeightedEconomy(agents, weights);
            if (economy.LeastTax is { } sigma)
            {
                taxed++;
                var outcome = Clear(economy, RandomEconomies.Signals(random, count), sigma, maxDeficit: "0");
                Assert.True(outcome.OperatorCash >= 0, $"seed {Seed}, economy {economies}");
            }
        }
        Assert.True(taxed > 50);
    }

    private static void AssertIsVcg(LinearEconomy economy, decimal[] signals, decimal sigma, string economies)
    {
        var quantities = Clear(economy, signals, sigma, maxDeficit: "").Quantities;
        var expected = economy.AllocationAt(signals, sigma);
        for (var i = 0; i < economy.Count; i++)
        {
            Assert.True(Math.Abs((double)(expected.Quantities[i] - quantities[i])) <= Precision, $"{economies}, agent {i}");
        }
    }

    private static Outcome Clear(LinearEconomy economy, decimal[] signals, decimal sigma, string maxDeficit) => Auction.Clear(
        signals.Select((signal, i) => new V1.CalculatorBid
        {
            MemberOf = { economy.GroupsOf(i) },
            Conditional = economy.BidOf(i, signal, sigma).ToMessage(),
        }),
        new() { Sigma = Auction.Write(sigma), MaxDeficit = maxDeficit });
}
