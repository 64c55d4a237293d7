using Exchange.Engine.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Clearing.CallAuction;

/// <summary>The classic shapes, worked by hand.</summary>
public class CallAuctionRuleTests
{
    [Theory]
    // Volume alone: 300 trade at 101 only.
    [InlineData("B 300@101, B 100@99, S 300@101, S 50@103", null, "VOLUME at 101, 300 lots, surplus 0: 300 0 -300 0")]
    // 500 trade at 100 and at 101; only at 101 is nothing left over.
    [InlineData("B 500@101, B 100@100, S 500@100", null, "SURPLUS at 101, 500 lots, surplus 0: 500 0 -500")]
    // Again, with 300 left over at 100 and 100 at 101.
    [InlineData("B 600@101, B 200@100, S 500@100", null, "SURPLUS at 101, 500 lots, surplus 100: 500 0 -500")]
    // Bid pressure: demand is left over everywhere, so the highest.
    [InlineData("B 600@102, S 500@98", null, "PRESSURE at 102, 500 lots, surplus 100: 500 -500")]
    // Ask pressure: the lowest.
    [InlineData("B 500@102, S 600@98", 102, "PRESSURE at 98, 500 lots, surplus -100: 500 -500")]
    // A clear cross of equals: the reference, clamped, or the middle rounded down.
    [InlineData("B 500@102, S 500@98", 101, "REFERENCE at 101, 500 lots, surplus 0: 500 -500")]
    [InlineData("B 500@102, S 500@98", 105, "REFERENCE at 102, 500 lots, surplus 0: 500 -500")]
    [InlineData("B 500@102, S 500@98", 90, "REFERENCE at 98, 500 lots, surplus 0: 500 -500")]
    [InlineData("B 500@102, S 500@98", null, "REFERENCE at 100, 500 lots, surplus 0: 500 -500")]
    [InlineData("B 500@103, S 500@98", null, "REFERENCE at 100, 500 lots, surplus 0: 500 -500")]
    [InlineData("B 500@-98, S 500@-103", null, "REFERENCE at -101, 500 lots, surplus 0: 500 -500")]
    // A surplus of 100 up to 100 and a shortage of 100 from 101: the reference between the two.
    [InlineData("B 200@102, B 100@100, S 200@98, S 100@101", 99, "REFERENCE at 100, 200 lots, surplus 100: 200 0 -200 0")]
    [InlineData("B 200@102, B 100@100, S 200@98, S 100@101", 103, "REFERENCE at 101, 200 lots, surplus -100: 200 0 -200 0")]
    [InlineData("B 200@102, B 100@100, S 200@98, S 100@101", null, "REFERENCE at 100, 200 lots, surplus 100: 200 0 -200 0")]
    // One price is decided by volume, however it looks.
    [InlineData("B 5@100, S 5@100", 77, "VOLUME at 100, 5 lots, surplus 0: 5 -5")]
    public void Clear_LimitOrders_FindsThePrice(string bids, int? reference, string expected) =>
        Assert.Equal(expected, Clear(bids, reference));

    [Theory]
    [InlineData("B 5@99, S 5@101", 100, "NO_CROSS")]
    [InlineData("B 5@99, B 5", 100, "NO_CROSS")]
    [InlineData("B 5, B 7", 100, "NO_CROSS")]
    [InlineData("B 5, B 7", null, "NO_REFERENCE")]
    [InlineData("", null, "NO_REFERENCE")]
    [InlineData("", 100, "NO_CROSS")]
    [InlineData("1:0 2:0", null, "NO_CROSS")]
    public void Clear_NothingToTrade_SaysWhy(string bids, int? reference, string expected) =>
        Assert.Equal(expected, Clear(bids, reference));

    [Theory]
    // Of the prices at which nothing trades, the least surplus, pressure and the reference choose as ever.
    [InlineData("B 5@99, S 5@101", null, "SURPLUS at 100, 0 lots, surplus 0: 0 0")]
    [InlineData("B 5@99, S 6@100", null, "SURPLUS at 99, 0 lots, surplus 5: 0 0")]
    [InlineData("B 5@98, S 5@102", 101, "REFERENCE at 101, 0 lots, surplus 0: 0 0")]
    [InlineData("B 5@98, S 5@102", 200, "REFERENCE at 101, 0 lots, surplus 0: 0 0")]
    [InlineData("B 5@98, S 5@102", null, "REFERENCE at 100, 0 lots, surplus 0: 0 0")]
    [InlineData("B 5@100, S 5@101", 103, "REFERENCE at 101, 0 lots, surplus -5: 0 0")]
    [InlineData("B 5@100, B 3@98", null, "PRESSURE at 100, 0 lots, surplus 5: 0 0")]
    [InlineData("S 5@100, S 3@102", null, "PRESSURE at 100, 0 lots, surplus -5: 0 0")]
    [InlineData("B 5", 100, "VOLUME at 100, 0 lots, surplus 5: 0")]
    // A cross clears as it would anyway.
    [InlineData("B 500@102, S 600@98", 102, "PRESSURE at 98, 500 lots, surplus -100: 500 -500")]
    // Nobody knows a price, or nobody is there to owe anything.
    [InlineData("B 5, B 7", null, "NO_REFERENCE")]
    [InlineData("", 100, "NO_CROSS")]
    public void Clear_WithoutVolume_ClearsWhereSomethingIsOwed(string bids, int? reference, string expected) =>
        Assert.Equal(expected, Clear(bids, reference, clearsWithoutVolume: true));

    [Theory]
    [InlineData("B 5, S 7, S 2", 100, "VOLUME at 100, 5 lots, surplus -4: 5 -5 0")]
    [InlineData("B 5, S 7, S 2", null, "NO_REFERENCE")]
    // Market orders come before the limit orders that name the price.
    [InlineData("B 50@100, B 70, S 60@100", null, "VOLUME at 100, 60 lots, surplus 60: 0 60 -60")]
    // A far bid sets the price of market orders: what a collar is for.
    [InlineData("B 5, S 5, B 1@1, S 1@900", null, "REFERENCE at 450, 5 lots, surplus 0: 5 -5 0 0")]
    // A surplus of market orders drives the price to the end of what is named.
    [InlineData("B 50, S 10@100, S 10@105", 100, "VOLUME at 105, 20 lots, surplus 30: 20 -10 -10")]
    [InlineData("S 50, B 10@100, B 10@95", 100, "VOLUME at 95, 20 lots, surplus -30: -20 10 10")]
    [InlineData("B 5, S 5", 100, "VOLUME at 100, 5 lots, surplus 0: 5 -5")]
    public void Clear_MarketOrders_AcceptEveryPrice(string bids, int? reference, string expected) =>
        Assert.Equal(expected, Clear(bids, reference));

    [Fact]
    public void Clear_OrdersAgainstASchedule_OfTheInterfaceExample()
    {
        // At 2.02 the schedule sells 10 beside the market order's 100; at 2.03 the buyer is gone.
        var bids = "B 700@202, S 100, 190:50 210:-50";
        Assert.Equal("VOLUME at 202, 110 lots, surplus 590: 110 -100 -10", Clear(bids, 200));
    }

    [Theory]
    [InlineData("99:10 99:0 101:0 101:-5, S 20@99", "VOLUME at 99, 10 lots, surplus -10: 10 -10")]
    [InlineData("99:10 99:0 101:0 101:-5, B 20@101", "VOLUME at 101, 5 lots, surplus 15: -5 5")]
    [InlineData("99:10 99:0 101:0 101:-5, S 20@100", "NO_CROSS")]
    // 10 − p against p: at 5 both want 5.
    [InlineData("0:10 10:0, 0:0 10:-10", "VOLUME at 5, 5 lots, surplus 0: 5 -5")]
    // Truncated to lots, 10 − p/3 is 5 from 13 to 15.
    [InlineData("0:10 30:0, S 5@10", "REFERENCE at 14, 5 lots, surplus 0: 5 -5")]
    public void Clear_Schedules_AreBuyersAndSellers(string bids, string expected) =>
        Assert.Equal(expected, Clear(bids, null));

    [Fact]
    public void Clear_Flows_TradeWhatHasAccrued() => Assert.Equal(
        "VOLUME at 5, 5 lots, surplus 0: 5 -5", Clear("rate 0:10 10:0, rate 0:0 10:-10", null));

    [Theory]
    [InlineData(Rationing.Time, RationingScope.Marginal, "5 30 0 20 -55")]
    [InlineData(Rationing.Time, RationingScope.All, "10 30 15 0 -55")]
    // 5 lots over 10 and 20 at the margin: 1.67 and 3.33, and the lot that is over to the larger remainder.
    [InlineData(Rationing.ProRata, RationingScope.Marginal, "2 30 3 20 -55")]
    // 55 over 80: 6.875, 20.625, 13.75 and 13.75, and three lots are over.
    [InlineData(Rationing.ProRata, RationingScope.All, "7 20 14 14 -55")]
    public void Clear_HeavySide_IsServedByRationingAndScope(Rationing rationing, RationingScope scope, string expected)
    {
        var bids = Auction.Bids("B 10@100", "B 30@101", "B 20@100", "B 20@101", "S 55@100");
        var result = Auction.Clear(bids, reference: null, rationing, scope);
        Assert.Equal(100, result.Price.Ticks);
        Assert.Equal(expected, string.Join(' ', result.Lots.ToArray()));
    }

    [Theory]
    [InlineData(Rationing.Time, "40 20 0 -60")]
    [InlineData(Rationing.ProRata, "24 24 12 -60")]
    public void Clear_MoreInframarginalThanVolume_RationsThem(Rationing rationing, string expected)
    {
        // Market orders for 80 and a schedule that still wants 20 beyond the highest price named: 60 are for sale.
        var bids = Auction.Bids("B 40", "B 40", "95:30 100:20", "S 60@100");
        var result = Auction.Clear(bids, reference: null, rationing);
        Assert.Equal(100, result.Price.Ticks);
        Assert.Equal(expected, string.Join(' ', result.Lots.ToArray()));
    }

    [Fact]
    public void Rule_RandomWithoutASeed_IsABug() => Assert.Throws<ArgumentException>(
        () => new CallAuctionRule(Rationing.Random, RationingScope.Marginal, [1, 2, 3]));

    private static string Clear(string bids, int? reference, bool clearsWithoutVolume = false) => Auction.Text(Auction.Clear(
        Auction.Bids(bids.Split(", ", StringSplitOptions.RemoveEmptyEntries)), reference, clearsWithoutVolume: clearsWithoutVolume));
}
