using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

public class SurplusSearchTests
{
    // Bisection of 2·10⁹ ticks takes 31 looks.
    private const int MostLooks = 33;

    [Theory]
    [InlineData(Quantity.MaxOrderLots)]
    [InlineData(50)]
    public void FirstAtMost_PricesFarApart_IsWhereTheSurplusFalls(long maxLots)
    {
        // Far too many ticks for a twin, but the surplus never rises: that it is above just below says it all.
        var shape = new BidShape("far apart", -Price.MaxTicks, (2 * Price.MaxTicks) + 1, maxLots, Enum.GetValues<BidKind>());
        for (var seed = 1UL; seed <= 1_000; seed++)
        {
            var random = new SeededGenerator(seed);
            var bids = new CollectedBids();
            for (var id = 1UL; id <= 1 + (seed % 40); id++)
            {
                TwinBids.Add(bids, shape.Next(random, (int)id, id, default));
            }
            var curves = new AuctionCurves();
            curves.Read(bids, new(default, new Timestamp(1_500_000_000), 1, null));
            var low = shape.NextPrice(random).Ticks;
            var high = (int)Math.Min(Price.MaxTicks, low + random.NextBelow(shape.Ticks));
            var most = curves.TotalsAt(shape.NextPrice(random).Ticks).Surplus - random.NextBelow(2);
            var found = new SurplusSearch(curves).FirstAtMost(most, low, high);
            Assert.InRange(found, low, high + 1);
            Assert.True(found > high || curves.TotalsAt(found).Surplus <= most, $"seed {seed}");
            Assert.True(found == low || curves.TotalsAt(found - 1).Surplus > most, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData("one step")]
    [InlineData("a line")]
    [InlineData("a hyperbola")]
    [InlineData("one far bid")]
    public void Bracket_AnyFall_ClosesInBisectionsLooksAndTwo(string fall)
    {
        var random = new SeededGenerator(11);
        for (var trial = 0; trial < 2_000; trial++)
        {
            var low = (int)(random.NextBelow(2L * Price.MaxTicks) - Price.MaxTicks);
            var high = (int)(low + 1 + random.NextBelow(Price.MaxTicks - (long)low));
            var turn = low + 1 + random.NextBelow((long)high - low);
            var bracket = new Bracket(0, low, high, Surplus(low), Surplus(high));
            var looks = 0;
            while (!bracket.IsClosed)
            {
                var ticks = bracket.Next();
                Assert.InRange(ticks, bracket.Low + 1, bracket.High - 1);
                bracket.Narrow(ticks, Surplus(ticks));
                looks++;
            }
            Assert.Equal(turn, bracket.High);
            Assert.InRange(looks, 0, MostLooks);

            long Surplus(long ticks) => fall switch
            {
                "one step" => ticks < turn ? 1 : -1,
                "a line" => (turn - ticks) * 1_000_000,
                "a hyperbola" => ticks < turn ? 4_000_000_000_000_000_000 / (1 + ticks - low) : 0,
                _ => ticks == low ? 4_000_000_000_000_000_000 : ticks < turn ? 1 : 0,
            };
        }
    }
}
