using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <content>Changes of live orders.</content>
public abstract partial class ContinuousRuleContract
{
    [Theory]
    [InlineData(4, null, false, true)] // a decrease
    [InlineData(5, null, false, true)] // the same
    [InlineData(0, null, false, true)] // nothing
    [InlineData(5, 100, false, true)] // the same price, said
    [InlineData(3, 100, false, true)]
    [InlineData(6, null, false, false)] // an increase
    [InlineData(5, null, true, false)] // asked for
    [InlineData(4, null, true, false)]
    public void Replace_SamePrice_KeepsPriorityUnlessItGrows(int lots, int? ticks, bool losesPriority, bool keeps)
    {
        Buy(1, 1, 5, 100);
        Buy(2, 2, 5, 100);
        var open = lots == 0 ? 5 : lots;
        string[] replaced = [$"1/1 buy replaced {open}@100, was 5@100"];
        string[] rests = [$"1/1 buy rests {open}@100"];
        Assert.Equal(keeps ? replaced : [.. replaced, .. rests], Replace(1, 1, lots, ticks, losesPriority));
        AssertSide(Side.Buy, (100, open + 5));
        Assert.Contains(keeps ? "1/1 has" : "2/2 has", Assert.Single(Sell(3, 3, 1, 100)));
    }

    [Fact]
    public void Replace_AnotherPriceAndBack_LosesPriority()
    {
        Buy(1, 1, 5, 100);
        Buy(2, 2, 5, 100);
        Assert.Equal(["1/1 buy replaced 5@101, was 5@100", "1/1 buy rests 5@101"], Replace(1, 1, 0, 101));
        AssertSide(Side.Buy, (101, 5), (100, 5));
        Replace(1, 1, 0, 100);
        Assert.Contains("2/2 has 4 open", Assert.Single(Sell(3, 3, 1, 100)));
    }

    [Fact]
    public void Replace_ToACrossingPrice_Trades()
    {
        Buy(1, 1, 5, 100);
        Sell(2, 1, 3, 103);
        Sell(2, 2, 9, 104);
        Assert.Equal(
            ["1/1 buy replaced 5@103, was 5@100", "1/1 buy trades 3@103, 2 open; 2/1 has 0 open", "1/1 buy rests 2@103"],
            Replace(1, 1, 0, 103));
        Assert.Equal(
            ["1/1 buy replaced 6@104, was 2@103", "1/1 buy trades 6@104, 0 open; 2/2 has 3 open"],
            Replace(1, 1, 6, 104));
        Assert.Equal(Reason.UnknownOrder, _rule.Cancel(1, 1, CancelReason.User, _reports));
        AssertSide(Side.Buy);
    }

    [Fact]
    public void Replace_FilledOrder_IsRefusedAndNothingChanges()
    {
        Buy(1, 1, 5, 100);
        Sell(2, 1, 5, 100);
        var before = Hash();
        _reports.Clear();
        Assert.Equal(Reason.UnknownOrder, _rule.Replace(1, 1, new(new(9), new Price(101), false), _reports));
        Assert.Empty(ReportText.Lines(_reports));
        Assert.Equal(before, Hash());
    }
}
