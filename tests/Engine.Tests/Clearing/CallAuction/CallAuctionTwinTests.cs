using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

/// <summary>
/// The call auction and its twin that looks at every tick, on random auctions. EXCHANGE_LOCKSTEP_AUCTIONS asks for more
/// of them than the ordinary 33,000.
/// </summary>
public class CallAuctionTwinTests
{
    private static readonly int TotalAuctions =
        int.TryParse(Environment.GetEnvironmentVariable("EXCHANGE_LOCKSTEP_AUCTIONS"), out var auctions) ? auctions : 33_000;

    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static TheoryData<string> Shapes => new(BidShape.All.Select(shape => shape.Name));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Clear_RandomBids_GivesWhatItsTwinGives(string name)
    {
        var shape = BidShape.All.Single(shape => shape.Name == name);
        var (rules, result) = (Rules(), new ClearingResult());
        var seen = new Dictionary<(ClearingFailure, DecidedBy), int>();
        for (var seed = 1UL; seed <= (ulong)(TotalAuctions / BidShape.All.Count); seed++)
        {
            var random = new SeededGenerator(seed);
            var (collected, listed) = Bids(shape, random);
            var moment = Moment(shape, random);
            var (rationing, scope, clearsWithoutVolume, rule) = rules[(int)random.NextBelow(rules.Count)];
            rule.Clear(collected, moment, result);
            var expected = TickByTickAuction.Clear(listed, moment, rationing, scope, Seed, clearsWithoutVolume);
            Assert.True(
                expected == Outcome.Of(result),
                $"{name}, seed {seed}, {rationing} {scope} {clearsWithoutVolume}, reference {moment.Reference}:\n"
                + $"{string.Join('\n', listed.Bids)}\ngave     {Outcome.Of(result)}\nnot as   {expected}");
            AssertSound(listed, moment, result);
            seen[(result.Failure, result.DecidedBy)] = seen.GetValueOrDefault((result.Failure, result.DecidedBy)) + 1;
        }
        Assert.Contains(seen.Keys, outcome => outcome.Item1 == ClearingFailure.None);
    }

    [Fact]
    public void RandomBids_OfAllShapes_MeetEveryWayToDecide()
    {
        var (rules, result) = (Rules().Where(rule => rule.Rationing == Rationing.Time).ToList(), new ClearingResult());
        var seen = new HashSet<string>();
        foreach (var shape in BidShape.All)
        {
            for (var seed = 1UL; seed <= 500; seed++)
            {
                var random = new SeededGenerator(seed);
                var (collected, _) = Bids(shape, random);
                var moment = Moment(shape, random);
                foreach (var (_, _, clearsWithoutVolume, rule) in rules)
                {
                    rule.Clear(collected, moment, result);
                    var isIdle = clearsWithoutVolume && result.Volume.Lots == 0;
                    seen.Add(result.Failure.Name() + result.DecidedBy.Name() + (isIdle ? " of nothing" : ""));
                }
            }
        }
        Assert.Superset(
            new HashSet<string>
            {
                "VOLUME", "SURPLUS", "PRESSURE", "REFERENCE", "NO_CROSS", "NO_REFERENCE",
                "VOLUME of nothing", "SURPLUS of nothing", "PRESSURE of nothing", "REFERENCE of nothing",
            },
            seen);
    }

    /// <summary>What must hold whatever the twin says.</summary>
    private static void AssertSound(ListedBids bids, ClearingMoment moment, ClearingResult result)
    {
        var lots = result.Lots.ToArray();
        Assert.Equal(0, lots.Sum());
        Assert.Equal(result.Volume.Lots, lots.Where(lot => lot > 0).Sum());
        if (!result.IsCleared)
        {
            return;
        }
        var wants = bids.Wants(result.Price.Ticks, moment.Previous, moment.Now);
        Assert.Equal(result.Surplus.Lots, wants.Sum());
        for (var i = 0; i < lots.Length; i++)
        {
            // Never more than wanted at the price, never the other way, and all of it on the light side.
            Assert.InRange(lots[i], Math.Min(wants[i], 0), Math.Max(wants[i], 0));
            Assert.True(Math.Sign(wants[i]) == Math.Sign(result.Surplus.Lots) || lots[i] == wants[i]);
        }
    }

    private static (CollectedBids Collected, ListedBids Listed) Bids(BidShape shape, SeededGenerator random)
    {
        var (collected, listed) = (new CollectedBids(), new ListedBids());
        var count = random.NextBelow(random.NextBelow(10) == 0 ? 60 : 10);
        for (var id = 1UL; id <= (ulong)count; id++)
        {
            var now = new Timestamp(random.NextBelow(3_000_000_000));
            TwinBids.Add(collected, listed, shape.Next(random, 1 + (int)random.NextBelow(6), id, now));
        }
        return (collected, listed);
    }

    private static ClearingMoment Moment(BidShape shape, SeededGenerator random)
    {
        var previous = new Timestamp(random.NextBelow(3_000_000_000));
        var now = new Timestamp(3_000_000_000 + random.NextBelow(1_000_000_000));
        var reference = shape.LowestTicks - 3 + random.NextBelow(shape.Ticks + 6);
        var hasReference = Price.IsInRange(reference) && random.NextBelow(3) != 0;
        return new(previous, now, 1 + (ulong)random.NextBelow(1000), hasReference ? new Price(reference) : null);
    }

    private static List<(Rationing Rationing, RationingScope Scope, bool ClearsWithoutVolume, SessionRule Rule)> Rules() =>
    [
        .. from clearsWithoutVolume in new[] { false, true }
           from rationing in Enum.GetValues<Rationing>()
           from scope in Enum.GetValues<RationingScope>()
           let rule = new CallAuctionRule(rationing, scope, Seed, clearsWithoutVolume)
           select (rationing, scope, clearsWithoutVolume, (SessionRule)rule),
    ];
}
