using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

public class OrderTermsTests
{
    private readonly KernelBench _bench = KernelBench.With(KernelBench.PrintsOnly, Charges.None, "A", "B", "C");

    [Fact]
    public void Expiry_Due_ComesBeforeTheCommandAndBeforePrints()
    {
        var bench = KernelBench.With(new(DepthDisclosure.None, 0, 100), Charges.None, "A", "B");
        bench.At(0).Sell("A", 1, 1, 50);
        bench.Buy("B", 1, 1, 50);
        Buy(bench, "A", 2, 3, 40, new() { Expires = new Timestamp(100) });
        Assert.Equal(new Timestamp(100), bench.Kernel.NextDue);
        Assert.Equal(["A 2 cancelled 3@40 EXPIRED", "print 1@50", "B 2 accepted"], bench.At(100).Sell("B", 2, 3, 40));
        Assert.Equal(Timestamp.Never, bench.Kernel.NextDue);
    }

    [Fact]
    public void Expiry_OfAReplacedOrder_Stays()
    {
        Buy(_bench, "A", 1, 3, 40, new() { Expires = new Timestamp(100) });
        _bench.Replace("A", 1, 5, 41);
        Assert.Equal(["A 1 cancelled 5@41 EXPIRED"], _bench.At(100).Advance());
    }

    [Fact]
    public void Expiry_PassedBeforeTheOrderCame_IsAcceptedAndCancelled()
    {
        _bench.At(7).Sell("B", 1, 3, 40);
        Assert.Equal(
            ["A 1 accepted", "A 1 cancelled 3@40 EXPIRED"], Buy(_bench, "A", 1, 3, 40, new() { Expires = new Timestamp(7) }));
    }

    [Fact]
    public void Expiry_WhileTheExchangeWasDown_IsMadeUpForAtItsMoment()
    {
        Buy(_bench, "A", 1, 3, 40, new() { Expires = new Timestamp(100) });
        Assert.Equal(["A 1 cancelled 3@40 EXPIRED"], _bench.At(1000).Resumed());
        Assert.Equal(100, _bench.Events[0].Time.Nanoseconds);
    }

    [Fact]
    public void Expiry_OfACancelledOrder_IsNotDueAnyMore()
    {
        Buy(_bench, "A", 1, 3, 40, new() { Expires = new Timestamp(100) });
        _bench.CancelAllEverywhere("A");
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Fact]
    public void Expiry_WhileOrdersAreCollected_CancelsThemToo()
    {
        Buy(_bench, "A", 1, 3, 40, new() { Expires = new Timestamp(100) });
        _bench.Phase(MarketPhase.PreOpen);
        Buy(_bench, "A", 2, 4, 40, new() { Expires = new Timestamp(50) });
        Assert.Equal(["A 2 cancelled 4@40 EXPIRED"], _bench.At(60).Advance());
        Assert.Equal(["A 1 cancelled 3@40 EXPIRED"], _bench.At(100).Advance());
    }

    [Fact]
    public void Terms_OfAnOrderCollected_AreThereInTheBook()
    {
        _bench.Phase(MarketPhase.PreOpen);
        Buy(_bench, "A", 1, 9, 40, new() { Display = new(2), Expires = new Timestamp(100) });
        Assert.Equal(["A 2 rejected WRONG_PHASE"], Buy(_bench, "A", 2, 9, 40, new() { Minimum = new(2) }));
        _bench.Phase(MarketPhase.Open);
        Assert.Equal(new Quantity(2), _bench.Book.Rule.QuantityAt(Side.Buy, new(40)));
        Assert.Equal(["A 1 cancelled 9@40 EXPIRED"], _bench.At(100).Advance());
    }

    [Fact]
    public void Stop_ReachedByTheOpeningAuction_WakesWhenTheBookOpens()
    {
        Buy(_bench, "C", 1, 1, 30, new() { Stop = new Price(50) });
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["C 1 rejected DUPLICATE_ID"], _bench.Buy("C", 1, 1, 1));
        Assert.Equal(["C 1 replaced 1@31"], _bench.Replace("C", 1, 0, 31));
        _bench.Sell("A", 1, 1, 50);
        _bench.Buy("B", 1, 1, 50);
        var lines = _bench.Phase(MarketPhase.Open);
        Assert.Equal("C 1 triggered", lines[^1]);
        Assert.Equal(new Quantity(1), _bench.Book.Rule.QuantityAt(Side.Buy, new(31)));
    }

    [Fact]
    public void Stop_TriggeredByACommand_ComesAfterItsTradesAndBeforeItsRest()
    {
        _bench.Sell("A", 1, 1, 50);
        _bench.Sell("A", 2, 1, 51);
        Buy(_bench, "C", 1, 1, 51, new() { Stop = new Price(50) });
        Assert.Equal(
            [
                "B 1 accepted",
                "A 1 sells 1@50 as Maker, 0 open",
                "B 1 buys 1@50 as Taker, 4 open",
                "print 1@50",
                "C 1 triggered",
                "B 1 cancelled 4@50 IOC",
                "A 2 sells 1@51 as Maker, 0 open",
                "C 1 buys 1@51 as Taker, 0 open",
                "print 1@51",
            ],
            _bench.Buy("B", 1, 5, 50, TimeInForce.ImmediateOrCancel));
    }

    [Fact]
    public void Stop_InALitMarket_IsSeenByNobodyWhateverHappensToIt()
    {
        var bench = KernelBench.With(Disclosure.Lit, Charges.None, "A", "B");
        bench.Buy("B", 1, 7, 40);
        Assert.Equal(["A 1 accepted"], Buy(bench, "A", 1, 3, 40, new() { Stop = new Price(50) }));
        Assert.Equal(["A 1 replaced 5@40"], bench.Replace("A", 1, 5));
        Assert.Equal(["A 1 cancelled 5@40 USER"], bench.Cancel("A", 1));
    }

    [Fact]
    public void Iceberg_InALitMarket_ShowsItsSliceAlone()
    {
        var bench = KernelBench.With(Disclosure.Lit, Charges.None, "A", "B");
        Assert.Equal(["A 1 accepted", "level Buy 2@40"], Buy(bench, "A", 1, 5, 40, new() { Display = new(2) }));
        Assert.Equal(
            [
                "B 1 accepted",
                "A 1 buys 2@40 as Maker, 3 open",
                "B 1 sells 2@40 as Taker, 1 open",
                "print 2@40",
                "A 1 buys 1@40 as Maker, 2 open",
                "B 1 sells 1@40 as Taker, 0 open",
                "print 1@40",
                "level Buy 1@40",
            ],
            bench.Sell("B", 1, 3, 40));
    }

    [Fact]
    public void Collar_PriceOutside_IsRefused()
    {
        _bench.Define(KernelBench.Definition("two") with { Collar = new PriceCollar(new(10), new(20)) });
        Assert.Equal(["two: A 1 accepted"], _bench.Buy("A", 1, 1, 10));
        Assert.Equal(["two: A 2 rejected PRICE_COLLAR"], _bench.Buy("A", 2, 1, 9));
        Assert.Equal(["two: A 2 rejected PRICE_COLLAR"], _bench.Sell("A", 2, 1, 21));
        Assert.Equal(["two: A 1 rejected PRICE_COLLAR"], _bench.Replace("A", 1, 0, 21));
        Assert.Equal(["two: A 2 rejected PRICE_COLLAR"], Buy(_bench, "A", 2, 1, 10, new() { Stop = new Price(21) }));
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["two: A 2 rejected PRICE_COLLAR"], _bench.Buy("A", 2, 1, 9));
    }

    [Fact]
    public void SelfTrade_OfTheMarket_IsPrevented()
    {
        _bench.Define(KernelBench.Definition("two") with { SelfTrade = SelfTrade.Decrement });
        _bench.Sell("A", 1, 5, 10);
        Assert.Equal(
            ["two: A 2 accepted", "two: A 1 replaced 2@10", "two: A 2 cancelled 3@10 SELF_TRADE"], _bench.Buy("A", 2, 3, 10));
    }

    private static string[] Buy(KernelBench bench, string account, ulong id, long lots, int at, in OrderTerms terms) =>
        bench.Submit(account, id, Order.Limit(Side.Buy, new(lots), new(at), TimeInForce.GoodTillCancelled), terms);
}
