using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

public class ConditionalAuctionRuleTests
{
    private static readonly Func<SeededGenerator, SampleBid[]>[] Kinds =
        [RandomBids.Affine, RandomBids.Private, random => RandomBids.Bounded(random, 12)];

    private static readonly TaxSlope Untaxed = new FixedTaxSlope(default);

    [Fact]
    public void Check_Bids_AreTakenOrRefused()
    {
        Assert.Equal(Reason.None, Grid.TryCreate(SampleAuction.Decimal("0.01"), SampleAuction.Decimal("1"), out var grid));
        var rule = new ConditionalAuctionRule(
            new(new FixedTaxSlope(SampleAuction.Decimal("0.5")), new PriceCollar(new(9_000), new(11_000)), new Quantity(100), Cash.Zero), grid!);
        Assert.True(rule.TakesOneBidAnAccount);
        Assert.Equal(Reason.None, Check(new(100, 1)));
        Assert.Equal(Reason.None, Check(new(90, 1) { Min = -100, Max = 100 }));
        Assert.Equal(Reason.PriceCollar, Check(new(89.99, 1)));
        Assert.Equal(Reason.PriceCollar, Check(new(110.01, 1)));
        Assert.Equal(Reason.OutOfRange, Check(new(100, 1) { Min = -101 }));
        Assert.Equal(Reason.OutOfRange, Check(new(100, 1) { Max = 101 }));
        Assert.Equal(Reason.OutOfRange, Check(new(10_000_000.01, 1)));
        Assert.Equal(Reason.NotMonotone, Check(new(100, 0)));
        Assert.Equal(Reason.NotMonotone, Check(new(100, -1)));
        Assert.Equal(Reason.NotMonotone, Check(new(100, 1, new SampleCondition("g2", -1)) { Groups = [1, 2] }));
        Assert.Equal(Reason.None, Check(new(100, 1, new SampleCondition("g2", -1)) { Groups = [1] }));
        Assert.Equal(Reason.None, Check(new(100, -1, new SampleCondition("g2", 1.000001)) { Groups = [2] }));
        Assert.Equal(Reason.BadBounds, Check(new(100, 1) { Min = 1 }));
        Assert.Equal(Reason.BadBounds, Check(new(100, 1) { Max = -1 }));
        Assert.Equal(Reason.BadBounds, Check(new(100, 1) { Min = 0, Max = 0 }));
        Assert.Equal(Reason.None, Check(new(100, 1) { Min = 0 }));

        Assert.Equal(Reason.None, Check(new(0, 0) { Points = [(9_000, 100), (11_000, -100)] }));
        Assert.Equal(Reason.PriceCollar, Check(new(0, 0) { Points = [(8_999, 100), (11_000, -100)] }));
        Assert.Equal(Reason.PriceCollar, Check(new(0, 0) { Points = [(9_000, 100), (11_001, -100)] }));
        Assert.Equal(Reason.OutOfRange, Check(new(0, 0) { Points = [(9_000, 101), (11_000, -100)] }));
        Assert.Equal(Reason.OutOfRange, Check(new(0, 0) { Points = [(9_000, 100), (11_000, -101)] }));
        Assert.Equal(Reason.BadBounds, Check(new(0, 0) { Points = [(9_000, 100), (11_000, 1)] }));
        Assert.Equal(Reason.BadBounds, Check(new(0, 0) { Points = [(9_000, -1), (11_000, -100)] }));
        Assert.Equal(Reason.BadBounds, Check(new(0, 0) { Points = [(9_000, 0), (11_000, 0)] }));

        Reason Check(SampleBid bid) => SampleAuction.Check(rule, new CollectedBids(), 0, bid);
    }

    [Fact]
    public void Constructor_BadParameters_Throws()
    {
        Assert.Equal(Reason.None, Grid.TryCreate(SampleAuction.Decimal("0.01"), SampleAuction.Decimal("1"), out var grid));
        foreach (var definition in new ConditionalAuctionDefinition[]
        {
            new(new FixedTaxSlope(SampleAuction.Decimal("-0.1")), null, null, null),
            new(Untaxed, new PriceCollar(new(2), new(1)), null, null),
            new(Untaxed, null, new Quantity(0), null),
            new(Untaxed, null, null, new Cash(-1)),
        })
        {
            Assert.Throws<ArgumentException>(() => new ConditionalAuctionRule(definition, grid!));
        }
    }

    [Fact]
    public void Clear_AnyBids_AddUpToZeroAndRoundTheSolution()
    {
        var cleared = 0;
        for (var seed = 1; seed <= 900; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = Kinds[seed % 3](random);
            var auction = new SampleAuction(random.NextUnit(), "0.01", "0.001");
            auction.Clear(bids);
            var result = auction.Result;
            Assert.Equal(bids.Length, result.Lots.Length);
            Assert.Equal(0, result.Lots.ToArray().Sum());
            if (!result.IsCleared)
            {
                Assert.True(result.Payments.IsEmpty);
                Assert.All(result.Lots.ToArray(), lots => Assert.Equal(0, lots));
                continue;
            }
            cleared++;
            Assert.Equal(result.Volume.Lots, result.Lots.ToArray().Sum(lots => Math.Max(lots, 0)));
            Assert.Equal(0, result.Surplus.Lots);
            Assert.Equal(DecidedBy.None, result.DecidedBy);
            Assert.InRange(auction.Solution.Price - (result.Price.Ticks * 0.01), -0.005001, 0.005001);
            for (var i = 0; i < bids.Length; i++)
            {
                Assert.InRange(result.Lots[i] - (auction.Solution.QuantityOf(i) / 0.001), -1.000001, 1.000001);
                Assert.InRange(result.Lots[i], bids[i].Min ?? long.MinValue, bids[i].Max ?? long.MaxValue);
                Assert.Equal(Reals.ToCash(-auction.Solution.PaymentOf(i)).Atoms, result.Payments[i].Atoms, (x, y) => Int128.Abs(x - y) < 1_000);
            }
        }
        Assert.InRange(cleared, 600, 900);
    }

    [Fact]
    public void Clear_BidsLeftOut_IsAsIfTheyHadNotCome()
    {
        var compared = 0;
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var bids = Kinds[seed % 3](random);
            if (new SampleAuction(0.5, "0.01", "0.001").Clear(bids) != ClearingFailure.None)
            {
                continue; // nobody is known then who could not settle
            }
            compared++;
            var leftOut = bids.Select(_ => random.NextBelow(4) == 0).ToArray();
            var (with, without) = (new SampleAuction(0.5, "0.01", "0.001"), new SampleAuction(0.5, "0.01", "0.001"));
            var all = with.Collect(bids);
            var rest = with.Collect(bids);
            for (var i = 0; i < bids.Length; i++)
            {
                Assert.Equal(Reason.None, leftOut[i] ? rest.Remove(i, (ulong)i) : Reason.None);
            }
            Assert.Equal(without.Clear(rest), with.Clear(all, leftOut));
            Assert.Equal(without.Solution.Price, with.Solution.Price);
            for (int i = 0, j = 0; i < bids.Length; i++)
            {
                Assert.Equal(leftOut[i] ? 0 : without.Result.Lots[j], with.Result.Lots[i]);
                Assert.Equal(leftOut[i] ? 0 : without.Solution.PaymentOf(j), leftOut[i] ? 0 : with.Solution.PaymentOf(j));
                j += leftOut[i] ? 0 : 1;
            }
        }
        Assert.InRange(compared, 100, 300);
    }

    [Fact]
    public void Clear_QuantityBeyondTheMarketsLimit_LeavesOutWhoeverWantsIt()
    {
        var (limited, without) = (new SampleAuction(0, "0.01", "0.001", maxLots: 1_000), new SampleAuction(0, "0.01", "0.001"));
        SampleBid[] bids = [new(3, 1), new(0, 1), new(0.5, 1), new(-0.1, 1)];
        Assert.Equal(ClearingFailure.None, limited.Clear(bids));
        Assert.Equal([true, false, false, false], limited.Result.LeftOut.ToArray());
        Assert.Equal(ClearingFailure.None, without.Clear(bids[1..]));
        Assert.Equal([0, .. without.Result.Lots.ToArray()], limited.Result.Lots.ToArray());
        Assert.Equal([Cash.Zero, .. without.Result.Payments.ToArray()], limited.Result.Payments.ToArray());
        Assert.True(without.Result.LeftOut.IsEmpty);
    }

    [Theory]
    [InlineData(ConditionalAuctionRule.MaxRepeats, ClearingFailure.None)]
    [InlineData(ConditionalAuctionRule.MaxRepeats + 1, ClearingFailure.NotConverged)]
    public void Clear_QuantitiesBeyondTheLimitOneAfterTheOther_EndsAfterSixteenRepeats(int excessive, ClearingFailure expected)
    {
        // Everyone gets its intercept less the mean: each is just too far from it once those above it are left out.
        var intercepts = Enumerable.Repeat(0.0, 80).ToList();
        for (var i = 0; i < excessive; i++)
        {
            var rest = intercepts.Count;
            intercepts.Add((1.01 + (intercepts.Sum() / (rest + 1))) * (rest + 1) / rest);
        }
        var auction = new SampleAuction(0, "0.01", "0.001", maxLots: 1_000);
        Assert.Equal(expected, auction.Clear([.. intercepts.Select(intercept => new SampleBid(intercept, 1))]));
        Assert.Equal(excessive, auction.Result.LeftOut.Count(true));
        Assert.All(auction.Result.Lots.ToArray(), lots => Assert.Equal(0, lots));
    }

    [Fact]
    public void Clear_AbsurdBids_FailWithoutAnException()
    {
        var huge = 1e8;
        foreach (var slope in new[] { 1e-15, 1e-9, 1e8 })
        {
            foreach (var bids in new SampleBid[][]
            {
                [new(9_999_999, slope), new(-9_999_999, huge), new(0, 1e-15)],
                [new(9_999_999, slope) { Max = 4_000_000_000 }, new(-9_999_999, huge), new(0, 1e-15) { Min = -1 }],
                [new(9_999_999, slope, new SampleCondition("g1", huge)) { Groups = [1] }, new(-9_999_999, slope), new(0, huge) { Groups = [1] }],
                [new(9_999_999, slope, new SampleCondition("g1", 1e-15)) { Max = 1 }, new(-9_999_999, huge) { Groups = [1] }, new(0, 1) { Min = -1 }],
            })
            {
                var auction = new SampleAuction(1e8, "0.01", "0.001");
                auction.Clear(bids);
                Assert.Equal(0, auction.Result.Lots.ToArray().Sum());
            }
        }
    }

    [Fact]
    public void Clear_OneAgentIsNearlyAllOfTheMarket_KeepsItsDigits()
    {
        // A market maker a hundred million times as flat as the others: leaving it out must not lose them.
        SampleBid[] bids = [new(10, 1e-8), new(12, 1), new(9, 2), new(8, 1, new SampleCondition("g1", 0.3)) { Groups = [1] }, new(11, 1) { Groups = [1] }];
        var (dense, auction) = (new DenseAuction(bids), new SampleAuction(0.5, "0.000001", "0.000001"));
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal(1, auction.Solution.ResidualSlopeOf(0) / dense.Slopes[0], 1e-12);
        for (var i = 1; i < bids.Length; i++)
        {
            Assert.Equal(dense.Slopes[i], auction.Solution.ResidualSlopeOf(i), 1e-14);
        }
    }

    [Fact]
    public void Clear_OverlappingGroupsAndAccounts_CountEveryoneOnceInEach()
    {
        // Groups 1 and 2 overlap in the second bid, which is conditioned on by name as well.
        SampleBid[] bids =
        [
            new(10, 2, new("g1", 0.1), new("g2", 0.2), new("#1", 0.4), new("g1", 0.05), new("#0", 9), new("g7", 9), new("#9", 9)),
            new(5, 2) { Groups = [1, 2] },
            new(6, 3) { Groups = [2] },
            new(7, 1) { Groups = [1] },
        ];
        var (dense, auction) = (new DenseAuction(bids), new SampleAuction(0));
        Assert.Equal(ClearingFailure.None, auction.Clear(bids));
        Assert.Equal(dense.Price, auction.Solution.Price, 1e-12);
        Assert.Equal(dense.Areas[0], auction.Solution.PaymentOf(0), 1e-12);
    }

    [Fact]
    public void Clear_MaxDeficit_IsTheMostThatTheOperatorPays()
    {
        // Worked in PrivateValueTests: the operator pays 25.
        SampleBid[] bids = [new(0, 0) { Points = [(100, 0), (110, -10)] }, new(0, 0) { Points = [(100, 10), (110, 0)] }];
        Assert.Equal(ClearingFailure.None, new SampleAuction(0, "1", "1").Clear(bids));
        Assert.Equal(ClearingFailure.None, new SampleAuction(0, "1", "1", maxDeficit: 25).Clear(bids));
        var strict = new SampleAuction(0, "1", "1", maxDeficit: 24.999999);
        Assert.Equal(ClearingFailure.Deficit, strict.Clear(bids));
        Assert.Equal(-25, strict.Solution.OperatorSurplus, 1e-12);
    }

    [Fact]
    public void Definition_WrittenAndRead_IsTheSame()
    {
        foreach (var definition in new ConditionalAuctionDefinition[]
        {
            new(new FixedTaxSlope(SampleAuction.Decimal("1.2")), null, null, null),
            new(Untaxed, new PriceCollar(new(-5), new(7)), new Quantity(9), new Cash(3)),
        })
        {
            var record = new byte[128];
            var writer = new RecordWriter(record, 0);
            definition.Write(ref writer);
            var reader = new RecordReader(record, 0);
            Assert.Equal(definition, RuleKinds.Read(RuleKind.ConditionalAuction, ref reader));
            Assert.True(definition.Takes(BidKind.Conditional) && definition.Takes(BidKind.Schedule));
            Assert.False(definition.Takes(BidKind.Limit) || definition.Takes(BidKind.RateSchedule) || definition.Takes(BidKind.Endowment));
        }
    }

    [Fact]
    public void Names_OfFailures_AreFixed() => Assert.Equal(
        ["NOT_UNIQUE", "NOT_CONVERGED", "DEFICIT"],
        new[] { ClearingFailure.NotUnique, ClearingFailure.NotConverged, ClearingFailure.Deficit }.Select(failure => failure.Name()));
}
