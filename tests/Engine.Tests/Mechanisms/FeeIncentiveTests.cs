using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// Bids as best responses, ex post, on a live market: whatever endowments the others turn out to have, a trader who knew
/// them and bid otherwise would not have gained.
/// </summary>
public class FeeIncentiveTests
{
    private const int Draws = 6;

    /// <summary>Where a bid of v(e) is one of e, and nobody is so content as to want nothing at any price.</summary>
    public static TheoryData<Economy> WithoutWeightOnRevenue() => [.. Economy.All()
        .Select(row => row.Data)
        .Where(economy => economy.Alpha == 0)];

    public static TheoryData<Economy> OfEqualCapacities() => [.. WithoutWeightOnRevenue()
        .Select(row => row.Data)
        .Where(economy => economy.Capacities.Distinct().Count() == 1)];

    [Theory]
    [MemberData(nameof(Economy.All), MemberType = typeof(Economy))]
    public void StatedBid_WithTheFee_IsABestResponse(Economy economy)
    {
        var auction = new FeeAuction(economy);
        AssertBestResponse(economy, auction, auction.Stated);
    }

    [Theory]
    [MemberData(nameof(OfEqualCapacities))]
    public void ShadedBid_WithoutAFee_IsABestResponse(Economy economy)
    {
        // The symmetric linear equilibrium: −((N − 2)/(N − 1))·(e + κ(p − μ)).
        AssertBestResponse(economy, new(economy, hasFee: false), Shaded);

        DemandLine Shaded(int trader, double endowment)
        {
            var shading = (economy.Capacities.Length - 2.0) / (economy.Capacities.Length - 1);
            return new(-shading * endowment, shading * economy.Capacities[trader]);
        }
    }

    [Theory]
    [MemberData(nameof(WithoutWeightOnRevenue))]
    public void StatedBid_WithoutAFee_IsNoBestResponse(Economy economy)
    {
        // What the tests above ask is not to be had for nothing: where the fee is gone, bidding less eagerly gains.
        var auction = new FeeAuction(economy, hasFee: false);
        Assert.True(Gains(economy, auction, auction.Stated).Max(gain => gain.Gain / gain.Error) > 100);
    }

    private static void AssertBestResponse(Economy economy, FeeAuction auction, Func<int, double, DemandLine> bidOf)
    {
        var (asked, losing) = (0, 0);
        foreach (var (gain, error) in Gains(economy, auction, bidOf))
        {
            Assert.True(gain <= error, $"a deviation gains {gain}, and rounding explains {error} at most");
            asked++;
            losing += gain < -error ? 1 : 0;
        }
        // Rounding hides few of them: they lose more than that.
        Assert.True(losing > 0.7 * asked, $"{losing} of {asked} deviations lose");
    }

    /// <summary>What each trader gains by each deviation from a bid, and how much of a gain may be rounding.</summary>
    private static IEnumerable<(double Gain, double Error)> Gains(
        Economy economy, FeeAuction auction, Func<int, double, DemandLine> bidOf)
    {
        var random = new SeededGenerator(21);
        for (var draw = 0; draw < Draws; draw++)
        {
            var endowments = economy.Draw(random);
            DemandLine[] bids = [.. endowments.Select((endowment, trader) => bidOf(trader, endowment))];
            var stated = auction.Clear(bids);
            for (var trader = 0; trader < bids.Length; trader++)
            {
                var truth = new Payoff(economy, auction, trader, endowments[trader], stated);
                foreach (var deviation in Deviations(economy, bids[trader], random))
                {
                    DemandLine[] others = [.. bids];
                    others[trader] = deviation;
                    var payoff = new Payoff(economy, auction, trader, endowments[trader], auction.Clear(others));
                    yield return (payoff.Value - truth.Value, payoff.PriceError + truth.PriceError + truth.KinkError);
                }
            }
        }
    }

    /// <summary>Other slopes and intercepts, both at once, bids cut off on one side or both, and any of it.</summary>
    private static IEnumerable<DemandLine> Deviations(Economy economy, DemandLine bid, SeededGenerator random)
    {
        foreach (var factor in new[] { 0, 0.25, 0.5, 0.8, 1.25, 2, 4 })
        {
            yield return bid with { Slope = factor * bid.Slope };
            yield return bid with { Slope = factor * bid.Slope, Intercept = factor * bid.Intercept };
        }
        foreach (var shift in new[] { 0.02, 0.1, 0.5, 2 })
        {
            yield return bid with { Intercept = bid.Intercept + (shift * economy.Width) };
            yield return bid with { Intercept = bid.Intercept - (shift * economy.Width) };
        }
        foreach (var most in new[] { 0, 0.05, 0.2, 0.6 })
        {
            yield return bid with { Most = most * economy.Width };
            yield return bid with { Least = -most * economy.Width };
            yield return bid with { Most = most * economy.Width, Least = -most * economy.Width };
        }
        for (var i = 0; i < 6; i++)
        {
            yield return new(bid.Intercept + (economy.Width * (random.NextUnit() - 0.5)), bid.Slope * 2 * random.NextUnit())
            {
                Most = economy.Width * random.NextUnit(),
                Least = -economy.Width * random.NextUnit(),
            };
        }
    }
}
