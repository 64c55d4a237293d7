using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Clearing;

/// <content>Stops.</content>
public abstract partial class ContinuousRuleContract
{
    [Fact]
    public void Stop_UntilATradeReachesIt_IsSeenByNobody()
    {
        Sell(1, 1, 1, 100);
        Sell(1, 2, 9, 101);
        Assert.Equal(["2/1 buy sleeps 3@105"], Accepted(2, 1, Side.Buy, 3, 105, StopAt(101)));
        AssertSide(Side.Buy);
        Assert.Equal(3, _rule.OrderCount);
        Assert.Equal(["3/1 buy trades 1@100, 0 open; 1/1 has 0 open"], Buy(3, 1, 1, 100)); // not far enough
        Assert.Equal(
            [
                "3/2 buy trades 1@101, 0 open; 1/2 has 8 open",
                "2/1 buy triggered",
                "2/1 buy trades 3@101, 0 open; 1/2 has 5 open",
            ],
            Buy(3, 2, 1, 101));
    }

    [Fact]
    public void Stop_OfASeller_WakesAtAFallingPrice()
    {
        Buy(1, 1, 1, 99);
        Accepted(2, 1, Side.Sell, 3, 97, StopAt(99));
        Assert.Equal(
            ["3/1 sell trades 1@99, 0 open; 1/1 has 0 open", "2/1 sell triggered", "2/1 sell rests 3@97"], Sell(3, 1, 1, 99));
    }

    [Fact]
    public void Stop_ReachedBefore_WakesAtOnce()
    {
        Trade(100);
        Assert.Equal(["2/1 buy triggered", "2/1 buy rests 3@99"], Accepted(2, 1, Side.Buy, 3, 99, StopAt(100)));
        Assert.Equal(["2/2 sell triggered", "2/2 sell rests 3@105"], Accepted(2, 2, Side.Sell, 3, 105, StopAt(101)));
        Assert.Equal(["2/3 buy sleeps 3@99"], Accepted(2, 3, Side.Buy, 3, 99, StopAt(101)));
    }

    [Fact]
    public void Stop_MarketOrder_TradesAtAnyPriceAndNeverRests()
    {
        _reports.Clear();
        _rule.Submit(2, 1, Order.Market(Side.Buy, new(5)), StopAt(100), default, _reports);
        Assert.Equal(["2/1 buy sleeps 5@1000000000"], ReportText.Lines(_reports));
        Sell(1, 1, 3, 500);
        _reports.Clear();
        Assert.Equal(Reason.WrongBidKind, _rule.Replace(2, 1, new(default, new(7), false), _reports));
        Trade(100);
        Assert.Equal(
            [
                "9/9 buy trades 1@100, 0 open; 8/8 has 0 open",
                "2/1 buy triggered",
                "2/1 buy trades 3@500, 2 open; 1/1 has 0 open",
                "2/1 buy cancelled 2@1000000000 IOC, never rested",
            ],
            ReportText.Lines(_reports));
    }

    [Fact]
    public void Stops_Several_WakeByPriceThenArrivalAndArriveAfterTheRestIsCancelled()
    {
        Sell(1, 1, 1, 100);
        Sell(1, 2, 1, 103);
        Accepted(2, 1, Side.Buy, 1, 50, StopAt(103));
        Accepted(2, 2, Side.Buy, 1, 51, StopAt(102));
        Accepted(2, 3, Side.Buy, 1, 52, StopAt(102));
        Accepted(2, 4, Side.Buy, 1, 53, StopAt(104));
        Assert.Equal(
            [
                "3/1 buy trades 1@100, 4 open; 1/1 has 0 open",
                "3/1 buy trades 1@103, 3 open; 1/2 has 0 open",
                "2/2 buy triggered",
                "2/3 buy triggered",
                "2/1 buy triggered",
                "3/1 buy cancelled 3@110 IOC, never rested",
                "2/2 buy rests 1@51",
                "2/3 buy rests 1@52",
                "2/1 buy rests 1@50",
            ],
            Buy(3, 1, 5, 110, TimeInForce.ImmediateOrCancel));
    }

    [Fact]
    public void Stops_InAChain_WakeOneAnother()
    {
        Sell(1, 1, 1, 100);
        Sell(1, 2, 1, 101);
        Sell(1, 3, 1, 102);
        Accepted(2, 1, Side.Buy, 1, 101, StopAt(100));
        Accepted(2, 2, Side.Buy, 1, 102, StopAt(101));
        Assert.Equal(
            [
                "3/1 buy trades 1@100, 0 open; 1/1 has 0 open",
                "2/1 buy triggered",
                "2/1 buy trades 1@101, 0 open; 1/2 has 0 open",
                "2/2 buy triggered",
                "2/2 buy trades 1@102, 0 open; 1/3 has 0 open",
            ],
            Buy(3, 1, 1, 100));
    }

    [Fact]
    public void Stop_Asleep_IsReplacedAndCancelled()
    {
        Accepted(2, 1, Side.Buy, 5, 101, StopAt(100));
        Accepted(2, 2, Side.Buy, 5, 101, StopAt(100));
        Assert.Equal(["2/1 buy replaced 4@101, was 5@101, not resting"], Replace(2, 1, 4, null)); // keeps its place
        Assert.Equal(
            ["2/1 buy replaced 4@90, was 4@101, not resting", "2/1 buy sleeps 4@90"], Replace(2, 1, 0, 90)); // loses it
        Assert.Equal(["2/2 buy triggered", "2/1 buy triggered"], Trade(100)[1..3]);
        Accepted(2, 3, Side.Buy, 5, 101, StopAt(110));
        Assert.Equal(["2/3 buy cancelled 5@101 USER, never rested"], Cancel(2, 3));
    }

    [Fact]
    public void Stop_ThatExpires_NeverWakes()
    {
        Accepted(2, 1, Side.Buy, 5, 90, StopAt(100) with { Expires = new Timestamp(7) });
        Assert.Equal(["2/1 buy cancelled 5@90 EXPIRED, never rested"], Expire(7));
        Assert.Single(Trade(100));
    }

    [Fact]
    public void TakeAll_Stop_SleepsOnUntilATradeElsewhere()
    {
        Accepted(2, 1, Side.Buy, 5, 90, StopAt(100));
        Accepted(2, 2, Side.Buy, 5, 89, Showing(2));
        _reports.Clear();
        var terms = new List<OrderTerms>();
        _rule.TakeAll(_reports, terms);
        Assert.Equal(["2/2 buy cancelled 5@89 PHASE"], ReportText.Lines(_reports));
        Assert.Equal([Showing(2)], terms);
        _reports.Clear();
        _rule.NoteTrade(new(104), _reports);
        Assert.Equal(["2/1 buy triggered", "2/1 buy rests 5@90"], ReportText.Lines(_reports));
    }

    private static OrderTerms StopAt(int ticks) => new() { Stop = new Price(ticks) };

    /// <summary>A trade of one lot between others, who must be the best at the price.</summary>
    private string[] Trade(int ticks)
    {
        Sell(8, 8, 1, ticks);
        return Buy(9, 9, 1, ticks);
    }
}
