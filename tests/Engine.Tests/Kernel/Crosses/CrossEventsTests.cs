using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Kernel.Crosses;

/// <summary>What is told of a cross. The book has ticks of two, the cross of one: bid 49 and ask 50 are 98 and 100.</summary>
public class CrossEventsTests
{
    private readonly KernelBench _bench = KernelBench.WithCross(KernelBench.CrossDefinition(), "A", "B", "C", "Q");

    [Fact]
    public void Submit_OrdersThatMeet_TradeAtTheMidpointOlderFirst()
    {
        _bench.Quote(49, 50);
        Assert.Equal(["A 7 accepted"], _bench.Peg("A", 7, Side.Sell, 5));
        Assert.Equal(
            [
                "B 8 accepted", "A 7 sells 3@99 as Cross, 2 open", "B 8 buys 3@99 as Cross, 0 open",
                "print 3@99 between 49 and 50 of lit",
            ],
            _bench.Peg("B", 8, Side.Buy, 3));
        Assert.Equal(
            ["C 1 accepted", "A 7 sells 2@99 as Cross, 0 open", "C 1 buys 2@99 as Cross, 2 open", "print 2@99 between 49 and 50 of lit"],
            _bench.Peg("C", 1, Side.Buy, 4));
        Assert.Equal(("-495", "495", "3"), ("-" + _bench.CashOf("A"), _bench.CashOf("A"), _bench.UnitsOf("B")));
    }

    [Fact]
    public void Quote_Changes_CrossFollows()
    {
        _bench.Peg("A", 1, Side.Buy, 5, limit: 100);
        _bench.Peg("B", 1, Side.Sell, 5, limit: 97);
        Assert.Equal(
            ["A 1 buys 5@100 as Cross, 0 open", "B 1 sells 5@100 as Cross, 0 open", "print 5@100 between 49 and 51 of lit"],
            _bench.Quote(49, 51));
    }

    [Fact]
    public void Quote_BeyondALimit_DoesNotCross()
    {
        _bench.Peg("A", 1, Side.Buy, 5, limit: 98);
        _bench.Peg("B", 1, Side.Sell, 5);
        Assert.Empty(_bench.Quote(49, 50));
        Assert.Equal(3, _bench.Quote(48, 50).Length);
    }

    [Fact]
    public void Submit_ReferenceOneSidedOrNotOpen_WaitsUntilItIs()
    {
        _bench.In("lit").Buy("Q", 1, 1, 49);
        _bench.In("mid").Peg("A", 1, Side.Buy, 5);
        Assert.Equal(["B 1 accepted"], _bench.Peg("B", 1, Side.Sell, 2));
        _bench.In("lit").Phase(MarketPhase.Halted);
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Empty(KernelBench.OfCross(_bench.Sell("Q", 2, 1, 50)));
        Assert.Equal(3, KernelBench.OfCross(_bench.Phase(MarketPhase.Open)).Length);
        _bench.Phase(MarketPhase.Halted);
        Assert.Equal(["B 2 accepted"], _bench.In("mid").Peg("B", 2, Side.Sell, 2));
        Assert.Equal(3, KernelBench.OfCross(_bench.In("lit").Phase(MarketPhase.Open)).Length);
    }

    [Fact]
    public void CancelAll_InEveryMarket_CancelsBeforeAnythingFollows()
    {
        _bench.Quote(49, 50);
        _bench.In("lit").Buy("A", 1, 1, 48);
        _bench.In("mid").Peg("Q", 5, Side.Buy, 5, limit: 98);
        _bench.Peg("B", 1, Side.Sell, 5, limit: 98);
        // Without Q's quote the book is one-sided; without its bid alone the midpoint would suit both.
        Assert.Equal(["Q 5 cancelled 5@0 USER"], KernelBench.OfCross(_bench.CancelAllEverywhere("Q")));
    }

    [Fact]
    public void Block_Everybody_CancelsBeforeAnythingFollows()
    {
        // When A's bid goes before the others' orders do, the midpoint would suit B and C.
        _bench.In("lit").Buy("A", 1, 1, 49);
        _bench.Buy("Q", 1, 1, 40);
        _bench.Sell("Q", 2, 1, 50);
        _bench.In("mid").Peg("B", 1, Side.Buy, 5, limit: 90);
        _bench.Peg("C", 1, Side.Sell, 5);
        Assert.Equal(
            ["B 1 cancelled 5@0 OPERATOR", "C 1 cancelled 5@0 OPERATOR"], KernelBench.OfCross(_bench.Block("operator")));
    }

    [Fact]
    public void Submit_ImmediateOrCancel_TradesAtOnceOrNever()
    {
        _bench.Quote(49, 50);
        _bench.Peg("A", 1, Side.Sell, 2);
        Assert.Equal(
            [
                "B 1 accepted", "A 1 sells 2@99 as Cross, 0 open", "B 1 buys 2@99 as Cross, 3 open",
                "print 2@99 between 49 and 50 of lit", "B 1 cancelled 3@0 IOC",
            ],
            _bench.Peg("B", 1, Side.Buy, 5, limit: 99, lives: TimeInForce.ImmediateOrCancel));
        Assert.Equal(
            ["C 1 accepted", "C 1 cancelled 5@0 IOC"],
            _bench.Peg("C", 1, Side.Buy, 5, lives: TimeInForce.ImmediateOrCancel));
    }

    [Fact]
    public void Expire_OrderWithATime_IsCancelledThen()
    {
        Assert.Equal(["A 1 accepted"], _bench.Peg("A", 1, Side.Sell, 2, limit: 5, expires: 100));
        Assert.Equal(100, _bench.Kernel.NextDue.Nanoseconds);
        Assert.Equal(["A 1 cancelled 2@0 EXPIRED"], KernelBench.OfCross(_bench.At(200).Advance()));
        Assert.Equal(["A 1 accepted", "A 1 cancelled 2@0 EXPIRED"], _bench.Peg("A", 1, Side.Sell, 2, limit: 5, expires: 200));
    }

    [Fact]
    public void Expire_WithTheQuoteThatWasInTheWay_DoesNotTrade()
    {
        var gtd = new OrderTerms { Expires = new(100) };
        _bench.In("lit").Submit("Q", 9, Order.Limit(Side.Buy, new(1), new(49), TimeInForce.GoodTillCancelled), gtd);
        _bench.Buy("Q", 1, 1, 40);
        _bench.Sell("Q", 2, 1, 50);
        _bench.In("mid").Peg("A", 1, Side.Buy, 2, limit: 95, expires: 100);
        _bench.Peg("B", 1, Side.Sell, 2);
        Assert.Equal(["A 1 cancelled 2@0 EXPIRED"], KernelBench.OfCross(_bench.At(100).Advance()));
    }

    [Fact]
    public void Replace_LessKeepsPriority_ALimitLosesIt()
    {
        _bench.Peg("A", 1, Side.Buy, 5);
        _bench.Peg("B", 1, Side.Buy, 5);
        Assert.Equal(["A 1 replaced 4@1000000000"], KernelBench.OfCross(_bench.Replace("A", 1, 4)));
        _bench.Peg("C", 1, Side.Sell, 1);
        Assert.Equal("A 1 buys 1@99 as Cross, 3 open", _bench.Quote(49, 50)[0]);
        Assert.Equal(["A 1 replaced 3@120"], KernelBench.OfCross(_bench.Replace("A", 1, at: 120)));
        Assert.Equal("B 1 buys 1@99 as Cross, 4 open", _bench.Peg("C", 2, Side.Sell, 1)[1]);
    }

    [Fact]
    public void Phase_OfTheCross_GovernsOrders()
    {
        _bench.Quote(49, 50);
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Peg("A", 1, Side.Buy, 5);
        Assert.Equal(["B 1 accepted"], _bench.Peg("B", 1, Side.Sell, 2));
        Assert.Equal(["B 2 rejected WRONG_PHASE"], _bench.Peg("B", 2, Side.Sell, 2, lives: TimeInForce.ImmediateOrCancel));
        Assert.Equal(["phase Open", "A 1 buys 2@99 as Cross, 3 open"], KernelBench.OfCross(_bench.Phase(MarketPhase.Open))[..2]);
        _bench.Phase(MarketPhase.Halted);
        Assert.Equal(["B 3 rejected WRONG_PHASE"], _bench.Peg("B", 3, Side.Sell, 2));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], KernelBench.OfCross(_bench.Replace("A", 1, 2)));
        Assert.Equal(["phase Closed", "A 1 cancelled 3@0 PHASE"], KernelBench.OfCross(_bench.Phase(MarketPhase.Closed)));
    }

    [Fact]
    public void Submit_WhatIsNotPegged_IsRefused()
    {
        Assert.Equal(["A 1 rejected WRONG_BID_KIND"], KernelBench.OfCross(_bench.Buy("A", 1, 1, 1)));
        Assert.Equal(["A 1 accepted"], _bench.Peg("A", 1, Side.Buy, 1));
        Assert.Equal(["A 1 rejected DUPLICATE_ID"], _bench.Peg("A", 1, Side.Buy, 1));
        _bench.In("lit").Peg("A", 2, Side.Buy, 1);
        Assert.Equal(Reason.WrongBidKind, _bench.Events[0].Reason);
    }

    [Theory]
    [InlineData(SelfTrade.Allowed, "A 1 sells 5@99 as Cross, 0 open", "A 2 buys 5@99 as Cross, 2 open", "print 5@99 between 49 and 50 of lit")]
    [InlineData(SelfTrade.CancelIncoming, "A 2 cancelled 7@0 SELF_TRADE")]
    [InlineData(SelfTrade.CancelResting, "A 1 cancelled 5@0 SELF_TRADE")]
    [InlineData(SelfTrade.CancelBoth, "A 1 cancelled 5@0 SELF_TRADE", "A 2 cancelled 7@0 SELF_TRADE")]
    [InlineData(SelfTrade.Decrement, "A 1 cancelled 5@0 SELF_TRADE", "A 2 replaced 2@1000000000")]
    public void SelfTrade_OneAccountOnBothSides_IsResolvedBeforeTheCross(SelfTrade mode, params string[] expected)
    {
        var bench = KernelBench.WithCross(KernelBench.CrossDefinition(selfTrade: mode), "A", "B", "Q");
        bench.Quote(49, 50);
        bench.Peg("A", 1, Side.Sell, 5, limit: 0);
        Assert.Equal(["A 2 accepted", .. expected], bench.Peg("A", 2, Side.Buy, 7));
    }

    [Fact]
    public void Interval_CollectsUntilItsInstant()
    {
        var bench = KernelBench.WithCross(KernelBench.CrossDefinition(Rationing.ProRata, new IntervalTrigger(1_000_000)), "A", "B", "C", "Q");
        bench.Quote(49, 50);
        Assert.Equal(["A 9 rejected WRONG_BID_KIND"], bench.Peg("A", 9, Side.Buy, 6, lives: TimeInForce.ImmediateOrCancel));
        bench.Peg("A", 1, Side.Buy, 6);
        bench.Peg("B", 1, Side.Buy, 3);
        Assert.Equal(["C 1 accepted"], bench.Peg("C", 1, Side.Sell, 3));
        Assert.Equal(
            [
                "A 1 buys 2@99 as Cross, 4 open", "C 1 sells 2@99 as Cross, 1 open", "print 2@99 between 49 and 50 of lit",
                "B 1 buys 1@99 as Cross, 2 open", "C 1 sells 1@99 as Cross, 0 open", "print 1@99 between 49 and 50 of lit",
            ],
            KernelBench.OfCross(bench.At(1_000_000).Advance()));
        bench.Peg("C", 2, Side.Sell, 3);
        Assert.Equal(6, KernelBench.OfCross(bench.Clear()).Length);
    }

    [Fact]
    public void Clear_ContinuousCross_IsRefused()
    {
        _bench.Numbered(1, 0).Clear();
        Assert.Equal(Reason.WrongPhase, _bench.Events[^1].Reason);
    }

    [Fact]
    public void Print_Delayed_TellsTheQuoteOfTheTrade()
    {
        var bench = KernelBench.WithCross(
            KernelBench.CrossDefinition() with { Disclosure = KernelBench.PrintsOnly with { PrintDelayNs = 50 } }, "A", "B", "Q");
        bench.Quote(49, 50);
        bench.Peg("A", 1, Side.Buy, 6);
        Assert.Equal(3, bench.Peg("B", 1, Side.Sell, 6).Length);
        bench.Quote(60, 70);
        Assert.Equal(["print 6@99 between 49 and 50 of lit"], KernelBench.OfCross(bench.At(50).Advance()));
    }

    [Fact]
    public void Trade_FeePerUnit_IsOwedByBoth()
    {
        Assert.Equal(Reason.None, PerUnitFee.TryCreate(KernelBench.Decimal("0.5"), KernelBench.Grid("1", "1"), out var fee));
        var charges = Charges.None with { OnClearing = [fee!] };
        var bench = KernelBench.WithCross(KernelBench.CrossDefinition() with { Charges = charges }, "A", "B", "Q");
        bench.Quote(49, 50);
        bench.Peg("A", 1, Side.Buy, 6);
        bench.Peg("B", 1, Side.Sell, 4);
        Assert.Equal(("-398", "394", "4"), (bench.CashOf("A"), bench.CashOf("B"), bench.CashOf("operator")));
    }

    [Fact]
    public void AfterTrade_MarketsFollowTheCross_WhoeverMovedTheQuote()
    {
        _bench.Define(KernelBench.SessionDefinition("after", KernelBench.AuctionRule()) with { Trigger = new AfterTradeTrigger("mid") });
        _bench.In("mid").Peg("A", 1, Side.Buy, 6);
        _bench.Peg("B", 1, Side.Sell, 4);
        _bench.Quote(49, 50);
        Assert.Contains("after: cleared NO_REFERENCE", _bench.Events.Select(e => EventText.Line(e, _bench.Kernel.Catalog)));
    }

    [Theory]
    [InlineData("", "XYZ")]
    [InlineData("dark", "XYZ")]
    [InlineData("auction", "XYZ")]
    [InlineData("lit", "ABC")]
    public void Define_ReferenceThatIsNoLitBookOfTheInstrument_IsRefused(string reference, string instrument)
    {
        _bench.Define(KernelBench.Definition("dark"));
        _bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule()));
        _bench.Numbered(1, 0).Define(KernelBench.CrossDefinition() with { Id = "new", Reference = reference, Instrument = instrument });
        Assert.Equal(Reason.Malformed, _bench.Events[^1].Reason);
    }

    [Fact]
    public void ShowDepth_OfACross_IsEmptyForEverybody()
    {
        _bench.Peg("A", 1, Side.Buy, 5, limit: 98);
        Assert.Equal(["mid: end of 0"], _bench.Show(CommandKind.ShowDepth, "A"));
        Assert.Equal(["mid: end of 0"], _bench.Show(CommandKind.ShowDepth));
    }
}
