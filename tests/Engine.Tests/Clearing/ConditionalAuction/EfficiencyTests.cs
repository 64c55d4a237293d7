using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>What the tax costs in efficiency, and what the auction gains on the plain double auction.</summary>
public class EfficiencyTests
{
    /// <summary>Proposition 2: at σ_N no quantity is further than D/N from the efficient one.</summary>
    [Theory]
    [InlineData("fundamental")]
    [InlineData("groups")]
    [InlineData("capacities")]
    public void Loss_AtTheLeastTax_FallsAsOneOverN(string example)
    {
        var losses = new List<double>();
        for (var count = 16; count <= 2_048; count *= 2)
        {
            var random = new SeededGenerator(3);
            double[] signals = [.. Enumerable.Range(0, count).Select(i => (i % 2 == 0 ? 1 : -1) + (i % 8 < 4 ? 0.5 : -0.5))];
            losses.Add(Loss(example, signals));
        }
        for (var k = 1; k < losses.Count; k++)
        {
            Assert.InRange(losses[k] / losses[k - 1], 0.42, 0.51);
        }
        Assert.Equal(0.5, losses[^1] / losses[^2], 2e-3);
    }

    [Theory]
    [InlineData(0.2, 0.5, 8)]
    [InlineData(0.5, 1, 20)]
    [InlineData(0.9, 0.1, 60)]
    [InlineData(0.5, 10, 60)]
    public void Weights_OfExample5_AreTheProjectionOfValuesOnSignals(double rho, double zeta, int count)
    {
        var (alpha, beta) = Weights(rho, zeta, count);
        var signals = Matrix<double>.Build.Dense(count, count, (i, j) => Covariance(i, j, count, rho) + (i == j ? zeta : 0));
        var values = Vector<double>.Build.Dense(count, j => Covariance(0, j, count, rho));
        var projection = signals.Solve(values);
        for (var j = 0; j < count; j++)
        {
            var expected = (j == 0 ? alpha : 0) + (LinearModel.GroupOf(j, count) == 0 ? 2 * beta / count : 0);
            Assert.Equal(projection[j], expected, 1e-12);
        }
    }

    /// <summary>The constants of Appendix C: what a trader infers from its signal and the price, and its best response.</summary>
    [Theory]
    [InlineData(0.2, 0.5, 8)]
    [InlineData(0.5, 1, 20)]
    [InlineData(0.9, 0.1, 60)]
    public void DoubleAuction_OfExample5_IsAnEquilibrium(double rho, double zeta, int count)
    {
        var (own, price) = DoubleAuctionWeights(rho, zeta, count);
        // On the signal and the mean of all: Var s = 1 + ζ, Cov(s, s̄) = Var s̄, Cov(θ, s̄) = Var s̄ − ζ/N.
        var mean = (1 + zeta + (((count / 2.0) - 1) * rho)) / count;
        var determinant = ((1 + zeta) * mean) - (mean * mean);
        var onSignal = (mean - (mean * (mean - (zeta / count)))) / determinant;
        var onMean = (((1 + zeta) * (mean - (zeta / count))) - mean) / determinant;
        Assert.Equal(onSignal, own, 1e-12);
        Assert.Equal(onMean, price * own / (1 - price), 1e-12);
    }

    /// <summary>(4.19) and (4.20): expected utilities of the auction's own outcome over those of the double auction.</summary>
    [Theory]
    [InlineData(0.2, 0.5)]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 5)]
    [InlineData(0.9, 10)]
    public void Utility_OfExample5_BeatsTheDoubleAuctionAndTendsToTheLimit(double rho, double zeta)
    {
        var limit = ((rho / 4) + ((1 - rho) * (1 - rho) / (2 * (1 - rho + zeta)))) / ((2 - rho) * (2 - rho) / (4 * (2 - rho + (2 * zeta))));
        var distance = double.PositiveInfinity;
        foreach (var count in new[] { 20, 100, 500, 4_000 })
        {
            var (auction, doubleAuction) = (AuctionUtility(rho, zeta, count), DoubleAuctionUtility(rho, zeta, count));
            var ratio = auction / doubleAuction;
            Assert.True(ratio > 1, $"{ratio} at N = {count}");
            Assert.True(Math.Abs(ratio - limit) < distance, $"{ratio} at N = {count}, {limit} in the end");
            distance = Math.Abs(ratio - limit);
        }
        Assert.InRange(distance / limit, 0, 0.01);
    }

    /// <summary>The greatest distance from the efficient quantities, those of the auction without a tax.</summary>
    private static double Loss(string example, double[] signals)
    {
        const double Alpha = 1, Beta = 0.5, Mu = 2;
        var count = signals.Length;
        double[] capacities = [.. signals.Select((_, i) => LinearModel.GroupOf(i, count) == 0 ? Mu : Mu / 2)];
        Func<double, SampleBid[]> bidsAt = example switch
        {
            "groups" => sigma => PaperExamplesTests.GroupBids(Alpha, Beta, Mu, sigma, signals),
            "capacities" => sigma => PaperExamplesTests.CapacityBids(Alpha, Beta, capacities, sigma, signals),
            _ => sigma => [.. signals.Select(s => new SampleBid((Alpha + Beta) * s, (Alpha + Beta) * (Mu + sigma) / Alpha))],
        };
        TaxSlope tax = example == "groups"
            ? new GroupsTaxSlope(D(Alpha), D(Beta), D(Mu))
            : new FundamentalTaxSlope(D(Alpha), D(Beta), D(Mu));
        Assert.True(tax.TryFor(count, out var least));
        var (actual, efficient) = (new SampleAuction(least, maxDeficit: 0), new SampleAuction(0));
        Assert.Equal(ClearingFailure.None, actual.Clear(bidsAt(least)));
        Assert.Equal(ClearingFailure.None, efficient.Clear(bidsAt(0)));
        return Enumerable.Range(0, count).Max(i => Math.Abs(actual.Solution.QuantityOf(i) - efficient.Solution.QuantityOf(i)));
    }

    /// <summary>E[q(E[θ|s] − μq/2)] with μ = 1; payments are zero on average. The outcome is linear in the signals.</summary>
    private static double AuctionUtility(double rho, double zeta, int count)
    {
        var (alpha, beta) = Weights(rho, zeta, count);
        Assert.True(new GroupsTaxSlope(D(alpha), D(beta), D(1)).TryFor(count, out var sigma));
        var auction = new SampleAuction(sigma, "0.000001", "0.000001");
        return Utility(rho, zeta, count, alpha, beta, WeightOn(0), WeightOn(1), WeightOn(count - 1));

        double WeightOn(int other)
        {
            var signals = new double[count];
            signals[other] = 1;
            Assert.Equal(ClearingFailure.None, auction.Clear(PaperExamplesTests.GroupBids(alpha, beta, 1, sigma, signals)));
            return auction.Solution.QuantityOf(0);
        }
    }

    private static double DoubleAuctionUtility(double rho, double zeta, int count)
    {
        var (alpha, beta) = Weights(rho, zeta, count);
        var (own, price) = DoubleAuctionWeights(rho, zeta, count);
        var scale = own * (((count - 2.0) / (count - 1)) - price) / (1 - price);
        return Utility(rho, zeta, count, alpha, beta, scale * (1 - (1.0 / count)), -scale / count, -scale / count);
    }

    /// <summary>Of a quantity with so much weight on the own signal, on those of the group and on those of the other.</summary>
    private static double Utility(
        double rho, double zeta, int count, double alpha, double beta, double own, double mate, double stranger)
    {
        var half = count / 2;
        (double Own, double Mate, double Stranger) quantity = (own, mate, stranger);
        (double Own, double Mate, double Stranger) value = (alpha + (beta / half), beta / half, 0);
        return Covary(value, quantity) - (Covary(quantity, quantity) / 2);

        double Covary((double Own, double Mate, double Stranger) x, (double Own, double Mate, double Stranger) y)
        {
            var noise = (1 - rho + zeta) * ((x.Own * y.Own) + ((half - 1) * x.Mate * y.Mate) + (half * x.Stranger * y.Stranger));
            var (ownX, ownY) = (x.Own + ((half - 1) * x.Mate), y.Own + ((half - 1) * y.Mate));
            return noise + (rho * ((ownX * ownY) + (half * x.Stranger * half * y.Stranger)));
        }
    }

    /// <summary>(4.18), corrected.</summary>
    private static (double Alpha, double Beta) Weights(double rho, double zeta, int count) => (
        (1 - rho) / (1 - rho + zeta),
        count / 2.0 * rho * zeta / ((1 - rho + zeta) * (1 + zeta + (((count / 2.0) - 1) * rho))));

    /// <summary>c_s and c_p of Appendix C.</summary>
    private static (double Own, double Price) DoubleAuctionWeights(double rho, double zeta, int count)
    {
        var share = (count - 2.0) / (2 * (count - 1.0)) * rho;
        var own = (1 - share) / (1 - share + zeta);
        return (own, count * share / (1 + ((count - 2.0) / 2 * rho)) * zeta / (1 - share + zeta));
    }

    private static double Covariance(int i, int j, int count, double rho) =>
        i == j ? 1 : LinearModel.GroupOf(i, count) == LinearModel.GroupOf(j, count) ? rho : 0;

    private static FixedDecimal D(double value) => SampleAuction.Decimal(value);
}
