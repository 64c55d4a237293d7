using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <content>Orders with terms: post-only, minimum quantity, expiry, icebergs.</content>
public abstract partial class ContinuousRuleContract
{
    private static readonly OrderTerms PostOnly = new() { IsPostOnly = true };

    [Fact]
    public void Submit_PostOnlyThatWouldTake_IsRefusedAndNothingChanges()
    {
        Sell(1, 1, 5, 101);
        var before = Hash();
        Assert.Equal(Reason.PostOnly, Submit(2, 1, Side.Buy, 5, 101, PostOnly));
        Assert.Empty(ReportText.Lines(_reports));
        Assert.Equal(before, Hash());
        Assert.Equal(["2/1 buy rests 5@100"], Accepted(2, 1, Side.Buy, 5, 100, PostOnly));
    }

    [Fact]
    public void Replace_PostOnlyToACrossingPrice_IsRefusedAndNothingChanges()
    {
        Sell(1, 1, 5, 101);
        Accepted(2, 1, Side.Buy, 5, 100, PostOnly);
        var before = Hash();
        Assert.Equal(Reason.PostOnly, _rule.Replace(2, 1, new(new(9), new(101), false), _reports));
        Assert.Equal(before, Hash());
        Assert.Equal(["2/1 buy replaced 9@99, was 5@100", "2/1 buy rests 9@99"], Replace(2, 1, 9, 99));
    }

    [Fact]
    public void Submit_MinimumThatCannotBeExecuted_IsCancelled()
    {
        Sell(1, 1, 3, 100);
        Sell(1, 2, 3, 102);
        Assert.Equal(
            ["2/1 buy cancelled 9@101 MINIMUM, never rested"], Accepted(2, 1, Side.Buy, 9, 101, new() { Minimum = new(4) }));
        AssertSide(Side.Sell, (100, 3), (102, 3));
    }

    [Fact]
    public void Submit_MinimumThatCanBeExecuted_TradesAndIsAPlainOrderThen()
    {
        Sell(1, 1, 3, 100);
        Assert.Equal(
            ["2/1 buy trades 3@100, 6 open; 1/1 has 0 open", "2/1 buy rests 6@101"],
            Accepted(2, 1, Side.Buy, 9, 101, new() { Minimum = new(3) }));
        var once = Hash();
        Cancel(2, 1);
        Buy(2, 1, 6, 101);
        Assert.Equal(once, Hash());
        Assert.Equal(["2/1 buy replaced 7@102, was 6@101", "2/1 buy rests 7@102"], Replace(2, 1, 7, 102));
    }

    [Fact]
    public void Expire_OrdersThatAreDue_GoByMomentAndThenAsTheyCame()
    {
        Accepted(1, 1, Side.Buy, 1, 100, Until(30));
        Accepted(2, 2, Side.Sell, 2, 200, Until(20));
        Accepted(1, 3, Side.Buy, 3, 99, Until(20));
        Accepted(1, 4, Side.Buy, 4, 98, Until(40));
        Replace(2, 2, 5, 201); // a new arrival, expiring as before
        Assert.Equal(20, _rule.NextExpiry.Nanoseconds);
        Assert.Equal(["2/2 sell cancelled 5@201 EXPIRED", "1/3 buy cancelled 3@99 EXPIRED"], Expire(29));
        Assert.Equal(["1/1 buy cancelled 1@100 EXPIRED"], Expire(30));
        Cancel(1, 4);
        Assert.Equal(Timestamp.Never, _rule.NextExpiry);
        Assert.Empty(Expire(50));
    }

    [Fact]
    public void Expire_FilledOrder_IsNotThereAnyMore()
    {
        Accepted(1, 1, Side.Buy, 1, 100, Until(30));
        Sell(2, 1, 1, 100);
        Assert.Equal(Timestamp.Never, _rule.NextExpiry);
        Buy(1, 1, 1, 100); // the id again, without expiry
        Assert.Empty(Expire(30));
    }

    [Fact]
    public void Submit_HasExpiredBefore_IsCancelledUntraded()
    {
        Sell(1, 1, 1, 100);
        Assert.Equal(["2/1 buy cancelled 1@100 EXPIRED, never rested"], Accepted(2, 1, Side.Buy, 1, 100, Until(0)));
        Assert.Equal(1, _rule.OrderCount);
    }

    [Fact]
    public void Iceberg_SliceIsGone_ShowsTheNextBehindTheOthers()
    {
        Assert.Equal(["1/1 sell rests 10@100"], Accepted(1, 1, Side.Sell, 10, 100, Showing(3)));
        Sell(2, 2, 4, 100);
        AssertSide(Side.Sell, (100, 7));
        Assert.Equal(
            [
                "3/3 buy trades 3@100, 9 open; 1/1 has 7 open",
                "3/3 buy trades 4@100, 5 open; 2/2 has 0 open",
                "3/3 buy trades 3@100, 2 open; 1/1 has 4 open",
                "3/3 buy trades 2@100, 0 open; 1/1 has 2 open",
            ],
            Buy(3, 3, 12, 100));
        AssertSide(Side.Sell, (100, 1));
        Assert.Equal(
            ["3/4 buy trades 1@100, 1 open; 1/1 has 1 open", "3/4 buy trades 1@100, 0 open; 1/1 has 0 open"], Buy(3, 4, 2, 100));
        Assert.Equal(0, _rule.OrderCount);
    }

    [Fact]
    public void Iceberg_Arriving_TradesWithAllOfItself()
    {
        Sell(1, 1, 8, 100);
        Assert.Equal(
            ["2/1 buy trades 8@100, 12 open; 1/1 has 0 open", "2/1 buy rests 12@100"],
            Accepted(2, 1, Side.Buy, 20, 100, Showing(5)));
        AssertSide(Side.Buy, (100, 5));
        Assert.Equal(["2/1 buy cancelled 12@100 USER"], Cancel(2, 1));
        AssertSide(Side.Buy);
    }

    [Fact]
    public void Iceberg_FillOrKill_CountsWhatIsHidden()
    {
        Accepted(1, 1, Side.Sell, 10, 100, Showing(3));
        Assert.Equal(["2/1 buy cancelled 11@100 FOK, never rested"], Buy(2, 1, 11, 100, TimeInForce.FillOrKill));
        Assert.Equal(4, Buy(2, 1, 10, 100, TimeInForce.FillOrKill).Length);
    }

    [Theory]
    [InlineData(8, 3, true)] // what is hidden goes first
    [InlineData(2, 2, true)]
    [InlineData(12, 3, false)]
    public void Iceberg_Replace_KeepsPriorityUnlessItGrows(int lots, int shown, bool keeps)
    {
        Accepted(1, 1, Side.Sell, 10, 100, Showing(3));
        Sell(2, 2, 5, 100);
        Assert.Equal($"1/1 sell replaced {lots}@100, was 10@100", Replace(1, 1, lots, null)[0]);
        AssertSide(Side.Sell, (100, 5 + shown));
        Assert.Contains(keeps ? "1/1 has" : "2/2 has", Assert.Single(Buy(3, 3, 1, 100)));
    }

    private static OrderTerms Until(long moment) => new() { Expires = new Timestamp(moment) };

    private static OrderTerms Showing(long lots) => new() { Display = new(lots) };

    private Reason Submit(int account, ulong id, Side side, long lots, int ticks, in OrderTerms terms)
    {
        _reports.Clear();
        var order = Order.Limit(side, new(lots), new(ticks), TimeInForce.GoodTillCancelled);
        return _rule.Submit(account, id, order, terms, default, _reports);
    }

    private string[] Accepted(int account, ulong id, Side side, long lots, int ticks, in OrderTerms terms)
    {
        Assert.Equal(Reason.None, Submit(account, id, side, lots, ticks, terms));
        return ReportText.Lines(_reports);
    }

    private string[] Expire(long moment)
    {
        _reports.Clear();
        _rule.Expire(new(moment), _reports);
        return ReportText.Lines(_reports);
    }
}
