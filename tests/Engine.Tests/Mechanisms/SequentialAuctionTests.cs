using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Mechanisms;

/// <summary>The sequential double auction of Antill and Duffie (2017), §3, in discrete time, as a live market.</summary>
public class SequentialAuctionTests
{
    [Fact]
    public void Clear_InventoriesThatHalve_AreExact()
    {
        // b = −1, c = −½ a second, 2γ/r = ½: with Δ = 1 s what an inventory is beyond the average halves, at v − Z̄/2.
        var auction = new SequentialAuction(new(4, 100, 0.125, 0.5), everySeconds: 1, tick: 1, lot: 1, [1044, -1004, 532, -492]);
        for (var (clearing, excess) = (1, 1024); excess > 2; clearing++)
        {
            excess /= 2;
            var cleared = auction.ClearNext();
            Assert.Equal(90, cleared.Ticks);
            Assert.Equal([20 + excess, 20 - excess, 20 + (excess / 2), 20 - (excess / 2)], auction.Inventories);
            Assert.All(cleared.Allocations, allocation => Assert.Equal(Cash.Zero, cleared.ChargeOn(allocation)));
        }
    }

    [Fact]
    public void Clear_ShockedInventories_FollowTheRecursionWithinLots()
    {
        // With carries f_i in (−1, 1) and u_i = f_i − f̄, so |u_i| < 2, a clearing without rationing gives exactly
        // z' + u' = ρz + u beside the average, ρ = 1 + cΔ: z + u stays within 2 lots of the recursion, and z within 4. A lot
        // that was rationed away moves an agent by at most a lot and is forgotten as fast as inventories converge. The price is
        // where the average of what the carries change by and of what is rationed, not 3 lots, puts it: 3/(|b|Δ) ticks.
        var agents = new FlowAgents(10, 0.5, 0.1, 0.1);
        const double Every = 0.1;
        var factor = 1 + (agents.Reversion * Every);
        var random = new SeededGenerator(31);
        var inventories = Enumerable.Range(0, 10).Select(_ => random.NextBelow(5_000_001) - 2_500_000).ToArray();
        var auction = new SequentialAuction(agents, Every, tick: 1e-6, lot: 1e-6, inventories);
        var exact = inventories.Select(lots => (double)lots).ToArray();
        var priceError = 1e-6 * (1 + (3 / (-agents.Slope * Every)));
        var rationed = 0.0;
        for (var clearing = 1; clearing <= 400; clearing++)
        {
            var average = exact.Average();
            var cleared = auction.ClearNext();
            Assert.Equal(agents.PriceFor(average * 1e-6), cleared.Ticks * 1e-6, priceError);
            exact = [.. exact.Select(lots => average + (factor * (lots - average)))];
            rationed = (factor * rationed) + Math.Abs(cleared.Cleared.Surplus.Lots);
            Assert.InRange(rationed, 0, 6);
            foreach (var (lots, expected) in auction.Inventories.Zip(exact))
            {
                Assert.Equal(expected, lots, 4 + rationed);
            }
            for (var agent = 0; clearing % 40 == 0 && agent < exact.Length; agent++)
            {
                var shock = random.NextBelow(1_000_001) - 500_000;
                auction.Market.Shock(agent, shock);
                exact[agent] += shock;
            }
        }
    }

    [Fact]
    public void Clear_FlowsOfLessThanALot_LoseNothingButWhatIsRationed()
    {
        // The largest inventory wants 0.8 lots a clearing, most far less: without the carry nobody would ever trade.
        var agents = new FlowAgents(6, 1000, 0.1, 0.1);
        long[] inventories = [40, -40, 25, -13, 7, -19];
        var auction = new SequentialAuction(agents, everySeconds: 0.1, tick: 0.01, lot: 1, inventories);
        var (lost, rationed, traded) = (new double[6], 0L, 0L);
        for (var instant = 1; instant <= 1_000; instant++)
        {
            var cleared = auction.ClearNext();
            foreach (var allocation in cleared.Allocations)
            {
                lost[allocation.Trader] += auction.Flows[allocation.Trader] - allocation.Lots;
            }
            rationed += Math.Abs(cleared.Cleared.Surplus.Lots);
            traded += cleared.Cleared.Quantity.Lots;
        }
        // What is not rationed is bought and sold, or carried: less than a lot.
        Assert.All(lost, lots => Assert.InRange(Math.Abs(lots), 0, 1 + rationed));
        Assert.True(traded >= 60 && rationed <= 4, $"{rationed} lots were rationed of {traded}");
        Assert.All(auction.Inventories, lots => Assert.InRange(lots, -4, 4));
    }
}
