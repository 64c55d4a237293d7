using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Numerics;
using FsCheck.Fluent;
using static Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Clearing.DirectExchange;

public class DirectExchangeRuleTests
{
    private static readonly Economy Standard = new(false, 0, 1, 1, 0, [0.5, 0.5]);

    [Fact]
    public void Clear_TwoTraders_IsWorkedByHand()
    {
        // α = 1, κ = ½, L = 1: v(¾) = ½, v(−¼) = 0, so X = ∓¼ and X̂₁ = −¼, E[X²|e] = 1/16 + Var/4 = 5/48 and 1/24.
        // Premiums: (½·∫₀^½(½ + s/2)ds − 5/96)/½ = 0.3125 − 0.1041666…, and (0 − 1/48)/½.
        var (allocations, operatorCash) = Clear(Rule(Standard, "0.000001"), Report(0, 0.75), Report(1, -0.25));
        Assert.Equal(-250_000, allocations[0].Quantity.Lots);
        Assert.Equal(250_000, allocations[1].Quantity.Lots);
        Assert.Equal("-0.208333333333", allocations[0].Cash.ToString());
        Assert.Equal("0.041666666667", allocations[1].Cash.ToString());
        Assert.Equal("0.166666666666", operatorCash.ToString());
    }

    [Fact]
    public void Clear_PayoffMean_IsChargedOnTheRealisedQuantityExactly()
    {
        var reports = new[] { Report(0, 0.9, 0.5), Report(1, -0.7, 2), Report(2, 0.6123, 0.125) };
        var (free, freeCash) = Clear(Rule(Standard, "0.000001"), reports);
        var (priced, pricedCash) = Clear(Rule(Standard with { PayoffMean = 2.5 }, "0.000001"), reports);
        for (var i = 0; i < reports.Length; i++)
        {
            Assert.Equal(free[i].Quantity, priced[i].Quantity);
            Assert.Equal(free[i].Cash.Atoms - (2_500_000 * (Int128)free[i].Quantity.Lots), priced[i].Cash.Atoms);
        }
        Assert.Equal(freeCash, pricedCash);
    }

    [Fact]
    public void Clear_EverybodyInTheFlatRegion_MovesNothingButTheConstant()
    {
        var (allocations, operatorCash) = Clear(Rule(Standard, "0.000001"), Report(0, 0.5), Report(1, -0.5), Report(2, 0.1));
        Assert.All(allocations, allocation => Assert.Equal(0, allocation.Quantity.Lots));
        // −κΣVar/(2K²) = −½·⅓/(2·2.25)
        Assert.All(allocations, allocation => Assert.Equal("0.037037037037", allocation.Cash.ToString()));
        Assert.Equal("-0.111111111111", operatorCash.ToString());
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Clear_AnyReports_AddUpToZeroToTheAtom(Economy economy)
    {
        foreach (var lot in new[] { "0.000001", "0.001", "0.5" })
        {
            var rule = Rule(economy, lot);
            Property.Check(Gen.Choose(0, int.MaxValue), seed =>
            {
                var reports = Draw(economy, new SeededGenerator((ulong)seed), lot);
                var (allocations, operatorCash) = Clear(rule, reports);
                return allocations.Sum(allocation => allocation.Quantity.Lots) == 0
                    && allocations.Aggregate(operatorCash, (sum, allocation) => sum + allocation.Cash) == Cash.Zero;
            });
        }
    }

    [Theory]
    [MemberData(nameof(All), MemberType = typeof(Economy))]
    public void Clear_AnyReports_AllocatesTheFormulaToALot(Economy economy)
    {
        var rule = Rule(economy, "0.000001");
        var random = new SeededGenerator(7);
        for (var auction = 0; auction < 200; auction++)
        {
            var reports = Draw(economy, random, "0.000001");
            var (allocations, _) = Clear(rule, reports);
            var virtuals = reports.Select(report => economy.Endowments.Of(report.Endowment.Lots * 1e-6)).ToArray();
            for (var i = 0; i < reports.Length; i++)
            {
                var exact = -virtuals[i] + (economy.Capacities[i] / economy.Capacities.Sum() * virtuals.Sum());
                Assert.Equal(exact, allocations[i].Quantity.Lots * 1e-6, 1.001e-6);
            }
        }
    }

    [Fact]
    public void Clear_FewerThanTwo_Throws()
    {
        Assert.Throws<ArgumentException>(() => Clear(Rule(Standard, "1"), Report(0, 0)));
        Assert.Throws<ArgumentException>(() => Clear(Rule(Standard, "1")));
    }

    [Fact]
    public void Clear_Again_UsesNothingOfTheClearingBefore()
    {
        var rule = Rule(Standard, "0.000001");
        EndowmentReport[] reports = [Report(3, 0.9), Report(1, -0.7)];
        var (first, _) = Clear(rule, reports);
        Clear(rule, Report(0, 0.1), Report(1, 1), Report(2, -1), Report(3, -0.9));
        var (second, _) = Clear(rule, reports);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Clear_SteadyState_AllocatesNothing()
    {
        var rule = Rule(Standard, "0.000001");
        EndowmentReport[] reports = [Report(0, 0.9), Report(1, -0.7), Report(2, 0.8)];
        var allocations = new DirectAllocation[3];
        rule.Clear(reports, allocations);
        var before = GC.GetAllocatedBytesForCurrentThread();
        rule.Clear(reports, allocations);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Clear_AbsurdEndowments_StayWithinBounds()
    {
        Assert.Equal(Reason.None, DirectExchangeRule.TryCreate(
            new Economy(true, 0, 1, 1, 0, []).Endowments, DecimalOf(1), DecimalOf(1_000_000), out var rule));
        var most = new Quantity(Quantity.MaxOrderLots);
        EndowmentReport[] reports =
            [new(0, CapacityOf(1e-9), most), new(1, CapacityOf(1e15), new(-most.Lots)), new(2, CapacityOf(1e-9), most)];
        var (allocations, operatorCash) = Clear(rule!, reports);
        Assert.Equal(0, allocations.Sum(allocation => allocation.Quantity.Lots));
        Assert.All(allocations, allocation => Assert.True(Int128.Abs(allocation.Cash.Atoms) <= 2 * Reals.MaxCash.Atoms));
        Assert.Equal(Cash.Zero, allocations.Aggregate(operatorCash, (sum, allocation) => sum + allocation.Cash));
    }

    [Fact]
    public void Check_Reports_AreTakenOrRefused()
    {
        var rule = Rule(Standard, "0.000001");
        var other = Report(0, 0.5).Capacity;
        Assert.Equal(Reason.None, rule.Check(Report(1, 1), other));
        Assert.Equal(Reason.None, rule.Check(Report(1, -1, 2), other));
        Assert.Equal(Reason.OutOfRange, rule.Check(Report(1, 1.000001), other));
        Assert.Equal(Reason.OutOfRange, rule.Check(Report(1, -1.000001), other));
        Assert.Equal(Reason.OutOfRange, rule.Check(Report(1, 0) with { Capacity = default }, other));

        var shifted = Rule(new(true, 1, 1, 1, 0, []), "0.000001");
        Assert.Equal(Reason.None, shifted.Check(Report(1, 100), other));
        Assert.Equal(Reason.OutOfRange, shifted.Check(Report(1, 0, 2), other));
        Assert.Equal(Reason.None, shifted.Check(Report(1, 0, 2), null));
        Assert.Equal(Reason.OutOfRange, shifted.Check(Report(1, 4000.000001), null));
        Assert.Equal(Reason.OutOfRange, shifted.Check(Report(1, 0) with { Endowment = new(long.MinValue) }, null));
    }

    [Fact]
    public void Check_EndOfTheSupportInLots_IsInIt()
    {
        var rule = Rule(new(false, 0, 0.3, 1, 0, []), "0.1");
        Assert.Equal(Reason.None, rule.Check(new(0, CapacityOf(0.5), new(3)), null));
        Assert.Equal(Reason.None, rule.Check(new(0, CapacityOf(0.5), new(-3)), null));
        Assert.Equal(Reason.OutOfRange, rule.Check(new(0, CapacityOf(0.5), new(4)), null));
    }

    [Fact]
    public void Clear_Gaussian_IsPinnedToTheAtom()
    {
        var table = new GaussianTable([0.75, 1.5, 3, 8], [0, 0.98, 2.7, 7.88], [1.43, 1.22, 1.09, 1.015], 0.42);
        Assert.Equal(Reason.None, GaussianVirtualEndowment.TryCreate(DecimalOf(0), DecimalOf(0.7), table, out var endowments));
        Assert.Equal(Reason.None, DirectExchangeRule.TryCreate(endowments!, DecimalOf(0), DecimalOf(0.000001), out var rule));
        var (allocations, operatorCash) = Clear(rule!, Report(0, 0.9, 0.5), Report(1, -1.7, 2), Report(2, 0.61, 0.125));
        Assert.Equal([-657_951, 816_766, -158_815], allocations.Select(allocation => allocation.Quantity.Lots));
        Assert.Equal(
            ["-0.394951525126", "-0.098504803593", "-0.460684333217"], allocations.Select(allocation => allocation.Cash.ToString()));
        Assert.Equal("0.954140661936", operatorCash.ToString());
    }

    [Theory]
    [InlineData("0", "0", Reason.OutOfRange)]
    [InlineData("0", "1000000.1", Reason.OutOfRange)]
    [InlineData("0", "0.0000001", Reason.OffGrid)]
    [InlineData("0.0000001", "0.000001", Reason.OffGrid)]
    [InlineData("0.000001", "0.000001", Reason.None)]
    [InlineData("1000000", "1", Reason.None)]
    [InlineData("1000000.1", "1", Reason.OutOfRange)]
    [InlineData("-1000000000000", "0.000001", Reason.None)]
    [InlineData("170141183460469231", "1000000", Reason.OutOfRange)]
    public void TryCreate_MeanAndLot_AreChecked(string payoffMean, string lot, Reason reason)
    {
        Assert.True(FixedDecimal.TryParse(payoffMean, out var mean));
        Assert.True(FixedDecimal.TryParse(lot, out var lotSize));
        Assert.Equal(reason, DirectExchangeRule.TryCreate(Standard.Endowments, mean, lotSize, out _));
    }

    /// <summary>A report in lots of 10⁻⁶.</summary>
    internal static EndowmentReport Report(int account, double endowment, double capacity = 0.5) =>
        new(account, CapacityOf(capacity), new((long)Math.Round(endowment * 1e6)));

    internal static DirectExchangeRule Rule(Economy economy, string lot)
    {
        Assert.True(FixedDecimal.TryParse(lot, out var lotSize));
        Assert.Equal(
            Reason.None,
            DirectExchangeRule.TryCreate(economy.Endowments, DecimalOf(economy.PayoffMean), lotSize, out var rule));
        return rule!;
    }

    internal static (DirectAllocation[] Allocations, Cash OperatorCash) Clear(
        DirectExchangeRule rule, params EndowmentReport[] reports)
    {
        var allocations = new DirectAllocation[reports.Length];
        return (allocations, rule.Clear(reports, allocations));
    }

    private static EndowmentReport[] Draw(Economy economy, SeededGenerator random, string lot)
    {
        var lotSize = double.Parse(lot);
        return [.. economy.Draw(random).Select((endowment, i) => new EndowmentReport(
            i, CapacityOf(economy.Capacities[i]), new((long)Math.Truncate(endowment / lotSize))))];
    }
}
