using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Bids;

public class CollectedBidsTests
{
    private const long Second = 1_000_000_000;

    private static readonly Timestamp Start = new(0);

    [Fact]
    public void Add_IdInUse_IsRefusedAndChangesNothing()
    {
        var bids = Auction.Bids("B 5@100");
        Assert.Equal(Reason.DuplicateId, bids.Add(1, 1, Order.Market(Side.Sell, new(9)), isStanding: false, Start));
        Assert.Equal(BidKind.Limit, Get(bids, 1).Kind);
        Assert.Equal(1, bids.Count);
        // Another account may use it.
        Assert.Equal(Reason.None, bids.Add(2, 1, Order.Market(Side.Sell, new(9)), isStanding: false, Start));
    }

    [Fact]
    public void Remove_Bid_IsGoneAndItsIdFree()
    {
        var bids = Auction.Bids("B 5@100", "0:5 9:0", "S 5@100");
        Assert.Equal(Reason.None, bids.Remove(2, 2));
        Assert.Equal(Reason.UnknownOrder, bids.Remove(2, 2));
        Assert.Equal("1 3", Arrivals(bids));
        Assert.Equal(Reason.None, TwinBids.Add(bids, Auction.Bid("0:7 9:0", 2, 2)));
        Assert.Equal("1 3 2", Arrivals(bids));
    }

    [Theory]
    [InlineData(3, null, false, Reason.None, "1 2 3", 3)]
    [InlineData(0, 100, false, Reason.None, "1 2 3", 5)]
    [InlineData(3, null, true, Reason.None, "1 3 2", 3)]
    [InlineData(6, null, false, Reason.None, "1 3 2", 6)]
    [InlineData(0, 99, false, Reason.None, "1 3 2", 5)]
    [InlineData(3, 101, false, Reason.None, "1 3 2", 3)]
    public void Replace_Order_KeepsItsPlaceForASmallerQuantityOnly(
        long lots, int? ticks, bool losesPriority, Reason reason, string arrivals, long open)
    {
        var bids = Auction.Bids("B 1@100", "B 5@100", "B 1@100");
        Price? price = ticks is { } other ? new Price(other) : null;
        Assert.Equal(reason, bids.Replace(2, 2, new Replacement(new(lots), price, losesPriority), Start));
        Assert.Equal(arrivals, Arrivals(bids));
        Assert.Equal(open, Get(bids, 2).Open.Lots);
        Assert.Equal(ticks ?? 100, Get(bids, 2).Price.Ticks);
    }

    [Fact]
    public void Replace_WrongBid_IsRefused()
    {
        var bids = Auction.Bids("B 5", "0:5 9:0");
        DemandSchedule.TryCreate(Auction.Points("0:5 9:0"), isPerSecond: false, out var schedule);
        var cheaper = new Replacement(default, new Price(9), LosesPriority: false);
        Assert.Equal(Reason.UnknownOrder, bids.Replace(9, 9, cheaper, Start));
        Assert.Equal(Reason.UnknownOrder, bids.Replace(9, 9, schedule, Start));
        Assert.Equal(Reason.WrongBidKind, bids.Replace(1, 1, cheaper, Start));
        Assert.Equal(Reason.WrongBidKind, bids.Replace(2, 2, cheaper, Start));
        Assert.Equal(Reason.WrongBidKind, bids.Replace(1, 1, schedule, Start));
        Assert.Equal(Reason.None, bids.Replace(1, 1, new Replacement(new(3), null, LosesPriority: false), Start));
        Assert.Equal(3, Get(bids, 1).Open.Lots);
    }

    [Fact]
    public void Settle_StandingBids_KeepWhatTheyDidNotGet()
    {
        // A market maker buys 6 of 10, then sells 5 of 5: it still bids for 4, and its offer is gone.
        var bids = Auction.Bids("99:10 99:0 101:0 101:-5", "S 6@99");
        var session = new Session(bids);
        Assert.Equal(6, session.ClearAt(Second));
        Assert.Equal(9, Get(bids, 1).Open.Lots);
        Assert.Equal(0, Get(bids, 2).Open.Lots);
        bids.Remove(2, 2);
        TwinBids.Add(bids, Auction.Bid("B 8@101", 2, 3));
        Assert.Equal(5, session.ClearAt(2 * Second));
        Assert.Equal(4, Get(bids, 1).Open.Lots);
        Assert.Equal(3, Get(bids, 3, account: 2).Open.Lots);
        bids.Remove(2, 3);
        TwinBids.Add(bids, Auction.Bid("S 9@99", 2, 4));
        Assert.Equal(4, session.ClearAt(3 * Second));
        Assert.Equal(0, Get(bids, 1).Open.Lots);
    }

    [Fact]
    public void Settle_Flow_CarriesItsFraction()
    {
        var session = new Session(Auction.Bids("rate 0:15 9:15", "S 100@1"));
        var traded = Enumerable.Range(1, 6).Select(clearing => session.ClearAt(clearing * Second / 10));
        Assert.Equal([1, 2, 1, 2, 1, 2], traded);
    }

    [Fact]
    public void Settle_FlowThatCouldNotTrade_HasRunOn()
    {
        var session = new Session(Auction.Bids("rate 0:5 9:5", "S 100@1"));
        var traded = Enumerable.Range(1, 6).Select(clearing => session.ClearAt(clearing * Second / 10));
        Assert.Equal([0, 1, 0, 1, 0, 1], traded);
    }

    [Fact]
    public void Settle_FlowRationedAway_IsNotCarried()
    {
        var bids = Auction.Bids("rate 0:15 9:15", "S 4@1");
        var session = new Session(bids);
        Assert.Equal(4, session.ClearAt(Second));
        TwinBids.Add(bids, Auction.Bid("S 100@1", 3, 3));
        Assert.Equal(15, session.ClearAt(2 * Second));
    }

    [Fact]
    public void Settle_ReplacedFlow_KeepsTheAccountsFraction()
    {
        var bids = Auction.Bids("rate 0:5 9:5", "S 100@1");
        var session = new Session(bids);
        Assert.Equal(1, session.ClearAt(3 * Second / 10));
        // 1.5 lots left half a lot; two a second need a quarter of a second for the other half, from the replace on.
        DemandSchedule.TryCreate(Auction.Points("0:2 9:2"), isPerSecond: true, out var slower);
        Assert.Equal(Reason.None, bids.Replace(1, 1, slower, new(4 * Second / 10)));
        Assert.Equal(0, session.ClearAt((65 * Second / 100) - 1));
        Assert.Equal(1, session.ClearAt(65 * Second / 100));
    }

    [Fact]
    public void Settle_SeveralFlowsOfAnAccount_LoseNothing()
    {
        // Three flows that never come to a lot in a clearing are 2.7 lots together; another account buys one each time.
        var bids = Auction.Bids("rate 0:9 9:9", "S 1000@1", "rate 0:10 9:10");
        TwinBids.Add(bids, Auction.Bid("rate 0:9 9:9", account: 1, 2));
        TwinBids.Add(bids, Auction.Bid("rate 0:9 9:9", account: 1, 3));
        var session = new Session(bids);
        var traded = Enumerable.Range(1, 100).Sum(clearing => session.ClearAt(clearing * Second / 10));
        Assert.InRange(traded, 100 + 270 - 3, 100 + 270);
    }

    [Fact]
    public void Enumerate_RemovingTheBidAtHand_SeesAllTheOthers()
    {
        var bids = Auction.Bids("B 1@1", "B 2@1", "B 3@1", "B 4@1");
        TwinBids.Add(bids, Auction.Bid("0:5 9:0", account: 3, 5));
        var seen = new List<ulong>();
        foreach (ref readonly var bid in bids.Of(3))
        {
            seen.Add(bid.Id);
            bids.Remove(bid.Account, bid.Id);
        }
        Assert.Equal([3, 5], seen);
        Assert.Equal("1 2 4", Arrivals(bids));
    }

    [Fact]
    public void WriteState_SameBidsAfterAnotherHistory_IsTheSame()
    {
        var bids = Auction.Bids("B 5@100", "0:5 9:0");
        var other = Auction.Bids("B 9@100", "S 1", "B 8@7");
        other.Remove(2, 2);
        other.Remove(3, 3);
        TwinBids.Add(other, Auction.Bid("0:5 9:0", 2, 2));
        other.Replace(1, 1, new Replacement(new(5), null, LosesPriority: false), Start);
        Assert.Equal(Hash(bids), Hash(other));
    }

    [Fact]
    public void WriteState_AnyDifference_Shows()
    {
        var states = new List<string>();
        foreach (var bid in new[] { "B 5@100", "S 5@100", "B 6@100", "B 5@101", "B 5", "0:5 9:0", "0:5 8:0", "rate 0:5 9:0" })
        {
            states.Add(Hash(Auction.Bids(bid)));
            states.Add(Hash(Auction.Bids(bid, "B 1@1")));
        }
        states.Add(Hash(Auction.Bids("B 1@1", "B 5@100")));
        states.Add(Hash(Auction.Bids()));
        Assert.Equal(states.Count, states.Distinct().Count());
    }

    [Fact]
    public void WriteState_WhatAClearingLeft_Shows()
    {
        var (bids, session) = Flow();
        var before = Hash(bids);
        // An order's rest and a flow's fraction: a tenth of a second more leaves the same order and another fraction.
        session.ClearAt(Second / 2);
        var (other, otherSession) = Flow();
        otherSession.ClearAt(6 * Second / 10);
        Assert.Equal(3, new[] { before, Hash(bids), Hash(other) }.Distinct().Count());

        static (CollectedBids Bids, Session Session) Flow()
        {
            var bids = Auction.Bids("rate 0:3 9:3", "S 9@1");
            return (bids, new(bids));
        }
    }

    private static CollectedBid Get(CollectedBids bids, ulong id, int? account = null)
    {
        Assert.True(bids.TryGet(account ?? (int)id, id, out var bid));
        return bid;
    }

    private static string Hash(CollectedBids bids)
    {
        using var writer = new StateWriter();
        bids.WriteState(writer);
        return writer.Finish();
    }

    private static string Arrivals(CollectedBids bids)
    {
        var ids = new List<ulong>();
        foreach (ref readonly var bid in bids)
        {
            ids.Add(bid.Id);
        }
        return string.Join(' ', ids);
    }

    /// <summary>Clearings one after another, as a market has them.</summary>
    private sealed class Session(CollectedBids bids)
    {
        private readonly CallAuctionRule _rule = new(Rationing.Time, RationingScope.Marginal, []);
        private readonly ClearingResult _result = new();
        private Timestamp _previous;

        /// <summary>The volume.</summary>
        public long ClearAt(long nanoseconds)
        {
            var now = new Timestamp(nanoseconds);
            _rule.Clear(bids, new(_previous, now, Number: 1, Reference: null), _result);
            if (_result.IsCleared)
            {
                bids.Settle(_result.Lots, _result.Price, _previous, now);
                _previous = now;
            }
            return _result.Volume.Lots;
        }
    }
}
