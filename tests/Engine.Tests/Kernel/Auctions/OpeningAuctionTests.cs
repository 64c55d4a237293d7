using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>A book's opening and closing auctions, each as the conversation that shows it.</summary>
public class OpeningAuctionTests
{
    private readonly KernelBench _bench = KernelBench.With(KernelBench.PrintsAndAuctions, Charges.None, "A", "B", "C");

    [Fact]
    public void Opening_CrossedOrders_TradeAtOnePriceAndTheRestTradesOn()
    {
        Assert.Equal(["phase PreOpen"], _bench.Phase(MarketPhase.PreOpen));
        Assert.Equal(["A 1 accepted"], _bench.Buy("A", 1, 5, 102));
        Assert.Equal(["B 1 accepted"], _bench.Sell("B", 1, 6, 100));
        Assert.Equal(["C 1 accepted"], _bench.Buy("C", 1, 4, 101));
        Assert.Equal(
            [
                "phase Open",
                "A 1 buys 5@101 as Cross, 0 open",
                "B 1 sells 6@101 as Cross, 0 open",
                "C 1 buys 1@101 as Cross, 3 open",
                "print 6@101",
                "cleared 6@101 surplus 3 by PRESSURE",
            ],
            _bench.Phase(MarketPhase.Open));
        Assert.Equal(("-505", "606", "-101"), (_bench.CashOf("A"), _bench.CashOf("B"), _bench.CashOf("C")));
        Assert.Equal(
            ["B 2 accepted", "C 1 buys 2@101 as Maker, 1 open", "B 2 sells 2@101 as Taker, 0 open", "print 2@101"],
            _bench.Sell("B", 2, 2, 101));
    }

    [Fact]
    public void Opening_MarketOrders_TradeFirstAndTheirRestIsCancelled()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Buy("C", 1, 4, 100);
        Assert.Equal(["A 1 accepted"], _bench.Submit("A", 1, Order.Market(Side.Buy, new(5))));
        _bench.Sell("B", 1, 3, 100);
        Assert.Equal(
            [
                "phase Open",
                "A 1 buys 3@100 as Cross, 2 open",
                "B 1 sells 3@100 as Cross, 0 open",
                "print 3@100",
                "A 1 cancelled 2@0 CLEARED",
                "cleared 3@100 surplus 6 by VOLUME",
            ],
            _bench.Phase(MarketPhase.Open));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
        Assert.Equal(["C 1 cancelled 4@100 USER"], _bench.Cancel("C", 1));
    }

    [Fact]
    public void Opening_MarketOrdersAlone_TradeAtTheBooksLastPriceIfItHasOne()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Submit("A", 1, Order.Market(Side.Buy, new(2)));
        _bench.Submit("B", 1, Order.Market(Side.Sell, new(2)));
        Assert.Equal(
            ["phase Open", "A 1 cancelled 2@0 CLEARED", "B 1 cancelled 2@0 CLEARED", "cleared NO_REFERENCE"],
            _bench.Phase(MarketPhase.Open));

        _bench.Buy("A", 2, 1, 70);
        _bench.Sell("B", 2, 1, 70);
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Submit("A", 1, Order.Market(Side.Buy, new(2)));
        _bench.Submit("B", 1, Order.Market(Side.Sell, new(2)));
        Assert.Equal("cleared 2@70 surplus 0 by VOLUME", _bench.Phase(MarketPhase.Open)[^1]);
    }

    [Fact]
    public void Opening_NothingCrosses_PutsEverythingIntoTheBook()
    {
        var lit = KernelBench.With(Disclosure.Lit, Charges.None, "A", "B");
        lit.Phase(MarketPhase.PreOpen);
        Assert.Equal(["A 1 accepted"], lit.Buy("A", 1, 5, 99));
        Assert.Equal(["B 1 accepted"], lit.Sell("B", 1, 6, 101));
        Assert.Equal(["end of 0"], lit.Show(CommandKind.ShowDepth));
        Assert.Equal(["phase Open", "cleared NO_CROSS", "level Buy 5@99", "level Sell 6@101"], lit.Phase(MarketPhase.Open));
    }

    [Fact]
    public void Opening_NoOrders_IsAPhaseAndNoAuction()
    {
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["phase Open"], _bench.Phase(MarketPhase.Open));
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["phase Closed"], _bench.Phase(MarketPhase.Closed));
    }

    [Theory]
    [InlineData(TimeInForce.ImmediateOrCancel)]
    [InlineData(TimeInForce.FillOrKill)]
    public void PreOpen_OrderThatCannotWait_IsRefused(TimeInForce lives)
    {
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["A 1 rejected WRONG_PHASE"], _bench.Buy("A", 1, 5, 102, lives));
    }

    [Fact]
    public void PreOpen_ReplaceAndCancel_ActOnWhatIsCollected()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Buy("A", 1, 5, 100);
        _bench.Buy("B", 1, 5, 100);
        _bench.Buy("B", 2, 5, 90);
        _bench.Submit("C", 1, Order.Market(Side.Buy, new(2)));
        Assert.Equal(["A 1 replaced 7@100"], _bench.Replace("A", 1, 7)); // behind B now
        Assert.Equal(["C 1 replaced 3@0"], _bench.Replace("C", 1, 3));
        Assert.Equal(["C 1 rejected WRONG_BID_KIND"], _bench.Replace("C", 1, at: 100));
        Assert.Equal(["A 9 rejected UNKNOWN_ORDER"], _bench.Replace("A", 9, 7));
        Assert.Equal(["B 2 cancelled 5@90 USER"], _bench.Cancel("B", 2));
        Assert.Equal(["B 2 rejected UNKNOWN_ORDER"], _bench.Cancel("B", 2));
        _bench.Sell("C", 2, 9, 100);
        Assert.Equal(
            [
                "phase Open",
                "B 1 buys 5@100 as Cross, 0 open",
                "A 1 buys 1@100 as Cross, 6 open",
                "C 1 buys 3@100 as Cross, 0 open",
                "C 2 sells 9@100 as Cross, 0 open",
                "print 9@100",
                "cleared 9@100 surplus 6 by VOLUME",
            ],
            _bench.Phase(MarketPhase.Open));
    }

    [Fact]
    public void PreOpen_CancelAll_CancelsInTheOrderOfArrival()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Sell("A", 3, 1, 100);
        _bench.Buy("A", 1, 1, 100);
        _bench.Buy("B", 1, 1, 100);
        _bench.Submit("A", 2, Order.Market(Side.Buy, new(1)));
        Assert.Equal(
            ["A 3 cancelled 1@100 USER", "A 1 cancelled 1@100 USER", "A 2 cancelled 1@0 USER"], _bench.CancelAllEverywhere("A"));
        Assert.Equal(["phase Open", "cleared NO_CROSS"], _bench.Phase(MarketPhase.Open));
    }

    [Fact]
    public void Ids_OfOrdersInTheBookOrCollected_AreTakenInBoth()
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["A 1 rejected DUPLICATE_ID"], _bench.Sell("A", 1, 5, 200));
        Assert.Equal(["A 2 accepted"], _bench.Sell("A", 2, 5, 200));
        Assert.Equal(["B 1 accepted"], _bench.Sell("B", 1, 5, 200));
        _bench.Phase(MarketPhase.Open);
        Assert.Equal(["A 1 rejected DUPLICATE_ID"], _bench.Buy("A", 1, 5, 100));
        Assert.Equal(["A 2 rejected DUPLICATE_ID"], _bench.Buy("A", 2, 5, 100));
        Assert.Equal(["A 1 cancelled 5@100 USER", "A 2 cancelled 5@200 USER"], _bench.CancelAll("A"));
    }

    [Fact]
    public void Halt_BeforeTheOpening_KeepsWhatWasCollected()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Buy("A", 1, 5, 100);
        _bench.Sell("B", 1, 5, 100);
        _bench.Sell("B", 2, 5, 100);
        Assert.Equal(["phase Halted"], _bench.Phase(MarketPhase.Halted));
        Assert.Equal(["C 1 rejected WRONG_PHASE"], _bench.Buy("C", 1, 5, 100));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], _bench.Replace("A", 1, 4));
        Assert.Equal(["B 1 cancelled 5@100 USER"], _bench.Cancel("B", 1));
        Assert.Equal(["phase PreOpen"], _bench.Phase(MarketPhase.PreOpen));
        Assert.Equal(["C 1 accepted"], _bench.Buy("C", 1, 5, 100));
        _bench.Phase(MarketPhase.Halted);
        Assert.Equal("cleared 5@100 surplus 5 by VOLUME", _bench.Phase(MarketPhase.Open)[^1]);
        Assert.Equal(["C 1 cancelled 5@100 USER"], _bench.Cancel("C", 1));
    }

    [Fact]
    public void Close_AfterAHalt_IsWithoutAuction()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Buy("B", 1, 5, 100);
        _bench.Sell("A", 1, 5, 100);
        _bench.Phase(MarketPhase.Halted);
        Assert.Equal(
            ["phase Closed", "A 1 cancelled 5@100 PHASE", "B 1 cancelled 5@100 PHASE"], _bench.Phase(MarketPhase.Closed));
        Assert.Equal(["phase Open"], _bench.Phase(MarketPhase.Open));
    }

    [Fact]
    public void Closing_OrdersOfTheDayAndNewOnes_MeetInAnAuctionAndTheRestIsCancelled()
    {
        _bench.Buy("A", 1, 5, 99);
        _bench.Sell("B", 1, 5, 101);
        Assert.Equal(["phase PreOpen"], _bench.Phase(MarketPhase.PreOpen));
        _bench.Submit("C", 1, Order.Market(Side.Sell, new(3)));
        _bench.Buy("C", 2, 1, 90);
        Assert.Equal(
            [
                "phase Closed",
                "A 1 buys 3@99 as Cross, 2 open",
                "C 1 sells 3@99 as Cross, 0 open",
                "print 3@99",
                "cleared 3@99 surplus 2 by PRESSURE",
                "A 1 cancelled 2@99 PHASE",
                "B 1 cancelled 5@101 PHASE",
                "C 2 cancelled 1@90 PHASE",
            ],
            _bench.Phase(MarketPhase.Closed));
        Assert.Equal(0, _bench.Book.Collected.Count + _bench.Book.Rule.OrderCount);
    }

    [Fact]
    public void RestingBook_ThroughPreOpenAndBack_KeepsItsPriority()
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Buy("B", 1, 1, 101);
        _bench.Buy("C", 1, 2, 100);
        _bench.Buy("B", 2, 3, 100);
        _bench.Replace("A", 1, 4); // smaller, so that it stays first
        _bench.Phase(MarketPhase.PreOpen);
        Assert.Equal(["phase Open", "cleared NO_CROSS"], _bench.Phase(MarketPhase.Open));
        Assert.Equal(
            ["B 1 buys 1@101", "A 1 buys 4@100", "C 1 buys 2@100", "B 2 buys 1@100"],
            _bench.Sell("A", 9, 8, 1).Where(line => line.Contains("Maker")).Select(line => line[..line.IndexOf(" as", StringComparison.Ordinal)]));
    }

    [Fact]
    public void RestingBook_GoesIntoPreOpen_IsNoLongerShown()
    {
        var lit = KernelBench.With(Disclosure.Lit, Charges.None, "A", "B");
        lit.Buy("A", 1, 5, 100);
        lit.Sell("B", 1, 5, 102);
        Assert.Equal(["phase PreOpen", "level Buy 0@100", "level Sell 0@102"], lit.Phase(MarketPhase.PreOpen));
        Assert.Equal(["phase Open", "cleared NO_CROSS", "level Buy 5@100", "level Sell 5@102"], lit.Phase(MarketPhase.Open));
    }

    [Fact]
    public void Fees_OfMakersAndTakers_AreNotOwedInTheAuction()
    {
        var bench = KernelBench.With(KernelBench.PrintsAndAuctions, new(KernelBench.Cash("1"), KernelBench.Cash("2")), "A", "B");
        bench.Phase(MarketPhase.PreOpen);
        bench.Buy("A", 1, 5, 100);
        bench.Sell("B", 1, 6, 100);
        bench.Phase(MarketPhase.Open);
        Assert.Equal(("-500", "500", "0"), (bench.CashOf("A"), bench.CashOf("B"), bench.CashOf("operator")));
        bench.Buy("A", 2, 1, 100);
        Assert.Equal(("-602", "599", "3"), (bench.CashOf("A"), bench.CashOf("B"), bench.CashOf("operator")));
    }

    [Fact]
    public void Opening_OneAccountOnBothSides_TradesWithItself()
    {
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Buy("A", 1, 5, 100);
        _bench.Sell("A", 2, 5, 100);
        Assert.Equal("print 5@100", _bench.Phase(MarketPhase.Open)[^2]);
        Assert.Equal(("0", "0"), (_bench.CashOf("A"), _bench.UnitsOf("A")));
    }
}
