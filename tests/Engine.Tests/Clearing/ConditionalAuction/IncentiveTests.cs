using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing.ConditionalAuction;

/// <summary>
/// Ex post: at the realised types no misreported signal and no other bid on a grid raises an agent's utility, whatever the
/// others' types, and nobody is worse off for taking part.
/// </summary>
public class IncentiveTests
{
    private const double Precision = 1e-9;

    [Fact]
    public void Utility_LinearModels_IsGreatestForTheRevelationBid()
    {
        for (var seed = 1; seed <= 120; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var count = 4 + (2 * (int)random.NextBelow(3));
            var (alpha, mu, sigma) = (random.Uniform(0.5, 2), random.Uniform(0.2, 3), random.Uniform(0, 2));
            var beta = Math.Round(0.4 * (count - 2) * alpha * random.NextUnit(), 4);
            var signals = RandomModels.Signals(random, count);
            double[] capacities = [.. signals.Select((_, i) => LinearModel.GroupOf(i, count) == 0 ? 2 * mu : mu)];
            var (model, reveal) = (seed % 4) switch
            {
                0 => (
                    LinearModel.Fundamental(alpha, beta, [.. signals.Select(_ => mu)]),
                    (Func<double[], SampleBid[]>)(s => [.. s.Select(own => new SampleBid((alpha + beta) * own, (alpha + beta) * (mu + sigma) / alpha))])),
                1 => (LinearModel.Groups(alpha, beta, mu, count), s => PaperExamplesTests.GroupBids(alpha, beta, mu, sigma, s)),
                2 => (
                    LinearModel.Fundamental(alpha, beta / 2, capacities),
                    s => PaperExamplesTests.CapacityBids(alpha, beta / 2, capacities, sigma, s)),
                _ => RandomModels.Any(random, count) is var any ? (any, s => any.Revelations(s, sigma)) : default,
            };
            foreach (var agent in new[] { 0, count - 1 })
            {
                AssertTruthIsOptimal(model, reveal, signals, sigma, agent, $"seed {seed}, agent {agent}");
            }
        }
    }

    /// <summary>
    /// The others' bids are bent, bounded and conditional in any way; the agent's value is its own, between its bounds.
    /// </summary>
    [Fact]
    public void Utility_PrivateValueAmongBoundedBids_IsGreatestForItsOwn()
    {
        var cleared = 0;
        for (var seed = 1; seed <= 150; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var sigma = random.Uniform(0, 1);
            var bids = RandomBids.Bounded(random, 3 + (int)random.NextBelow(4));
            var (value, mu) = (random.Uniform(85, 115), random.Uniform(0.1, 3));
            var truth = new SampleBid(value, mu + sigma) { Min = -3_000, Max = 3_000, Groups = [0] };
            bids[^1] = truth;
            var auction = new SampleAuction(sigma, "0.01", "0.001");
            if (auction.Clear(bids) != ClearingFailure.None)
            {
                continue;
            }
            cleared++;
            var honest = Utility(bids.Length - 1);
            Assert.True(honest >= -Precision, $"seed {seed}: {honest} for taking part");
            foreach (var lie in Lies(truth).Concat(Shapes(value, mu + sigma)))
            {
                bids[^1] = lie;
                var failure = auction.Clear(bids);
                var gain = failure == ClearingFailure.None ? Utility(bids.Length - 1) - honest : -honest;
                Assert.True(gain <= Precision * Math.Max(1, honest), $"seed {seed}: {gain} more by {lie} than by {truth}");
            }

            double Utility(int agent)
            {
                var quantity = auction.Solution.QuantityOf(agent);
                return (value * quantity) - (mu * quantity * quantity / 2) - auction.Solution.PaymentOf(agent);
            }
        }
        Assert.InRange(cleared, 60, 150);
    }

    /// <summary>An agent with bounds of its own among revelation bids without: its own bid, cut, is still the best.</summary>
    [Fact]
    public void Utility_BoundedRevelationBid_IsGreatestWithinItsBounds()
    {
        for (var seed = 1; seed <= 80; seed++)
        {
            var random = new SeededGenerator((ulong)seed);
            var count = 4 + (2 * (int)random.NextBelow(3));
            var (alpha, beta, mu, sigma) = (random.Uniform(0.5, 2), random.Uniform(0, 1), random.Uniform(0.2, 3), random.Uniform(0, 2));
            var signals = RandomModels.Signals(random, count);
            var (model, bids) = (LinearModel.Groups(alpha, beta, mu, count), PaperExamplesTests.GroupBids(alpha, beta, mu, sigma, signals));
            var most = 1 + random.NextBelow(1_500_000);
            var truth = bids[0] with { Min = -most, Max = most };
            var auction = new SampleAuction(sigma);
            var honest = Utility(truth);
            Assert.True(honest >= -Precision, $"seed {seed}");
            foreach (var lie in Lies(truth))
            {
                Assert.True(Utility(lie) <= honest + Precision, $"seed {seed}: {lie} is better than {truth}");
            }

            double Utility(SampleBid bid)
            {
                bids[0] = bid;
                return auction.Clear(bids) == ClearingFailure.None
                    ? model.Utility(0, signals, auction.Solution.QuantityOf(0), auction.Solution.PaymentOf(0))
                    : 0;
            }
        }
    }

    private static void AssertTruthIsOptimal(
        LinearModel model, Func<double[], SampleBid[]> reveal, double[] signals, double sigma, int agent, string seed)
    {
        var auction = new SampleAuction(sigma);
        var bids = reveal(signals);
        var truth = bids[agent];
        var honest = Utility(truth);
        Assert.True(honest >= -Precision, $"{seed}: {honest} for taking part");
        for (var error = -4.0; error <= 4; error += 0.5)
        {
            var misreported = reveal([.. signals.Select((s, i) => i == agent ? s + error : s)])[agent];
            Assert.True(Utility(misreported) <= honest + Precision, $"{seed}: a signal wrong by {error} is better");
        }
        foreach (var lie in Lies(truth))
        {
            Assert.True(Utility(lie) <= honest + Precision, $"{seed}: {lie} is better than {truth}");
        }

        double Utility(SampleBid bid)
        {
            bids[agent] = bid;
            return auction.Clear(bids) == ClearingFailure.None
                ? model.Utility(agent, signals, auction.Solution.QuantityOf(agent), auction.Solution.PaymentOf(agent))
                : 0;
        }
    }

    /// <summary>Other affine bids, within the bounds of the true one: higher and lower, flatter and steeper, less and more conditional.</summary>
    private static IEnumerable<SampleBid> Lies(SampleBid truth) =>
        from higher in new[] { -2, -0.3, -0.01, 0, 0.01, 0.3, 2 }
        from steeper in new[] { 0.2, 0.9, 1, 1.1, 5 }
        from more in new[] { 0, 0.9, 1, 1.1 }
        from cut in new[] { 1, 2 }
        where truth.Min is not null || cut == 1
        select truth with
        {
            Intercept = truth.Intercept + higher,
            Slope = truth.Slope * steeper,
            Conditions = [.. truth.Conditions.Select(condition => condition with { Slope = condition.Slope * more })],
            Min = truth.Min / cut,
            Max = truth.Max,
        };

    /// <summary>Schedules with steps and bends, within ±3,000 lots.</summary>
    private static IEnumerable<SampleBid> Shapes(double value, double slope)
    {
        var ticks = (int)(100 * value);
        foreach (var away in new[] { -300, -50, 0, 50, 300 })
        {
            yield return Shape((ticks + away, 3_000), (ticks + away, 0));
            yield return Shape((ticks + away, 0), (ticks + away, -3_000));
            yield return Shape((ticks + away - (int)(100 * slope), 1_000), (ticks + away, 0), (ticks + away + 1, -1_500));
        }

        static SampleBid Shape(params (int Ticks, long Lots)[] points) => new(0, 0) { Points = points, Groups = [0] };
    }
}
