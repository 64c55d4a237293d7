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
            compared += Compare(RandomBids.Affine(random), 2 * random.NextUnit(), $"seed {seed}");
        }
        Assert.InRange(compared, 350, 400);
    }

    /// <summary>
    /// Bids near singular ones: all of a group follow it so closely that its sum is hardly determined. What rounding makes of
    /// the bids themselves grows with the condition number, so that nine digits are left of one of 10⁷ and four of 10¹².
    /// </summary>
    [Fact]
    public void Clear_NearlySingularBids_IsWhatExactArithmeticGives()
    {
        var (compared, refused) = (0, 0);
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var distance = Math.Round(Math.Pow(10, -1 - (12 * random.NextUnit())), 15);
            var bids = RandomBids.NearSingular(random, distance);
            var condition = new DenseAuction(bids).LeastCondition;
            var auction = new SampleAuction(0.5, "1", "1");
            var failure = auction.Clear(bids);
            Assert.True(failure == (condition < 1e-13 ? ClearingFailure.NotUnique : condition > 1e-9 ? ClearingFailure.None : failure));
            refused += failure == ClearingFailure.NotUnique ? 1 : 0;
            if (failure == ClearingFailure.None && !auction.Result.LeftOut.Contains(true))
            {
                compared++;
                new ExactAuction(bids).AssertSame(auction.Solution, 1e-9 * Math.Max(1, 1e-7 / condition), $"seed {seed}, {distance} from singular");
            }
        }
        Assert.InRange(compared, 180, 300);
        Assert.InRange(refused, 20, 100);
    }

    /// <summary>A market maker who is nearly all of the market, and prices that are high, cost no digits.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1e-4, 0)]
    [InlineData(1e-7, 0)]
    [InlineData(1, 9e6)]
    [InlineData(1e-4, 9e6)]
    public void Clear_FlatBidsAndHighPrices_AreWhatExactArithmeticGives(double flattest, double level)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = Enumerable.Range(0, 3 + (int)random.NextBelow(6)).Select(i => new SampleBid(
                level + random.Uniform(-9, 9), (i == 1 ? flattest : 1) * random.Uniform(0.5, 3), new SampleCondition("g1", i == 0 ? 0.25 : 0))
            {
                Groups = i % 3 == 2 ? [1] : [],
            }).ToArray();
            var auctions = new[] { bids, [.. bids.Select(Bounded)], [.. bids.Select(bid => Bounded(bid) with { Conditions = [] })] }
                .Select(these => (Bids: these, Auction: new SampleAuction(0.5, "0.01", "0.0001")));
            foreach (var (these, auction) in auctions)
            {
                Assert.Equal(ClearingFailure.None, auction.Clear(these));
                new ExactAuction(these).AssertSame(auction.Solution, 1e-10, $"seed {seed}");
            }
        }

        static SampleBid Bounded(SampleBid bid) => bid with { Min = -4_000_000_000, Max = 4_000_000_000 };
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

    /// <summary>One when compared, zero when too ill-conditioned for that.</summary>
    private static int Compare(SampleBid[] bids, double sigma, string seed)
    {
        var dense = new DenseAuction(bids);
        var auction = new SampleAuction(sigma, "0.000001", "0.000001");
        var failure = auction.Clear(bids);
        if (dense.LeastCondition < 1e-10 || auction.Result.LeftOut.Contains(true))
        {
            return 0;
        }
        Assert.True(failure == ClearingFailure.None, $"{seed}: {failure}, condition {dense.LeastCondition}");
        dense.AssertSame(auction.Solution, 1e-9 * Math.Max(1, 1e-7 / dense.LeastCondition), seed);
        return 1;
    }
}
