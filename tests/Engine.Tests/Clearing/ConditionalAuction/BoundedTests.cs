using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>Bids with bounds, and schedules, where some are conditional on others' quantities.</summary>
public class BoundedTests
{
    [Fact]
    public void Clear_RandomBids_IsWhatTryingAllLinesGives()
    {
        var (cleared, refused) = (0, 0);
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = RandomBids.Bounded(random, 2 + (int)random.NextBelow(3));
            var auction = new SampleAuction(random.Uniform(0, 1), "0.01", "0.001");
            var failure = auction.Clear(bids);
            var twin = new BruteForceAuction(auction, bids);
            var solutions = twin.Solve();
            Assert.True(failure is ClearingFailure.None or ClearingFailure.NotUnique, $"seed {seed}: {failure}");
            if (failure == ClearingFailure.NotUnique)
            {
                refused++;
                continue;
            }
            cleared++;
            Assert.True(solutions.Count == 1, $"seed {seed}: {solutions.Count} solutions\n{string.Join('\n', bids.Select(b => $"{b}"))}");
            AssertSame(twin, solutions[0], auction, $"seed {seed}");
        }
        Assert.InRange(cleared, 150, 300);
        Assert.InRange(refused, 1, 200);
    }

    /// <summary>Bounds, bends and steps at one price: rounding must not decide whether an outcome is the only one.</summary>
    [Fact]
    public void Clear_BidsThatMeet_IsWhatTryingAllLinesGives()
    {
        var (cleared, ofSeveral, ofNoTrade) = (0, 0, 0);
        for (var seed = 1; seed <= 600; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = RandomBids.Meeting(random, 2 + (int)random.NextBelow(3), isConditional: true);
            var auction = new SampleAuction(0.5, "0.01", "0.001");
            var failure = auction.Clear(bids);
            var twin = new BruteForceAuction(auction, bids);
            var solutions = twin.Solve();

            // Where nobody trades at any price of a range, the lines show one end of it.
            var isNoTrade = solutions.All(solution => solution.Skip(1).All(quantity => Math.Abs(quantity) < 1e-9));
            if (failure == ClearingFailure.None)
            {
                cleared++;
                Assert.True(solutions.Count == 1, $"seed {seed}: {solutions.Count} solutions");
                AssertSame(twin, solutions[0], auction, $"seed {seed}");
                continue;
            }
            Assert.True(failure == ClearingFailure.NotUnique && (solutions.Count > 1 || isNoTrade), $"seed {seed}: {failure}");
            (ofSeveral, ofNoTrade) = (ofSeveral + (isNoTrade ? 0 : 1), ofNoTrade + (isNoTrade ? 1 : 0));
        }
        Assert.All([cleared, ofSeveral, ofNoTrade], count => Assert.InRange(count, 15, 560));
    }

    private static void AssertSame(BruteForceAuction twin, double[] solution, SampleAuction auction, string seed)
    {
        var sigma = Reals.From(auction.Sigma);
        AssertNear(solution[0], auction.Solution.Price, 1, $"{seed}: price");
        for (var i = 0; i < solution.Length - 1; i++)
        {
            var quantity = solution[i + 1];
            AssertNear(quantity, auction.Solution.QuantityOf(i), 1, $"{seed}: quantity {i}");
            Assert.True(auction.Solution.ResidualSlopeOf(i) >= -1e-12, $"{seed}: slope {i}");
            var payment = twin.AreaOf(i, quantity) + (sigma * quantity * quantity / 2);
            AssertNear(payment, auction.Solution.PaymentOf(i), 10, $"{seed}: payment {i}");
            var prices = twin.Residual(i, 0.43 * quantity).Select(faced => Math.Round(faced[0], 6)).Distinct();
            Assert.True(Math.Abs(quantity) < 1e-9 || prices.Count() == 1, $"{seed}: residual prices {i} {string.Join(' ', prices)}");
        }
    }

    private static void AssertNear(double expected, double actual, double scale, string what) => Assert.True(
        Math.Abs(expected - actual) <= 1e-9 * Math.Max(Math.Abs(expected), scale), $"{what}: {expected} but {actual}");

    [Fact]
    public void Clear_ConditionsThatAllowTwoOutcomes_AreNotUnique()
    {
        // m = 1, two of four on each other with c = 2.5, bounds ±1, a = 0: zero is an outcome, and so are more.
        var auction = new SampleAuction(0, "0.01", "0.001");
        var follower = new SampleBid(0, 1, new SampleCondition("g1", 2.5)) { Groups = [1], Min = -1000, Max = 1000 };
        var loner = new SampleBid(0, 1) { Min = -1000, Max = 1000 };
        SampleBid[] bids = [follower, follower, loner, loner];
        Assert.True(new BruteForceAuction(auction, bids).Solve().Count > 1);
        Assert.Equal(ClearingFailure.NotUnique, auction.Clear(bids));
        // Weaker conditions are taken.
        var weak = follower with { Conditions = [new("g1", 0.9)] };
        Assert.Equal(ClearingFailure.None, auction.Clear(weak, weak, loner, loner));
    }

    [Fact]
    public void Clear_BoundThatSwitchesOnTheWay_IsNotTheClosedForm()
    {
        // The buyer of 3 faces two sellers at 1 + q and 1 + q, of whom the first stops at one unit: 1 + x/2 up to x = 2,
        // then x. A follower that never trades makes it a conditional auction.
        var auction = new SampleAuction(0, "0.01", "0.001");
        var buyer = new SampleBid(6, 1) { Groups = [1] };
        var follower = new SampleBid(0, 1, new SampleCondition("g1", 0.5)) { Min = 0, Max = 1000 };
        Assert.Equal(
            ClearingFailure.None, auction.Clear(buyer, new SampleBid(1, 1) { Min = -1000 }, new SampleBid(1, 1), follower));
        Assert.Equal(3, auction.Solution.Price, 1e-12);
        Assert.Equal(3, auction.Solution.QuantityOf(0), 1e-12);
        Assert.Equal(3 + 2.5, auction.Solution.PaymentOf(0), 1e-12);
    }

    /// <summary>Every seller but the dearest and the cheapest is two breaks of the buyer's curve: where it stops, and where it starts.</summary>
    [Theory]
    [InlineData(33, ClearingFailure.None)]
    [InlineData(34, ClearingFailure.NotConverged)]
    public void Clear_ResidualCurveOfManyBreaks_EndsAfterSixtyFour(int sellers, ClearingFailure expected)
    {
        var follower = new SampleBid(0, 1, new SampleCondition("g1", 0.5)) { Min = 0, Max = 1_000 };
        var supply = Enumerable.Range(0, sellers).Select(k => new SampleBid(100 + (2 * k), 1) { Min = -1_000, Max = 0 });
        var last = sellers - 1;
        var buyer = new SampleBid(100 + (2 * last) + 0.5 + (last + 0.5), 1) { Groups = [1] };
        var auction = new SampleAuction(0, "0.01", "0.001");
        Assert.Equal(expected, auction.Clear([buyer, follower, .. supply]));
        if (expected == ClearingFailure.None)
        {
            Assert.Equal(last + 0.5, auction.Solution.QuantityOf(0), 1e-12);
            var cheaper = Enumerable.Range(0, last).Sum(k => 100 + (2 * k) + 0.5);
            Assert.Equal(cheaper + (0.5 * (100 + (2 * last) + 0.25)), auction.Solution.PaymentOf(0), 1e-9);
        }
    }

    /// <summary>Bids that are conditional on nobody, by the active set and paths that are for those that are.</summary>
    [Fact]
    public void Clear_PrivateBidsAsIfConditional_GivesTheSame()
    {
        var (cleared, compared) = (0, 0);
        for (var seed = 1; seed <= 1_500; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = seed % 3 == 0
                ? RandomBids.Meeting(random, 2 + (int)random.NextBelow(5), isConditional: false)
                : RandomBids.Private(random);
            var auction = new SampleAuction(0.5, "0.01", "0.001");
            var economy = new Economy(auction.Grid);
            economy.Read(auction.Collect(bids));
            if (economy.IsAffine)
            {
                continue;
            }
            var excess = new ExcessDemand(economy, new(economy));
            var (solution, clearing) = (new Solution(auction.Grid), new PiecewiseClearing(economy, excess, new(economy, excess)));
            solution.Begin(bids.Length, 0.5);
            var failure = clearing.Clear(solution);
            if (failure == ClearingFailure.NotConverged)
            {
                continue;
            }
            compared++;
            Assert.True(auction.Clear(bids) == failure, $"seed {seed}: {auction.Result.Failure} but {failure}");
            if (failure == ClearingFailure.None)
            {
                cleared++;
                AssertSame(auction.Solution, solution, bids.Length, $"seed {seed}");
            }
        }
        Assert.InRange(compared, 1_300, 1_500);
        Assert.InRange(cleared, 1_000, 1_490);
    }

    private static void AssertSame(Solution expected, Solution actual, int count, string seed)
    {
        AssertNear(expected.Price, actual.Price, 1, $"{seed}: price");
        for (var i = 0; i < count; i++)
        {
            AssertNear(expected.QuantityOf(i), actual.QuantityOf(i), 1, $"{seed}: quantity {i}");
            AssertNear(expected.PaymentOf(i), actual.PaymentOf(i), 10, $"{seed}: payment {i}");
            var (slope, other) = (expected.ResidualSlopeOf(i), actual.ResidualSlopeOf(i));
            Assert.True(
                Math.Abs(expected.QuantityOf(i)) < 1e-9 || slope == other || Math.Abs(slope - other) <= 1e-9 * Math.Max(slope, 1),
                $"{seed}: slope {i} {slope} but {other}");
        }
    }

    [Fact]
    public void Clear_WideBounds_AreAsGoodAsNone()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var count = 4 + (2 * (int)random.NextBelow(6));
            var (alpha, beta, mu, sigma) = (random.Uniform(0.5, 2), random.Uniform(0, 2), random.Uniform(0.2, 3), random.NextUnit());
            var signals = RandomModels.Signals(random, count);
            var bids = PaperExamplesTests.GroupBids(alpha, beta, mu, sigma, signals);
            var (free, wide) = (new SampleAuction(sigma), new SampleAuction(sigma));
            Assert.Equal(ClearingFailure.None, free.Clear(bids));
            Assert.Equal(ClearingFailure.None, wide.Clear([.. bids.Select(bid => bid with { Min = -4_000_000_000, Max = 4_000_000_000 })]));
            AssertSame(free.Solution, wide.Solution, count, $"seed {seed}");
        }
    }

    /// <summary>Following and shunning others, alone or in groups, by up to a tenth of one's own slope.</summary>
    [Fact]
    public void Clear_WeaklyConditionalBids_AreTaken()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = Enumerable.Range(0, 20).Select(_ => new SampleBid(random.Uniform(95, 105), random.Uniform(0.5, 2))).Select(bid => bid with
            {
                Conditions = [new(random.NextBelow(2) == 0 ? $"#{random.NextBelow(20)}" : $"g{random.NextBelow(2)}", random.Uniform(-0.1, 0.1) * bid.Slope)],
                Groups = [(int)random.NextBelow(2)],
                Min = -1_000 - random.NextBelow(5_000),
                Max = 1_000 + random.NextBelow(5_000),
            });
            var auction = new SampleAuction(1, "0.01", "0.001");
            Assert.True(auction.Clear([.. bids]) == ClearingFailure.None, $"seed {seed}: {auction.Result.Failure}");
        }
    }

    /// <summary>The revelation bids of all the paper's models are among those for which uniqueness is known.</summary>
    [Fact]
    public void Clear_RevelationBidsWithBounds_AreTaken()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var count = 4 + (2 * (int)random.NextBelow(9));
            var (alpha, beta, sigma) = (random.Uniform(0.5, 2), random.Uniform(0, 8), random.NextUnit());
            var signals = RandomModels.Signals(random, count);
            var mu = signals.Select((_, i) => LinearModel.GroupOf(i, count) == 0 ? 3.0 : 0.05).ToArray();
            AssertTaken(PaperExamplesTests.GroupBids(alpha, beta, 1, sigma, signals), seed);
            AssertTaken(PaperExamplesTests.CapacityBids(alpha, beta, mu, sigma, signals), seed);
            AssertTaken(RandomModels.Any(random, count).Revelations(signals, sigma), seed);
        }

        static void AssertTaken(SampleBid[] bids, int seed)
        {
            var auction = new SampleAuction(1, "0.01", "0.001");
            var bounded = bids.Select((bid, i) => bid with { Min = -100 * (1 + i), Max = 90 * (1 + i) });
            Assert.True(auction.Clear([.. bounded]) == ClearingFailure.None, $"seed {seed}: {auction.Result.Failure}");
        }
    }
}
