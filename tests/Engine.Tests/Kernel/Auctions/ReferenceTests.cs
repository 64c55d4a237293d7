using Exchange.Engine.Bids;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>Where the price of market orders that meet nobody else's price comes from.</summary>
public class ReferenceTests
{
    private readonly KernelBench _bench = KernelBench.With("A", "B");

    [Fact]
    public void Reference_LitMarket_IsItsLastTrade()
    {
        Define("auction", reference: "book");
        Trade("book", 100);
        Trade("book", 97);
        Assert.Equal("auction: cleared 1@97 surplus 0 by VOLUME", Cross("auction"));
        Trade("book", 103);
        Assert.Equal("auction: cleared 1@103 surplus 0 by VOLUME", Cross("auction"));
    }

    [Fact]
    public void Reference_PricesNamed_ChoosesAmongThem()
    {
        Define("auction", reference: "book");
        Trade("book", 97);
        _bench.In("auction").Bid("A", 5, "B 1@100");
        _bench.Bid("B", 5, "S 1@90");
        Assert.Equal("auction: cleared 1@97 surplus 0 by REFERENCE", _bench.Clear()[^1]);
    }

    [Fact]
    public void Reference_NoTradeYet_IsTheRulesOwnUntilThereIsOne()
    {
        Define("bare", reference: "book");
        Define("own", reference: "book", ownReference: 55);
        Assert.Equal("bare: cleared NO_REFERENCE", Cross("bare"));
        Assert.Equal("own: cleared 1@55 surplus 0 by VOLUME", Cross("own"));
        Trade("book", 97);
        Assert.Equal("bare: cleared 1@97 surplus 0 by VOLUME", _bench.In("bare").Clear()[^1]);
        Assert.Equal("own: cleared 1@97 surplus 0 by VOLUME", Cross("own"));
    }

    [Fact]
    public void Reference_AnotherAuction_IsItsLastClearingThatTookPlace()
    {
        Define("first", ownReference: 42);
        Define("second", reference: "first");
        Assert.Equal("second: cleared NO_REFERENCE", Cross("second"));
        Cross("first");
        Assert.Equal("second: cleared 1@42 surplus 0 by VOLUME", _bench.In("second").Clear()[^1]);
        Assert.Equal("first: cleared 1@42 surplus 0 by VOLUME", Cross("first"));
        _bench.In("first").Bid("A", 1, "B 1@1");
        Assert.Equal("first: cleared NO_CROSS", _bench.Clear()[^1]);
        Assert.Equal("second: cleared 1@42 surplus 0 by VOLUME", Cross("second"));
    }

    [Fact]
    public void Reference_ItsOwnLastPrice_IsNotAnAuctions()
    {
        Define("auction");
        _bench.Bid("A", 1, "B 1@100");
        _bench.Bid("B", 1, "S 1@100");
        _bench.Clear();
        Assert.Equal("auction: cleared NO_REFERENCE", Cross("auction"));
    }

    [Theory]
    [InlineData("0.05", 199, 39)]
    [InlineData("0.05", 200, 40)]
    [InlineData("0.05", -1, -1)]
    [InlineData("0.05", -5, -1)]
    [InlineData("0.05", -6, -2)]
    [InlineData("10", 999, 0)]
    [InlineData("10", -1, -1)]
    [InlineData("0.001", 199, 1990)]
    public void Reference_OffTheGrid_IsRoundedDown(string tick, int litTicks, int ticks)
    {
        _bench.Define(KernelBench.Definition("cents") with { Grid = KernelBench.Grid("0.01", "1") });
        Define("auction", tick, "cents");
        Trade("cents", litTicks);
        Assert.Equal($"auction: cleared 1@{ticks} surplus 0 by VOLUME", Cross("auction"));
    }

    [Fact]
    public void Reference_OutsideThePricesThereAre_IsNone()
    {
        _bench.Define(KernelBench.Definition("coarse") with { Grid = KernelBench.Grid("1000", "1") });
        Define("fine", "0.000001", "coarse");
        Trade("coarse", 1);
        Assert.Equal("fine: cleared 1@1000000000 surplus 0 by VOLUME", Cross("fine"));
        Trade("coarse", 2);
        Assert.Equal("fine: cleared NO_REFERENCE", Cross("fine"));
        Trade("coarse", -2);
        Assert.Equal("fine: cleared NO_REFERENCE", _bench.In("fine").Clear()[^1]);
    }

    [Fact]
    public void Reference_OfABook_IsForItsOpening()
    {
        _bench.Define(KernelBench.Definition("satellite", KernelBench.PrintsAndAuctions) with { Reference = "book" });
        Trade("book", 97);
        Assert.Equal("satellite: cleared 1@97 surplus 0 by VOLUME", Open());
        // Not its own last price, as long as the named market has one.
        Trade("satellite", 50);
        Assert.Equal("satellite: cleared 1@97 surplus 0 by VOLUME", Open());

        string Open()
        {
            _bench.In("satellite").Phase(MarketPhase.PreOpen);
            _bench.Submit("A", 11, Order.Market(Side.Buy, new(1)));
            _bench.Submit("B", 11, Order.Market(Side.Sell, new(1)));
            return _bench.Phase(MarketPhase.Open)[^1];
        }
    }

    [Fact]
    public void Define_ReferenceNotDefinedBefore_IsRefused()
    {
        var auction = KernelBench.SessionDefinition("auction", KernelBench.AuctionRule());
        _bench.Numbered(1, 0);
        Assert.Equal(["operator answer 0 UNKNOWN_MARKET"], _bench.Define(auction with { Reference = "later" }));
        Assert.Equal(["operator answer 0 UNKNOWN_MARKET"], _bench.Define(auction with { Reference = "auction" }));
        Assert.Equal(["operator answer 0 UNKNOWN_MARKET"], _bench.Define(KernelBench.Definition("two") with { Reference = "two" }));
        _bench.Define(KernelBench.Definition("later"));
        Assert.Equal("operator answer 0", _bench.Define(auction with { Reference = "later" })[^1][^"operator answer 0".Length..]);
    }

    private void Define(string id, string tick = "1", string reference = "", int? ownReference = null) => _bench.Define(
        KernelBench.SessionDefinition(id, KernelBench.AuctionRule(reference: ownReference)) with
        {
            Grid = KernelBench.Grid(tick, "1"),
            Reference = reference,
        });

    private void Trade(string book, int ticks)
    {
        _bench.In(book).Sell("A", 1, 1, ticks);
        _bench.Buy("B", 1, 1, ticks);
        Assert.Equal(ticks, _bench.Events[^1].Price.Ticks);
    }

    /// <summary>Two market orders meet; the last line of the clearing.</summary>
    private string Cross(string auction)
    {
        _bench.In(auction).Bid("A", 9, "B 1");
        _bench.Bid("B", 9, "S 1");
        return _bench.Clear()[^1];
    }
}
