using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;

namespace Exchange.Engine.Tests.Clearing;

/// <content>Accounts that the market keeps from trading with themselves. Account 1 is the one that would.</content>
public abstract partial class ContinuousRuleContract
{
    [Fact]
    public void CancelIncoming_OwnOrder_EndsTheArrivingOne()
    {
        Prepare(SelfTrade.CancelIncoming);
        Assert.Equal(
            ["1/9 buy trades 2@100, 8 open; 2/1 has 0 open", "1/9 buy cancelled 8@105 SELF_TRADE, never rested"],
            Buy(1, 9, 10, 105));
        AssertSide(Side.Sell, (100, 3), (101, 4));
    }

    [Fact]
    public void CancelResting_OwnOrder_GoesAndTheArrivingOneGoesOn()
    {
        Prepare(SelfTrade.CancelResting);
        Assert.Equal(
            [
                "1/9 buy trades 2@100, 8 open; 2/1 has 0 open",
                "1/1 sell cancelled 3@100 SELF_TRADE",
                "1/9 buy trades 4@101, 4 open; 2/2 has 0 open",
                "1/9 buy rests 4@105",
            ],
            Buy(1, 9, 10, 105));
    }

    [Fact]
    public void CancelBoth_OwnOrder_EndsBoth()
    {
        Prepare(SelfTrade.CancelBoth);
        Assert.Equal(
            [
                "1/9 buy trades 2@100, 8 open; 2/1 has 0 open",
                "1/1 sell cancelled 3@100 SELF_TRADE",
                "1/9 buy cancelled 8@105 SELF_TRADE, never rested",
            ],
            Buy(1, 9, 10, 105));
        AssertSide(Side.Sell, (101, 4));
    }

    [Theory]
    [InlineData(10, "1/1 sell cancelled 3@100 SELF_TRADE", "1/9 buy replaced 5@105, was 8@105, not resting")]
    [InlineData(5, "1/1 sell cancelled 3@100 SELF_TRADE", "1/9 buy cancelled 3@105 SELF_TRADE, never rested")]
    [InlineData(3, "1/1 sell replaced 2@100, was 3@100", "1/9 buy cancelled 1@105 SELF_TRADE, never rested")]
    public void Decrement_OwnOrder_BothShrinkByTheSmaller(int lots, string resting, string arriving)
    {
        Prepare(SelfTrade.Decrement);
        Assert.Equal([resting, arriving], Buy(1, 9, lots, 105)[1..3]);
    }

    [Fact]
    public void Decrement_OwnIceberg_CountsWhatIsHidden()
    {
        _rule = create(SelfTrade.Decrement);
        Accepted(1, 1, Side.Sell, 10, 100, Showing(2));
        Assert.Equal(
            ["1/1 sell replaced 5@100, was 10@100", "1/2 buy cancelled 5@100 SELF_TRADE, never rested"], Buy(1, 2, 5, 100));
        AssertSide(Side.Sell, (100, 2));
    }

    [Theory]
    [InlineData(SelfTrade.CancelIncoming, 2)]
    [InlineData(SelfTrade.CancelResting, 6)]
    [InlineData(SelfTrade.CancelBoth, 2)]
    [InlineData(SelfTrade.Decrement, 2)]
    public void FillOrKill_OwnOrderOnTheWay_CountsWhatItCanExecute(SelfTrade selfTrade, int most)
    {
        Prepare(selfTrade);
        Assert.Equal(
            [$"1/9 buy cancelled {most + 1}@105 FOK, never rested"], Buy(1, 9, most + 1, 105, TimeInForce.FillOrKill));
        Assert.Contains(", 0 open; ", Buy(1, 9, most, 105, TimeInForce.FillOrKill)[^1]);
    }

    [Fact]
    public void Replace_IntoAnOwnOrder_IsPreventedToo()
    {
        Prepare(SelfTrade.CancelIncoming);
        Cancel(2, 1);
        Buy(1, 9, 5, 90);
        Assert.Equal(
            ["1/9 buy replaced 5@100, was 5@90", "1/9 buy cancelled 5@100 SELF_TRADE, never rested"], Replace(1, 9, 0, 100));
        AssertSide(Side.Buy);
    }

    /// <summary>Two of another's, three of account 1's at the best price, four of another's behind.</summary>
    private void Prepare(SelfTrade selfTrade)
    {
        _rule = create(selfTrade);
        Sell(2, 1, 2, 100);
        Sell(1, 1, 3, 100);
        Sell(2, 2, 4, 101);
    }
}
