using Exchange.Engine.Clearing.DirectExchange;
using static Exchange.Engine.Tests.Clearing.DirectExchange.DirectExchangeRuleTests;

namespace Exchange.Engine.Tests.Clearing.DirectExchange;

/// <summary>
/// What participants expect of the rule, by numerical integration over the others' endowments on a grid that is symmetric
/// about the mean: of the rule as it is, lots and atoms and all.
/// </summary>
public class DirectExchangeIncentiveTests
{
    // Lots of 10⁻⁶ move a quantity by as much.
    private const double LotEffect = 2e-5;

    public static TheoryData<Economy> Pairs() => [.. Economy.All()
        .Select(row => row.Data)
        .Select(economy => economy with { Capacities = economy.Capacities[..2] })];

    public static TheoryData<Economy> Threes() => [.. Economy.All()
        .Select(row => row.Data)
        .Where(economy => economy.Alpha == 1)
        .Select(economy => economy with { Capacities = economy.Capacities[..3] })];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Report_OneOther_TruthIsOptimalAndTakingPartTooAndWorthNothingAtTheMean(Economy economy) =>
        AssertIncentives(economy, others: 1_201, variancePrecision: 1e-4);

    [Theory]
    [MemberData(nameof(Threes))]
    public void Report_TwoOthers_TruthIsOptimalAndTakingPartTooAndWorthNothingAtTheMean(Economy economy) =>
        AssertIncentives(economy, others: 61, variancePrecision: 1e-2);

    private static void AssertIncentives(Economy economy, int others, double variancePrecision)
    {
        var types = Types(economy);
        var expectations = types.Select(report => Expect(economy, report, others)).ToArray();
        var capacity = economy.Capacities[0];
        var scale = economy.Width * economy.Width / capacity;
        var constant = variancePrecision * scale;
        for (var type = 0; type < types.Length; type++)
        {
            var endowment = types[type];
            var truth = expectations[type].Gain(endowment, capacity);
            var best = expectations.Max(expectation => expectation.Gain(endowment, capacity));
            Assert.True(best <= truth + (LotEffect * scale), $"{endowment} gains {best - truth} by a lie");
            Assert.True(truth >= -constant, $"{endowment} expects {truth}");
        }
        Assert.Equal(0, expectations[types.Length / 2].Gain(economy.Mean, capacity), constant);
    }

    /// <summary>Endowments from one end to the other, the mean in the middle.</summary>
    private static double[] Types(Economy economy)
    {
        var reach = economy.Width * (economy.IsGaussian ? 3 : 1);
        return [.. Enumerable.Range(-15, 31).Select(i => Math.Round(economy.Mean + (reach * i / 15), 6))];
    }

    /// <summary>What the first participant gets for a report, the others truthful.</summary>
    private static Expectation Expect(Economy economy, double report, int others)
    {
        var rule = Rule(economy, "0.000001");
        var grid = Grid(economy, others);
        var result = default(Expectation);
        foreach (var (second, secondWeight) in grid)
        {
            if (economy.Capacities.Length == 2)
            {
                result += secondWeight * Outcome(Report(0, report, economy.Capacities[0]), Report(1, second, economy.Capacities[1]));
                continue;
            }
            foreach (var (third, thirdWeight) in grid)
            {
                result += secondWeight * thirdWeight * Outcome(
                    Report(0, report, economy.Capacities[0]),
                    Report(1, second, economy.Capacities[1]),
                    Report(2, third, economy.Capacities[2]));
            }
        }
        return result;

        Expectation Outcome(params EndowmentReport[] reports)
        {
            var first = Clear(rule, reports).Allocations[0];
            var quantity = first.Quantity.Lots * 1e-6;
            return new(quantity, quantity * quantity, (double)first.Cash.Atoms * 1e-12 + (economy.PayoffMean * quantity));
        }
    }

    private static (double Endowment, double Weight)[] Grid(Economy economy, int count)
    {
        var reach = economy.IsGaussian ? 8 : 1;
        var points = Enumerable.Range(0, count).Select(i => reach * (((2 * i) + 1.0) / count - 1)).ToArray();
        var weights = points.Select(z => economy.IsGaussian ? Math.Exp(-z * z / 2) : 1).ToArray();
        var sum = weights.Sum();
        return [.. points.Zip(weights, (z, weight) => (economy.Mean + (economy.Width * z), weight / sum))];
    }

    /// <summary>Expected quantity, its square, and cash with what the quantity pays.</summary>
    private readonly record struct Expectation(double Quantity, double Square, double Worth)
    {
        /// <summary>The expected gain of a trader with an endowment over not taking part.</summary>
        public double Gain(double endowment, double capacity) =>
            Worth - (((2 * endowment * Quantity) + Square) / (2 * capacity));

        public static Expectation operator +(Expectation left, Expectation right) =>
            new(left.Quantity + right.Quantity, left.Square + right.Square, left.Worth + right.Worth);

        public static Expectation operator *(double weight, Expectation expectation) =>
            new(weight * expectation.Quantity, weight * expectation.Square, weight * expectation.Worth);
    }
}
