using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Bids;

public class ConditionalBidTests
{
    private static readonly Timestamp Start = new(0);

    [Fact]
    public void TryCreate_Bids_AreTakenOrRefused()
    {
        Assert.Equal(Reason.None, Create(null, null));
        Assert.Equal(Reason.None, Create(-Quantity.MaxOrderLots, Quantity.MaxOrderLots));
        Assert.Equal(Reason.None, Create(0, null));
        Assert.Equal(Reason.None, Create(null, 0));
        Assert.Equal(Reason.OutOfRange, Create(-Quantity.MaxOrderLots - 1, null));
        Assert.Equal(Reason.OutOfRange, Create(null, Quantity.MaxOrderLots + 1));
        Assert.Equal(Reason.BadBounds, Create(0, 0));
        Assert.Equal(Reason.BadBounds, Create(1, null));
        Assert.Equal(Reason.BadBounds, Create(null, -1));
        Assert.Equal(Reason.None, Create(null, null, ConditionalBid.MaxConditions));
        Assert.Equal(Reason.Limit, Create(null, null, ConditionalBid.MaxConditions + 1));

        static Reason Create(long? least, long? most, int conditions = 0) => ConditionalBid.TryCreate(
            default, Of("1"), new Condition[conditions], least is { } low ? new(low) : null, most is { } high ? new(high) : null, out _);
    }

    [Fact]
    public void OwnSlope_ConditionsOnTheBiddersGroups_CountExactly()
    {
        Condition[] conditions =
        [
            new(ConditionTarget.Group(1), Of("-0.000000000000000001")), new(ConditionTarget.Group(2), Of("5")),
            new(ConditionTarget.Account(1), Of("7")), new(ConditionTarget.Group(3), Of("-10000000000")),
        ];
        ConditionalBid.TryCreate(default, Of("10000000000"), conditions, null, null, out var bid);
        Assert.Equal("0", bid.OwnSlope(new Bidder(1, default, new[] { 3 })).ToString());
        Assert.Equal("-0.000000000000000001", bid.OwnSlope(new Bidder(1, default, new[] { 3, 1 })).ToString());
        Assert.Equal("10000000005", bid.OwnSlope(new Bidder(1, default, new[] { 2 })).ToString());
        Assert.Equal("10000000000", bid.OwnSlope(new Bidder(1, default)).ToString());
    }

    [Fact]
    public void Collected_ConditionalBid_ComesBackAsItWas()
    {
        var bids = new CollectedBids();
        Add(bids, 4, "1.5", -3, 7, new(ConditionTarget.Group(1), Of("0.1")), new(ConditionTarget.Account(9), Of("-2")));
        Assert.True(bids.TryGet(4, 4, out var collected));
        Assert.Equal(BidKind.Conditional, collected.Kind);
        Assert.Equal([1, 5], collected.Groups.ToArray());
        Assert.Equal(0, collected.Open.Lots);
        Assert.False(collected.IsSpent);
        Assert.True(bids.PointsOf(collected).IsEmpty);
        var bid = bids.ConditionalOf(collected);
        Assert.Equal(("1.5", "2", -3L, 7L), (bid.Intercept.ToString(), bid.Slope.ToString(), bid.MinQuantity!.Value.Lots, bid.MaxQuantity!.Value.Lots));
        Assert.Equal([ConditionTarget.Group(1), ConditionTarget.Account(9)], bid.Conditions.ToArray().Select(condition => condition.Target));
        Assert.Equal(2.1, bids.OwnSlopeOf(collected));
    }

    [Fact]
    public void Collected_ConditionalBids_StandWhole()
    {
        var bids = new CollectedBids();
        Add(bids, 1, "1", null, 5);
        Add(bids, 2, "1", -5, null);
        var before = Hash(bids);
        bids.Settle([5, -5], default, Start, new(1));
        Assert.Equal(before, Hash(bids));
    }

    [Fact]
    public void Replace_ConditionalBid_IsTheLatestWithItsNewConditionsAlone()
    {
        var bids = new CollectedBids();
        Add(bids, 1, "1", null, 5, new Condition(ConditionTarget.Group(1), Of("1")));
        Add(bids, 2, "2", -5, null);
        var other = new CollectedBids();
        Add(other, 2, "2", -5, null);
        Add(other, 1, "3", null, null, new Condition(ConditionTarget.Group(2), Of("2")));
        ConditionalBid.TryCreate(Of("3"), Of("2"), [new(ConditionTarget.Group(2), Of("2"))], null, null, out var replacement);
        Assert.Equal(Reason.UnknownOrder, bids.Replace(new Bidder(3, default), 1, replacement, Start));
        Assert.Equal(Reason.None, bids.Replace(new Bidder(1, default, new[] { 1, 5 }), 1, replacement, Start));
        Assert.Equal(Hash(other), Hash(bids));
        DemandSchedule.TryCreate([new(new(1), new(1)), new(new(2), default)], isPerSecond: false, out var schedule);
        Assert.Equal(Reason.WrongBidKind, bids.Replace(1, 1, schedule, Start));
        Assert.Equal(Reason.WrongBidKind, bids.Replace(1, 1, new Replacement(new(1), null, LosesPriority: false), Start));
        bids.Add(3, 3, schedule, isStanding: true, Start);
        Assert.Equal(Reason.WrongBidKind, bids.Replace(new Bidder(3, default), 3, replacement, Start));
    }

    [Fact]
    public void Add_TooManyTargets_IsRefusedUntilSomeAreGone()
    {
        var bids = new CollectedBids();
        for (var target = 0; target < CollectedBids.MaxTargets; target++)
        {
            Assert.Equal(Reason.None, Add(bids, target, "1", null, null, new Condition(ConditionTarget.Account(target), Of("1"))));
        }
        var before = Hash(bids);
        Assert.Equal(Reason.Limit, Add(bids, 100, "1", null, null, new Condition(ConditionTarget.Group(0), Of("1"))));
        Assert.Equal(before, Hash(bids));
        Assert.Equal(Reason.None, Add(bids, 101, "1", null, null, new Condition(ConditionTarget.Account(0), Of("1"))));
        Assert.Equal(Reason.None, bids.Remove(0, 0));
        Assert.Equal(Reason.Limit, Add(bids, 100, "1", null, null, new Condition(ConditionTarget.Group(0), Of("1"))));
        Assert.Equal(Reason.None, bids.Remove(101, 101));
        Assert.Equal(Reason.None, Add(bids, 100, "1", null, null, new Condition(ConditionTarget.Group(0), Of("1"))));
    }

    [Fact]
    public void WriteState_AnyDifference_Shows()
    {
        var group = new Condition(ConditionTarget.Group(1), Of("1"));
        Action<CollectedBids>[] differences =
        [
            bids => Add(bids, 1, "1", null, null),
            bids => Add(bids, 2, "1", null, null),
            bids => Add(bids, 1, "2", null, null),
            bids => Add(bids, 1, "1", -1, null),
            bids => Add(bids, 1, "1", null, 1),
            bids => Add(bids, 1, "1", null, null, group),
            bids => Add(bids, 1, "1", null, null, group, group),
            bids => Add(bids, 1, "1", null, null, group with { Target = ConditionTarget.Group(2) }),
            bids => Add(bids, 1, "1", null, null, group with { Target = ConditionTarget.Account(1) }),
            bids => Add(bids, 1, "1", null, null, new Condition(ConditionTarget.Group(1), Of("1.1"))),
            bids => bids.Add(new Bidder(1, default, new[] { 1 }), 1, Bid.Of(Order.Market(Side.Buy, new(1))), isStanding: true, Start),
            bids => bids.Add(new Bidder(1, default, new[] { 2 }), 1, Bid.Of(Order.Market(Side.Buy, new(1))), isStanding: true, Start),
        ];
        var states = differences.Select(difference =>
        {
            var bids = new CollectedBids();
            difference(bids);
            return Hash(bids);
        });
        Assert.Equal(differences.Length, states.Distinct().Count());
    }

    /// <summary>A bid of an account in the groups 1 and 5, its id the account's number, of slope 2.</summary>
    private static Reason Add(CollectedBids bids, int account, string intercept, long? least, long? most, params Condition[] conditions)
    {
        Assert.Equal(Reason.None, ConditionalBid.TryCreate(
            Of(intercept), Of("2"), conditions, least is { } low ? new(low) : null, most is { } high ? new(high) : null, out var bid));
        return bids.Add(new Bidder(account, default, new[] { 1, 5 }), (ulong)account, Bid.Of(bid), isStanding: true, Start);
    }

    private static FixedDecimal Of(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }

    private static string Hash(CollectedBids bids)
    {
        using var writer = new StateWriter();
        bids.WriteState(writer);
        return writer.Finish();
    }
}
