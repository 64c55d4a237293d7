using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.ConditionalAuction;
using static Exchange.Engine.Tests.Clearing.ConditionalAuction.SampleAuction;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>
/// The σ-discriminatory conditional double auction of Andreyanov and Sadzik (2021) as a live market: Example 4, the budget
/// (Proposition 2), and truth as a best response whatever the others' types (Theorem 1).
/// </summary>
public class ConditionalAuctionTests
{
    // A lot is 10⁻⁶ units, and an outcome is a lot beside the exact one.
    private const double Lot = 1 / DemandLine.Grain;

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Clear_WorkedExample_IsWorkedByHand(int? traders)
    {
        // α = 1, β = ½, μ = 2, N = 5: σ = 6/5, price 9/5, q = (5/16)(s − 6/5), and everyone pays the price.
        double[] signals = [3, 1, -2, 4, 0];
        var tax = new FundamentalTaxSlope(Decimal(1.0), Decimal(0.5), Decimal(2.0), traders);
        var auction = new LiveConditionalAuction(tax, maxDeficit: 0, signals.Select(_ => Array.Empty<int>()));
        for (var clearing = 0; clearing < 3; clearing++)
        {
            var cleared = auction.Clear([.. signals.Select(s => new SampleBid(1.5 * s, 1.5 * (2 + 1.2)))]);
            Assert.Equal((true, 1_800_000, 1_437_500), (cleared.IsCleared, cleared.Ticks, cleared.Cleared.Quantity.Lots));
            Assert.Equal([562_500, -62_500, -1_000_000, 875_000, -375_000], cleared.Allocations.Select(allocation => allocation.Lots));
            Assert.All(cleared.Allocations, allocation => Assert.InRange(cleared.ChargeOn(allocation).Atoms, -5, 5));
            Assert.InRange(cleared.OperatorCash.Atoms, 0, 5);
        }
        Assert.Equal(3 * 562_500, auction.Market.LotsOf(0));
    }

    [Fact]
    public void Clear_RevelationBids_LeaveASurplusFromTheirSlopeOnAndNeedADeficitAtZero()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var economy = new ConditionalEconomy(seed);
            Assert.True(economy.Tax.TryFor(economy.Count, out var least));
            AssertSurplus(economy, economy.Tax, least, seed);
            var steeper = Decimal(1.5 * least);
            AssertSurplus(economy, new FixedTaxSlope(steeper), Reals.From(steeper), seed);

            // Plain VCG: the operator pays, and a market whose operator may not pay so much does not clear.
            var untaxed = new FixedTaxSlope(default);
            var paid = -DemandLine.Currency(new LiveConditionalAuction(untaxed, null, economy.Groups).Clear(economy.Reveal(0)).OperatorCash);
            Assert.True(paid > 1e-6, $"seed {seed}: plain VCG left a deficit of {paid}");
            Assert.Equal(-economy.Surplus(0), paid, 1e-9 * Math.Max(1, economy.Value));
            Assert.True(new LiveConditionalAuction(untaxed, paid * 1.000001, economy.Groups).Clear(economy.Reveal(0)).IsCleared);
            foreach (var most in new[] { 0, paid * 0.999999 })
            {
                var refused = new LiveConditionalAuction(untaxed, most, economy.Groups);
                Assert.Equal(ClearingFailure.Deficit, refused.Clear(economy.Reveal(0)).Cleared.Failure);
                Assert.Equal(Cash.Zero, refused.Market.OperatorCash);
            }
        }
    }

    [Fact]
    public void Utility_RevelationBid_IsGreatestWhateverTheOthersTypes()
    {
        var (asked, losing) = (0, 0);
        for (var seed = 1UL; seed <= 12; seed++)
        {
            var economy = new ConditionalEconomy(seed);
            Assert.True(economy.Tax.TryFor(economy.Count, out var sigma));
            var (auction, bids) = (new LiveConditionalAuction(economy.Tax, maxDeficit: null, economy.Groups), economy.Reveal(sigma));
            foreach (var agent in new[] { 0, economy.Count - 1 })
            {
                var truth = bids[agent];
                var (honest, error) = Utility(agent, truth);
                Assert.True(honest >= -error, $"seed {seed}, agent {agent}: {honest} for taking part");
                foreach (var lie in economy.Misreports(agent, sigma).Concat(Lies(truth)))
                {
                    var (utility, more) = Utility(agent, lie);
                    Assert.True(utility <= honest + error + more, $"seed {seed}, agent {agent}: {utility - honest} more by {lie} than by {truth}");
                    asked++;
                    losing += utility < honest - error - more ? 1 : 0;
                }
            }

            // What an agent has, and what a lot more or less could make of it.
            (double Utility, double Error) Utility(int agent, SampleBid bid)
            {
                SampleBid[] all = [.. bids];
                all[agent] = bid;
                var cleared = auction.Clear(all);
                if (!cleared.IsCleared)
                {
                    return (0, 0);
                }
                var allocation = cleared.Allocations[agent];
                var quantity = DemandLine.Units(allocation.Lots);
                var marginal = economy.Model.ValueOf(agent, economy.Signals) - (economy.Model.Mu[agent] * quantity);
                return (
                    economy.Model.Utility(agent, economy.Signals, quantity, -DemandLine.Currency(allocation.Cash)),
                    Lot * (Math.Abs(marginal) + (Lot * economy.Model.Mu[agent])));
            }
        }
        Assert.True(losing > 0.9 * asked, $"{losing} of {asked} deviations lose: rounding hides the rest");
    }

    /// <summary>That a market in which the operator may not pay clears, and leaves it what the formula says.</summary>
    private static void AssertSurplus(ConditionalEconomy economy, TaxSlope tax, double sigma, ulong seed)
    {
        var cleared = new LiveConditionalAuction(tax, maxDeficit: 0, economy.Groups).Clear(economy.Reveal(sigma));
        Assert.True(cleared.IsCleared, $"seed {seed}, σ = {sigma}: {cleared.Cleared.Failure}");
        Assert.True(cleared.OperatorCash >= Cash.Zero, $"seed {seed}, σ = {sigma}: the operator pays {cleared.OperatorCash}");
        Assert.Equal(economy.Surplus(sigma), DemandLine.Currency(cleared.OperatorCash), 1e-9 * Math.Max(1, economy.Value));
    }

    /// <summary>Other affine bids: higher and lower, flatter and steeper, less and more conditional.</summary>
    private static IEnumerable<SampleBid> Lies(SampleBid truth) =>
        from higher in new[] { -1, -0.05, 0, 0.05, 1 }
        from steeper in new[] { 0.5, 1, 2 }
        from more in new[] { 0, 1, 1.2 }
        where higher != 0 || steeper != 1 || (more != 1 && truth.Conditions.Length > 0)
        select truth with
        {
            Intercept = truth.Intercept + higher,
            Slope = truth.Slope * steeper,
            Conditions = [.. truth.Conditions.Select(condition => condition with { Slope = condition.Slope * more })],
        };
}
