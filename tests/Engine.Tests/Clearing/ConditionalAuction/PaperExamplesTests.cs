using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>Examples 4 to 7 of Andreyanov and Sadzik (2021): the auction's outcome is that of the σ-VCG mechanism.</summary>
public class PaperExamplesTests
{
    private const double Precision = 1e-9;

    [Fact]
    public void Clear_WorkedFundamentalValue_IsWorkedByHand()
    {
        // α = 1, β = ½, μ = 2, N = 5: σ_N = 6/5, p = 9/5, q = (5/16)(s − 6/5), t = p·q, r = σ_N.
        double[] signals = [3, 1, -2, 4, 0];
        var auction = new SampleAuction(1.2, maxDeficit: 0);
        Assert.Equal(ClearingFailure.None, auction.Clear([.. signals.Select(s => new SampleBid(1.5 * s, 1.5 * 3.2))]));
        Assert.Equal(180, auction.Result.Price.Ticks);
        Assert.Equal(1.8, auction.Solution.Price, 1e-12);
        for (var i = 0; i < 5; i++)
        {
            var quantity = 5.0 / 16 * (signals[i] - 1.2);
            Assert.Equal(quantity, auction.Solution.QuantityOf(i), 1e-12);
            Assert.Equal(1.2, auction.Solution.ResidualSlopeOf(i), 1e-12);
            Assert.Equal(1.8 * quantity, auction.Solution.PaymentOf(i), 1e-12);
            Assert.Equal(Reals.ToCash(-1.8 * quantity), auction.Result.Payments[i]);
            Assert.Equal((long)Math.Round(quantity * 1e6), auction.Result.Lots[i]);
        }
    }

    [Theory]
    [InlineData(1, 0.5, 2, 5)]
    [InlineData(0.7, 1.9, 0.3, 9)]
    [InlineData(2, 0, 1, 3)]
    [InlineData(1, 0.99, 5, 4)]
    public void Clear_FundamentalValue_IsExample4(double alpha, double beta, double mu, int count)
    {
        var model = LinearModel.Fundamental(alpha, beta, [.. Enumerable.Repeat(mu, count)]);
        var taxed = mu * (alpha + beta) / (((count - 2) * alpha) - beta);
        foreach (var signals in Signals(count))
        {
            foreach (var sigma in new[] { 0, 0.3, taxed, 4 })
            {
                var slope = (alpha + beta) * (mu + sigma) / alpha;
                var auction = AssertIsVcg(model, signals, sigma, [.. signals.Select(s => new SampleBid((alpha + beta) * s, slope))]);
                var mean = signals.Average();
                Assert.Equal((alpha + beta) * mean, auction.Solution.Price, Precision);
                for (var i = 0; i < count; i++)
                {
                    var quantity = auction.Solution.QuantityOf(i);
                    Assert.Equal(alpha / (mu + sigma) * (signals[i] - mean), quantity, Precision);
                    Assert.True(sigma != taxed || Math.Abs(auction.Solution.PaymentOf(i) - (auction.Solution.Price * quantity)) < Precision);
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 0.5, 2, 4)]
    [InlineData(0.7, 1.9, 0.3, 10)]
    [InlineData(1, 3, 1, 60)]
    public void Clear_Groups_IsExample5(double alpha, double beta, double mu, int count)
    {
        var model = LinearModel.Groups(alpha, beta, mu, count);
        var taxed = mu * (alpha + beta) / ((count - 2) * alpha);
        foreach (var signals in Signals(count))
        {
            foreach (var sigma in new[] { 0, 0.3, taxed, 4 })
            {
                var auction = AssertIsVcg(model, signals, sigma, GroupBids(alpha, beta, mu, sigma, signals));
                var mean = signals.Average();
                Assert.Equal((alpha + beta) * mean, auction.Solution.Price, Precision);
                for (var i = 0; i < count; i++)
                {
                    var own = signals.Where((_, j) => LinearModel.GroupOf(i, count) == LinearModel.GroupOf(j, count)).Average();
                    var quantity = auction.Solution.QuantityOf(i);
                    Assert.Equal(((alpha * signals[i]) + (beta * own) - ((alpha + beta) * mean)) / (mu + sigma), quantity, Precision);
                    Assert.True(sigma != taxed || Math.Abs(auction.Solution.PaymentOf(i) - (auction.Solution.Price * quantity)) < Precision);
                }
            }
        }
    }

    /// <summary>As many agents as a market may have, against the closed form alone.</summary>
    [Fact]
    public void Clear_AHundredThousandAgents_IsStillExample5()
    {
        const int Count = 100_000;
        const double Alpha = 0.7, Beta = 1.9, Mu = 0.3, Sigma = Mu * (Alpha + Beta) / ((Count - 2) * Alpha);
        var signals = RandomModels.Signals(new SeededGenerator(5), Count);
        var auction = new SampleAuction(Sigma, maxDeficit: 0);
        Assert.Equal(ClearingFailure.None, auction.Clear(GroupBids(Alpha, Beta, Mu, Sigma, signals)));
        var (first, second) = (signals.Take(Count / 2).Average(), signals.Skip(Count / 2).Average());
        var price = (Alpha + Beta) * (first + second) / 2;
        Assert.Equal(price, auction.Solution.Price, Precision);
        for (var i = 0; i < Count; i++)
        {
            var own = LinearModel.GroupOf(i, Count) == 0 ? first : second;
            var quantity = ((Alpha * signals[i]) + (Beta * own) - price) / (Mu + Sigma);
            Assert.Equal(quantity, auction.Solution.QuantityOf(i), Precision);
            Assert.Equal(price * quantity, auction.Solution.PaymentOf(i), Precision);
        }
    }

    [Theory]
    [InlineData(1, 0.5, 2, 1, 6)]
    [InlineData(0.7, 1.3, 3, 0.1, 10)]
    [InlineData(1, 4, 9, 0.5, 20)]
    public void Clear_UnequalCapacities_IsExample6(double alpha, double beta, double small, double big, int count)
    {
        double[] mu = [.. Enumerable.Range(0, count).Select(i => LinearModel.GroupOf(i, count) == 0 ? small : big)];
        var model = LinearModel.Fundamental(alpha, beta, mu);
        foreach (var signals in Signals(count))
        {
            foreach (var sigma in new[] { 0, 0.3, 1, 4 })
            {
                var auction = AssertIsVcg(model, signals, sigma, CapacityBids(alpha, beta, mu, sigma, signals));

                // With the corrected weights γ and the transfers of Appendix C with them.
                var (gammaSmall, gammaBig) = ((sigma + big) / ((2 * sigma) + small + big), (sigma + small) / ((2 * sigma) + small + big));
                var (meanSmall, meanBig) = (signals.Take(count / 2).Average(), signals.Skip(count / 2).Average());
                var price = (alpha * ((gammaSmall * meanSmall) + (gammaBig * meanBig))) + (beta * signals.Average());
                Assert.Equal(price, auction.Solution.Price, Precision);
                for (var i = 0; i < count; i++)
                {
                    var gamma = LinearModel.GroupOf(i, count) == 0 ? gammaSmall : gammaBig;
                    var quantity = ((alpha * signals[i]) + (beta * signals.Average()) - price) / (mu[i] + sigma);
                    var slope = (sigma + mu[i]) / (alpha * (count - (2 * gamma))) * (beta + (2 * alpha * gamma));
                    Assert.Equal(quantity, auction.Solution.QuantityOf(i), Precision);
                    Assert.Equal((price * quantity) + ((sigma - slope) * quantity * quantity / 2), auction.Solution.PaymentOf(i), Precision);
                }
            }
        }
    }

    [Fact]
    public void Clear_AnyWeights_IsExample7()
    {
        var random = new SeededGenerator(7);
        for (var economy = 0; economy < 300; economy++)
        {
            var count = 3 + (int)random.NextBelow(10);
            var model = RandomModels.Any(random, count);
            var signals = RandomModels.Signals(random, count);
            var sigma = 2 * random.NextUnit();
            AssertIsVcg(model, signals, sigma, model.Revelations(signals, sigma));
        }
    }

    /// <summary>Example 7 with groups: m = ((μ + σ)/α)(α + β(N − 2)/N), on one's own group ((μ + σ)/α)·2β/N.</summary>
    internal static SampleBid[] GroupBids(double alpha, double beta, double mu, double sigma, double[] signals)
    {
        var (count, scale) = (signals.Length, (mu + sigma) / alpha);
        return
        [
            .. signals.Select((s, i) => new SampleBid(
                (alpha + beta) * s,
                scale * (alpha + (beta * (count - 2) / count)),
                new SampleCondition($"g{LinearModel.GroupOf(i, count)}", scale * 2 * beta / count))
            {
                Groups = [LinearModel.GroupOf(i, count)],
            }),
        ];
    }

    /// <summary>Example 7 with unequal capacities: the first half is small, the second big.</summary>
    internal static SampleBid[] CapacityBids(double alpha, double beta, double[] mu, double sigma, double[] signals)
    {
        var count = signals.Length;
        var cross = beta * (mu[0] - mu[^1]) / (alpha * count);
        return
        [
            .. signals.Select((s, i) => new SampleBid(
                (alpha + beta) * s,
                (alpha + beta) * (mu[i] + sigma) / alpha,
                LinearModel.GroupOf(i, count) == 0 ? new SampleCondition("g1", -cross) : new SampleCondition("g0", cross))
            {
                Groups = [LinearModel.GroupOf(i, count)],
            }),
        ];
    }

    private static SampleAuction AssertIsVcg(LinearModel model, double[] signals, double sigma, SampleBid[] bids)
    {
        var (price, quantities) = model.Allocate(signals, sigma);
        var transfers = model.Transfers(signals, sigma);
        var auction = new SampleAuction(sigma);
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        var scale = Math.Max(1, Math.Max(Math.Abs(price), transfers.Max(Math.Abs)));
        Assert.Equal(price, auction.Solution.Price, Precision * scale);
        for (var i = 0; i < model.Count; i++)
        {
            Assert.Equal(quantities[i], auction.Solution.QuantityOf(i), Precision * scale);
            Assert.Equal(transfers[i], auction.Solution.PaymentOf(i), Precision * scale);
        }
        return auction;
    }

    private static List<double[]> Signals(int count)
    {
        var random = new SeededGenerator((ulong)count);
        return Enumerable.Range(0, 5).Select(_ => RandomModels.Signals(random, count)).ToList();
    }
}
