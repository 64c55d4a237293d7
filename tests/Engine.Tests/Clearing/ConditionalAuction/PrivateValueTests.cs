using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>Bids that are conditional on nobody: schedules and lines, with bounds and without.</summary>
public class PrivateValueTests
{
    [Fact]
    public void Clear_RandomBids_IsWhatBisectionAndIntegrationGive()
    {
        var (cleared, onSteps, ofRanges, cutTwice) = (0, 0, 0, 0);
        for (var seed = 1; seed <= 600; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = seed % 3 == 0
                ? RandomBids.Meeting(random, 2 + (int)random.NextBelow(5), isConditional: false)
                : RandomBids.Private(random);
            var auction = new SampleAuction(random.Uniform(0, 1), "0.01", "0.001");
            var scan = new ResidualScan(auction, bids);
            auction.Clear(bids);
            var isRange = scan.Spread > 1e-8;
            if (isRange || scan.IsCutTwice)
            {
                (ofRanges, cutTwice) = (ofRanges + (isRange ? 1 : 0), cutTwice + (isRange ? 0 : 1));
                Assert.True(auction.Result.Failure == ClearingFailure.NotUnique, $"seed {seed}: {scan.Spread}, {auction.Result.Failure}");
                continue;
            }
            (cleared, onSteps) = (cleared + 1, onSteps + (scan.IsOnStep ? 1 : 0));
            AssertSame(scan, auction, bids, $"seed {seed}");
        }

        // Every case occurs often enough to be seen when it is wrong.
        Assert.All([cleared - onSteps, onSteps, ofRanges, cutTwice], count => Assert.InRange(count, 30, 600));
    }

    private static void AssertSame(ResidualScan scan, SampleAuction auction, SampleBid[] bids, string seed)
    {
        Assert.True(auction.Result.IsCleared, $"{seed}: {auction.Result.Failure}");
        AssertNear(scan.Price, auction.Solution.Price, 1, $"{seed}: price");
        for (var i = 0; i < bids.Length; i++)
        {
            var (quantity, sigma) = (scan.QuantityOf(i), Reals.From(auction.Sigma));
            var payment = scan.AreaOf(i) + (sigma * quantity * quantity / 2);
            AssertNear(quantity, auction.Solution.QuantityOf(i), 10, $"{seed}: quantity {i} of {bids[i]}");
            AssertNear(payment, auction.Solution.PaymentOf(i), 10, $"{seed}: payment {i} of {bids[i]}");
        }
    }

    [Fact]
    public void Clear_TwoStandingSchedules_IsWorkedByHand()
    {
        // Supply of a lot a tick from 100 to 110, demand of a lot a tick from 110 down to 100: 5 at 105. The buyer pays the
        // seller's own prices, 100 to 105, the seller gets the buyer's, 110 to 105.
        var auction = new SampleAuction(0, "1", "1");
        SampleBid[] bids = [Schedule("100:0 110:-10"), Schedule("100:10 110:0")];
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal(105, auction.Result.Price.Ticks);
        Assert.Equal([-5, 5], auction.Result.Lots.ToArray());
        Assert.Equal(["537.5", "-512.5"], auction.Result.Payments.ToArray().Select(payment => payment.ToString()));
        Assert.Equal(1, auction.Solution.ResidualSlopeOf(0));
        Assert.Equal(-25, auction.Solution.OperatorSurplus);
        Assert.Equal(5, auction.Result.Volume.Lots);
    }

    [Fact]
    public void Clear_Limits_AreCutWhereOneAloneIs()
    {
        // Sellers of 4 at 100 and 6 at 101, a buyer of 7 at 105: the second seller gets 3 away.
        var auction = new SampleAuction(0, "1", "1");
        SampleBid[] bids = [Schedule("100:0 100:-4"), Schedule("101:0 101:-6"), Schedule("105:7 105:0")];
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal(101, auction.Result.Price.Ticks);
        Assert.Equal([-4, -3, 7], auction.Result.Lots.ToArray());
        // Without the first seller the buyer, cut at 105, would take one more there; then the second gives way at 101.
        Assert.Equal(["408", "315", "-703"], auction.Result.Payments.ToArray().Select(payment => payment.ToString()));
        Assert.Equal(0, auction.Solution.ResidualSlopeOf(2));
    }

    [Theory]
    [InlineData("100:0 100:-4", "105:4 105:0")] // any price from 100 to 105
    [InlineData("100:0 100:-4", "99:4 99:0")] // nothing at any from 99 to 100
    [InlineData("100:0 100:-4", "100:0 100:-4", "105:5 105:0")] // which of two sellers?
    [InlineData("100:0 101:-4", "103:0 104:-4")] // nobody buys
    [InlineData("100:0 101:-4")]
    public void Clear_NotUnique_IsAutarky(params string[] schedules)
    {
        var auction = new SampleAuction(0, "1", "1");
        Assert.Equal(ClearingFailure.NotUnique, auction.Clear([.. schedules.Select(Schedule)]));
        Assert.All(auction.Result.Lots.ToArray(), lots => Assert.Equal(0, lots));
        Assert.True(auction.Result.Payments.IsEmpty);
    }

    [Fact]
    public void Clear_TwoStepsTakenWhole_AreUnique()
    {
        var auction = new SampleAuction(0, "1", "1");
        SampleBid[] bids = [Schedule("100:0 100:-4"), Schedule("100:0 100:-4"), Schedule("99:10 105:4 105:0")];
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal([-4, -4, 8], auction.Result.Lots.ToArray());
        Assert.Equal(101, auction.Result.Price.Ticks);
    }

    /// <summary>Whether a step is taken whole must not hang on what thirds and sevenths round to.</summary>
    [Fact]
    public void Clear_StepsTakenWholeByFractions_AreUnique()
    {
        for (var buyers = 1; buyers <= 60; buyers++)
        {
            var auction = new SampleAuction(0, "1", "0.001");
            var demand = Enumerable.Repeat(new SampleBid(108, buyers) { Max = 1_000_000 }, buyers);
            Assert.Equal(ClearingFailure.None, auction.Clear([.. demand, Schedule("100:0 100:-4000"), Schedule("100:0 100:-4000")]));
            Assert.Equal(-4, auction.Solution.QuantityOf(buyers), 1e-12);
            Assert.Equal(8.0 / buyers, auction.Solution.QuantityOf(0), 1e-12);
        }
    }

    [Fact]
    public void Clear_UprightPieceOfAResidualCurve_HasNoArea()
    {
        // The buyer faces 2 at 100 to 102, then 2 more at 110 to 112; nothing is for sale in between.
        var auction = new SampleAuction(0, "1", "1");
        SampleBid[] bids = [Schedule("100:0 102:-2 110:-2 112:-4"), Schedule("0:6 222:0")];
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal(111, auction.Solution.Price, 1e-12);
        Assert.Equal(3, auction.Solution.QuantityOf(1), 1e-12);
        Assert.Equal(202 + 110.5, auction.Solution.PaymentOf(1), 1e-9);
    }

    [Fact]
    public void Clear_StandingScheduleAgain_OffersWhatIsLeft()
    {
        // The market maker has bought 4 of 10 at up to 99: what is left of its line is 6, from 90 to 96.
        var auction = new SampleAuction(0, "1", "1");
        var bids = auction.Collect([Schedule("90:10 100:0 101:0 111:-10"), Schedule("80:0 96:-4 120:-4")]);
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal([4, -4], auction.Result.Lots.ToArray());
        bids.Settle(auction.Result.Lots, auction.Result.Price, default, new(1));
        bids.Remove(1, 1);
        Assert.Equal(Reason.None, auction.TryAdd(bids, 2, Schedule("80:0 92:-4 120:-4")));
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal([4, -4], auction.Result.Lots.ToArray());
        Assert.Equal(92, auction.Result.Price.Ticks);
        Assert.Equal(0 - ((4 * 92) + 8), -auction.Solution.PaymentOf(1) - (2 * ((4 * 92) + 8)), 1e-9);
    }

    private static SampleBid Schedule(string points) => new(0, 0)
    {
        Points = [.. points.Split(' ').Select(point => (int.Parse(point.Split(':')[0]), long.Parse(point.Split(':')[1])))],
    };

    private static void AssertNear(double expected, double actual, double scale, string what) => Assert.True(
        Math.Abs(expected - actual) <= 1e-9 * Math.Max(Math.Abs(expected), scale), $"{what}: {expected} but {actual}");
}
