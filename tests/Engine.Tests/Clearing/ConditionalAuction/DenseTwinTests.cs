using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

public class DenseTwinTests
{
    [Fact]
    public void Clear_RandomAffineBids_IsWhatTheDenseSystemsGive()
    {
        var compared = 0;
        for (var seed = 1; seed <= 400; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            compared += Compare(RandomBids.Affine(random), 2 * random.NextUnit(), "0.000001", $"seed {seed}");
        }
        Assert.InRange(compared, 350, 400);
    }

    /// <summary>Bids near singular ones: all of a group follow it so closely that its sum is hardly determined.</summary>
    [Fact]
    public void Clear_NearlySingularBids_IsWhatTheDenseSystemsGive()
    {
        var compared = 0;
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var distance = Math.Round(Math.Pow(10, -1 - (8 * random.NextUnit())), 15);
            compared += Compare(RandomBids.NearSingular(random, distance), 0.5, "1", $"seed {seed}, {distance} from singular");
        }
        Assert.InRange(compared, 250, 300);
    }

    [Fact]
    public void Clear_SingularBids_IsNotUnique()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            foreach (var distance in new[] { 0, 1e-15 })
            {
                Assert.Equal(ClearingFailure.NotUnique, new SampleAuction(0.5).Clear(RandomBids.NearSingular(random, distance)));
            }
        }
    }

    /// <summary>The whole is regular, but not what one agent leaves: the others' prices all move with the group's sum.</summary>
    [Fact]
    public void Clear_OneSingularResidualSystem_IsNotUnique()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = RandomBids.NearSingular(random, 0).Append(new(random.Uniform(-1, 1), random.Uniform(0.5, 2))).ToArray();
            Assert.True(new DenseAuction(bids).LeastCondition < 1e-12);
            Assert.Equal(ClearingFailure.NotUnique, new SampleAuction(0.5).Clear(bids));
        }
    }

    [Fact]
    public void Clear_TwoAgents_PayTheAreaUnderTheOthersBid()
    {
        // p = 3 − 2q and p = 1 − q (of its own quantities): q = 2/3 and p = 5/3; to the buyer 1 + x, to the seller 3 + 2x.
        var auction = new SampleAuction(0);
        Assert.Equal(ClearingFailure.None, auction.Clear(new SampleBid(3, 2), new SampleBid(1, 1)));
        Assert.Equal(5.0 / 3, auction.Solution.Price, 1e-14);
        Assert.Equal(2.0 / 3, auction.Solution.QuantityOf(0), 1e-14);
        Assert.Equal((2.0 / 3) + (2.0 / 9), auction.Solution.PaymentOf(0), 1e-14);
        Assert.Equal(-2.0 + (4.0 / 9), auction.Solution.PaymentOf(1), 1e-14);
    }

    [Fact]
    public void Clear_NobodyOrALoneBid_IsNotUnique()
    {
        Assert.Equal(ClearingFailure.NotUnique, new SampleAuction(0).Clear());
        Assert.Equal(ClearingFailure.NotUnique, new SampleAuction(0).Clear(new SampleBid(3, 2)));
        Assert.Equal(ClearingFailure.NotUnique, new SampleAuction(0).Clear(new SampleBid(3, 2) { Min = -5, Max = 5 }));
        Assert.Equal(ClearingFailure.NotUnique, new SampleAuction(0).Clear(new SampleBid(3, 2, new SampleCondition("g1", 0.1)) { Groups = [1] }));
    }

    /// <summary>One when compared, zero when too ill-conditioned for that: nine digits need a condition of 10⁻⁵.</summary>
    private static int Compare(SampleBid[] bids, double sigma, string grid, string seed)
    {
        var dense = new DenseAuction(bids);
        var auction = new SampleAuction(sigma, grid, grid);
        var failure = auction.Clear(bids);
        if (dense.LeastCondition < 1e-10 || failure == ClearingFailure.Limit || auction.Result.LeftOut.Contains(true))
        {
            return 0;
        }
        var precision = 1e-9 * Math.Max(1, 1e-5 / dense.LeastCondition);
        Assert.True(failure == ClearingFailure.None, $"{seed}: {failure}, condition {dense.LeastCondition}");
        var (most, scale, steepest) = (dense.Quantities.Max(Math.Abs), dense.Areas.Max(Math.Abs), dense.Slopes.Max(Math.Abs));
        AssertNear(dense.Price, auction.Solution.Price, bids.Max(bid => Math.Abs(bid.Intercept)), $"{seed}: price");
        for (var i = 0; i < bids.Length; i++)
        {
            var payment = dense.Areas[i] + (sigma * dense.Quantities[i] * dense.Quantities[i] / 2);
            AssertNear(dense.Quantities[i], auction.Solution.QuantityOf(i), most, $"{seed}: quantity {i}");
            AssertNear(dense.Slopes[i], auction.Solution.ResidualSlopeOf(i), steepest, $"{seed}: slope {i}");
            AssertNear(payment, auction.Solution.PaymentOf(i), scale, $"{seed}: payment {i}");
        }
        return 1;

        void AssertNear(double expected, double actual, double size, string what) => Assert.True(
            Math.Abs(expected - actual) <= precision * Math.Max(Math.Abs(expected), size),
            $"{what}: {expected} but {actual}, condition {dense.LeastCondition}");
    }
}
