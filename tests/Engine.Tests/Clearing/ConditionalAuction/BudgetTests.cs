using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>Proposition 2: the revelation bids leave a surplus at σ ≥ σ_N; plain VCG, at σ = 0, a deficit.</summary>
public class BudgetTests
{
    [Fact]
    public void Clear_RevelationBids_LeaveASurplusFromTheirSlopeOnAndADeficitAtZero()
    {
        for (var seed = 1; seed <= 2_000; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var (bidsAt, taxed) = Draw(random);
            foreach (var factor in new[] { 1, 1.25, 3 })
            {
                AssertSurplus(bidsAt(factor * taxed), factor * taxed, seed);
            }
            var untaxed = new SampleAuction(0);
            Assert.Equal(ClearingFailure.None, untaxed.Clear(bidsAt(0)));
            var deficit = untaxed.Result.Payments.ToArray().Aggregate((sum, payment) => sum + payment);
            Assert.True(deficit > Cash.Zero, $"seed {seed}: plain VCG left {deficit}");
            var strict = new SampleAuction(0, maxDeficit: 0);
            Assert.Equal(ClearingFailure.Deficit, strict.Clear(bidsAt(0)));
        }
    }

    /// <summary>In a market in which the operator may not pay: balanced budgets must pass, to the atom.</summary>
    private static void AssertSurplus(SampleBid[] bids, double sigma, int seed)
    {
        var auction = new SampleAuction(sigma, maxDeficit: 0);
        Assert.True(auction.Clear(bids) == ClearingFailure.None, $"seed {seed}, σ = {sigma}: {auction.Result.Failure.Name()}");
        var received = auction.Result.Payments.ToArray().Aggregate((sum, payment) => sum + payment);
        Assert.True(received <= Cash.Zero, $"seed {seed}, σ = {sigma}: the operator pays {received}");
        Assert.Equal(-(double)received.Atoms * 1e-12, auction.Solution.OperatorSurplus, 1e-6);
        Assert.Equal(0, auction.Result.Lots.ToArray().Sum());
    }

    /// <summary>Bids by σ of a random economy of one of the models, and its σ_N.</summary>
    private static (Func<double, SampleBid[]> BidsAt, double Taxed) Draw(SeededGenerator random)
    {
        var count = 4 + (2 * (int)random.NextBelow(10));
        var (alpha, mu) = (random.Uniform(0.5, 2), random.Uniform(0.2, 3));
        var beta = random.Uniform(0, 0.9 * (count - 2) / 2) * alpha;
        beta = Math.Round(beta, 4);
        var signals = RandomModels.Signals(random, count);
        switch (random.NextBelow(3))
        {
            case 0:
                Assert.True(new FundamentalTaxSlope(D(alpha), D(beta), D(mu)).TryFor(count, out var fundamental));
                return (
                    sigma => [.. signals.Select(s => new SampleBid((alpha + beta) * s, (alpha + beta) * (mu + sigma) / alpha))],
                    fundamental);
            case 1:
                Assert.True(new GroupsTaxSlope(D(alpha), D(beta), D(mu)).TryFor(count, out var groups));
                return (sigma => PaperExamplesTests.GroupBids(alpha, beta, mu, sigma, signals), groups);
            default:
                var (steepest, steep) = (mu, random.Uniform(0.1, 1) * mu);
                double[] capacities = [.. signals.Select((_, i) => LinearModel.GroupOf(i, count) == 0 ? steepest : steep)];
                var weak = Math.Round(beta / 2, 4);
                var (own, pairwise) = (alpha + (weak / count), weak / count);
                Assert.True(new BoundsTaxSlope(D(own), D(pairwise), D(steepest)).TryFor(count, out var bounded));
                return (
                    sigma => PaperExamplesTests.CapacityBids(alpha, weak, capacities, sigma, signals), bounded);
        }
    }

    private static FixedDecimal D(double value) => SampleAuction.Decimal(value);
}
