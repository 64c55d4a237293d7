using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.SizeDiscovery;

public class SizeDiscoveryRuleTests
{
    private static readonly double[] Truth = [-2.5, 2.5, 1, -1, 0.5, -0.5, 0.25, -0.25, -1.5, 1];

    [Fact]
    public void Clear_WorkedSession_IsAsInTheDesign()
    {
        var result = SampleSession.Worked.Clear(Truth);
        Assert.Equal(ClearingFailure.None, result.Failure);
        Assert.Equal([2_450_000, -2_550_000], result.Lots[..2].ToArray());
        Assert.Equal(["-1.47", "1.53"], result.Payments[..2].ToArray().Select(payment => payment.ToString()));
        Assert.Equal(Cash.Zero, result.Payments.ToArray().Aggregate((sum, payment) => sum + payment));
        Assert.Equal(result.Lots.ToArray().Where(lots => lots > 0).Sum(), result.Volume.Lots);
    }

    [Fact]
    public void Clear_AuctionPriceThatTheInventoriesExplain_IsTheSameSession()
    {
        // φ = v − 2γZ̄/r.
        var byPrice = SampleSession.Worked with { Source = AggregateSource.Price, Aggregate = 0, AuctionPrice = 0.6 };
        AssertAlike(SampleSession.Worked.Clear(Truth), byPrice.Clear(Truth));
    }

    [Fact]
    public void Clear_PositionsObserved_AreTheAggregate()
    {
        var observed = SampleSession.Worked with { Source = AggregateSource.Positions, Aggregate = 7 };
        Assert.True(SampleSession.Decimal(-0.5) is var z && Units.TryFrom(z, out _));
        var moment = default(ClearingMoment) with { Inventories = new(new(-500_000), new(3)) };
        long[] reports = [.. Truth.Select(observed.ToLots)];
        AssertAlike(SampleSession.Worked.Clear(Truth), observed.Clear(moment, reports));
    }

    [Fact]
    public void Clear_OfSomeOfTheTraders_IsPricedAtTheirAverage()
    {
        // κ₁ = v − 2γZ̄/r − 2K(Z/m − Z̄) with K = γ/(r(n − 1)) = 1/9: 0.5 − 2·0.3 − (2/9)(−0.5/3 − 0.3).
        double[] some = [-1, 0.25, 0.25];
        var stated = SampleSession.Worked with { Traders = 10, MarketAverage = 0.3 };
        var expected = 0.5 - 0.6 - (2.0 / 9 * ((-0.5 / 3) - 0.3));
        Assert.Equal(-expected * ((-0.5 / 3) + 1), ToDouble(stated.Clear(some).Payments[0]), 1e-11);

        var observed = stated with { Source = AggregateSource.Positions, MarketAverage = null };
        var moment = default(ClearingMoment) with { Inventories = new(new(-500_000), new(3_000_000)) };
        AssertAlike(stated.Clear(some), observed.Clear(moment, [.. some.Select(observed.ToLots)]));
    }

    [Fact]
    public void Clear_ReportsThatDoNotAddUp_CostEveryone()
    {
        var truth = SampleSession.Worked.Clear(Truth);
        var lie = SampleSession.Worked.Clear([-3.5, .. Truth[1..]]);
        // R − Z = −1, so κ₀ = −0.01 is off every payment; and κ₁ = 0.6 is paid for 0.9 more or received for 0.1 less.
        Assert.Equal(ToDouble(truth.Payments[0]) - 0.01 - 0.54, ToDouble(lie.Payments[0]), 1e-11);
        Assert.Equal(ToDouble(truth.Payments[1]) - 0.01 + 0.06, ToDouble(lie.Payments[1]), 1e-11);
        Assert.Equal(-0.1, lie.Payments.ToArray().Sum(ToDouble), 1e-11);
    }

    [Fact]
    public void Clear_LeftoverLots_GoByArrival()
    {
        // R = 998 and R/3 = 332⅔: two lots more than the whole parts, for the first two.
        var session = SampleSession.Worked with { LotSize = 1 };
        Assert.Equal([332, -667, 335], session.Clear(default, 1, 1000, -3).Lots.ToArray());
        Assert.Equal([-667, 332, 335], session.Clear(default, 1000, 1, -3).Lots.ToArray());
    }

    [Fact]
    public void Clear_TooFewOrNoPrice_SaysWhy()
    {
        Assert.Equal(ClearingFailure.TooFew, SampleSession.Worked.Clear(1, -1).Failure);
        Assert.Equal(ClearingFailure.TooFew, SampleSession.Worked.Clear([]).Failure);
        Assert.Equal(ClearingFailure.None, SampleSession.Worked.Clear(1, -1, 0).Failure);
        var byPrice = SampleSession.Worked with { Source = AggregateSource.Price };
        Assert.Equal(ClearingFailure.NoReference, byPrice.Clear(1, -1, 0).Failure);
        var moment = new ClearingMoment(default, default, 1, new Price(60));
        Assert.Equal(ClearingFailure.None, byPrice.Clear(moment, 1, -1, 0).Failure);
    }

    [Fact]
    public void Clear_LinkedPrice_GoesBeforeTheOneStated()
    {
        var moment = new ClearingMoment(default, default, 1, new Price(60));
        var stated = SampleSession.Worked with { Source = AggregateSource.Price, AuctionPrice = 3 };
        AssertAlike((stated with { AuctionPrice = 0.6 }).Clear(Truth), stated.Clear(moment, [.. Truth.Select(stated.ToLots)]));
    }

    [Fact]
    public void Clear_AMillionRandomReports_NeverCostTheOperatorAnAtom()
    {
        var reported = 0;
        var favoured = 0;
        for (var seed = 1UL; reported < 1_000_000; seed++)
        {
            var random = new SeededGenerator(seed);
            var session = RandomSession(random);
            var count = 3 + (int)random.NextBelow(40);
            long[] reports = [.. Enumerable.Range(0, count).Select(_ => random.NextBelow(2_000_001) - 1_000_000)];
            if (random.NextBelow(2) == 0)
            {
                // The truth: what rounds up everywhere would be the operator's loss.
                session = session with { Source = AggregateSource.Stated, Aggregate = reports.Sum() * session.LotSize };
            }
            var result = session.Clear(default, reports);
            Assert.True(result.IsCleared, $"seed {seed}: {result.Failure}");
            Assert.Equal(0, result.Lots.ToArray().Sum());
            var paidIn = result.Payments.ToArray().Aggregate((sum, payment) => sum + payment);
            Assert.True(paidIn <= Cash.Zero, $"seed {seed}: the operator pays {paidIn}");
            favoured += paidIn == Cash.Zero ? 1 : 0;
            for (var i = 0; i < count; i++)
            {
                var exact = session.Fraction * ((reports.Sum() / (double)count) - reports[i]);
                Assert.True(Math.Abs(result.Lots[i] - exact) < 1, $"seed {seed}: {result.Lots[i]} lots for {exact}");
            }
            reported += count;
        }
        Assert.True(favoured > 100, "Sums that rounding must keep from going above zero are the point.");
    }

    [Fact]
    public void Check_Reports_AreTakenOrRefused()
    {
        var definition = SampleSession.Worked.Definition with { MaxQuantity = new Quantity(5) };
        var rule = new SizeDiscoveryRule(definition, SampleSession.Worked.Grid);
        Assert.True(rule.TakesOneBidAnAccount);
        Assert.Equal(Reason.None, Check(5));
        Assert.Equal(Reason.None, Check(-5));
        Assert.Equal(Reason.OutOfRange, Check(6));
        Assert.Equal(Reason.OutOfRange, Check(-6));
        Assert.True(definition.Takes(BidKind.Inventory));
        Assert.DoesNotContain(Enum.GetValues<BidKind>(), kind => kind != BidKind.Inventory && definition.Takes(kind));

        Reason Check(long lots) => rule.Check(new CollectedBids(), default, Bid.Report(BidKind.Inventory, new(lots)));
    }

    [Fact]
    public void Definition_OutOfRange_IsRefused()
    {
        var good = SampleSession.Worked.Definition;
        Assert.True(good.IsInRange);
        var zero = default(FixedDecimal);
        foreach (var bad in new[]
        {
            good with { Gamma = zero },
            good with { Rate = zero },
            good with { Rate = SampleSession.Decimal(-1) },
            good with { Kappa0 = zero },
            good with { Kappa0 = SampleSession.Decimal(0.01) },
            good with { Curvature = zero },
            good with { Traders = 2 },
            good with { Fraction = zero },
            good with { Fraction = SampleSession.Decimal(1.001) },
            good with { MaxQuantity = new Quantity(0) },
            good with { SessionRate = SampleSession.Decimal(-1) },
            good with { Value = SampleSession.Decimal(1_000_000_001) },
        })
        {
            Assert.False(bad.IsInRange, bad.ToString());
            Assert.Throws<ArgumentException>(() => new SizeDiscoveryRule(bad, SampleSession.Worked.Grid));
        }
    }

    [Fact]
    public void Definition_WrittenAndRead_IsTheSame()
    {
        foreach (var definition in new[]
        {
            SampleSession.Worked.Definition,
            (SampleSession.Worked with
            {
                Source = AggregateSource.Price,
                AuctionPrice = 0.25,
                Kappa0 = null,
                Curvature = 3,
                Traders = 12,
                MarketAverage = -0.5,
                Fraction = 0.75,
                Sessions = 0.1,
                IsAlone = true,
            }).Definition with { MaxQuantity = new Quantity(9) },
        })
        {
            var record = new byte[512];
            var writer = new RecordWriter(record, 0);
            definition.Write(ref writer);
            var reader = new RecordReader(record, 0);
            Assert.Equal(definition, RuleKinds.Read(RuleKind.SizeDiscovery, ref reader));
        }
    }

    [Fact]
    public void Clear_SteadyState_AllocatesNothing()
    {
        var bids = SampleSession.Collect([1, -7, 12, 5]);
        var rule = SampleSession.Worked.Rule;
        var result = new ClearingResult();
        rule.Clear(bids, default, result);
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            rule.Clear(bids, default, result);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    private static SampleSession RandomSession(SeededGenerator random) => new(
        random.NextUnit() * 100, 0.01 + random.NextUnit(), 0.01 + random.NextUnit(), AggregateSource.Price)
    {
        AuctionPrice = random.NextUnit() * 100,
        Fraction = random.NextBelow(3) == 0 ? 0.05 + (0.95 * random.NextUnit()) : 1,
        Sessions = random.NextUnit() * 0.2,
        LotSize = new[] { 0.000001, 0.001, 1 }[random.NextBelow(3)],
    };

    private static double ToDouble(Cash cash) => (double)cash.Atoms * 1e-12;

    private static void AssertAlike(ClearingResult one, ClearingResult other)
    {
        Assert.Equal(one.Failure, other.Failure);
        Assert.Equal(one.Lots.ToArray(), other.Lots.ToArray());
        Assert.Equal(one.Payments.ToArray().Select(payment => payment.ToString()), other.Payments.ToArray().Select(payment => payment.ToString()));
    }
}
