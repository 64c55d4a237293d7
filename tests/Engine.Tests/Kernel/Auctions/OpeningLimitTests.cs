using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>Auctions of a book that would move more cash than accounts can count.</summary>
public class OpeningLimitTests
{
    [Fact]
    public void Opening_MoreCashThanAccountsCanCount_FailsAndCancelsWhatCannotRest()
    {
        const int Orders = 5_400;
        var bench = new KernelBench();
        var disclosure = KernelBench.PrintsOnly with { IsIndicative = true };
        bench.Define(KernelBench.Definition("book", disclosure) with { Grid = KernelBench.Grid("1000", "1") });
        bench.DefineAccount("A");
        bench.DefineAccount("B");
        bench.Phase(MarketPhase.PreOpen);
        for (var id = 1UL; id <= Orders; id++)
        {
            bench.Buy("A", id, Quantity.MaxOrderLots, Price.MaxTicks);
            bench.Sell("B", id, Quantity.MaxOrderLots, Price.MaxTicks);
        }

        var lines = bench.Phase(MarketPhase.Open);

        Assert.Equal("phase Open", lines[0]);
        Assert.Equal("cleared LIMIT", lines[^1]);
        Assert.Equal(2 * Orders, bench.Events.Count(e => e is { Kind: EventKind.Cancelled, CancelReason: CancelReason.Phase }));
        Assert.Equal(0, bench.Book.Collected.Count + bench.Book.Rule.OrderCount);
        Assert.Null(bench.Book.LastPrice);
        Assert.Equal(("0", "0"), (bench.CashOf("A"), bench.UnitsOf("B")));
        // Nothing is collected any more of which there would be an indicative price.
        Assert.Empty(bench.At(Disclosure.DefaultIndicativeEveryNs).Advance());
    }

    [Fact]
    public void Opening_LargestAuctionThatFits_TakesPlaceAndOverflowsNothing()
    {
        // 2·10¹³ lots at 10²⁴ atoms: nearly half of what one command may move.
        const int Orders = 5_000;
        var bench = new KernelBench();
        bench.Define(KernelBench.Definition("book", KernelBench.PrintsAndAuctions) with { Grid = KernelBench.Grid("1000", "1") });
        bench.DefineAccount("A");
        bench.DefineAccount("B");
        bench.Phase(MarketPhase.PreOpen);
        for (var id = 1UL; id <= Orders; id++)
        {
            bench.Buy("A", id, Quantity.MaxOrderLots, -Price.MaxTicks);
            bench.Sell("B", id, Quantity.MaxOrderLots, -Price.MaxTicks);
        }
        bench.Phase(MarketPhase.Open);
        Assert.Equal(ClearingFailure.None, bench.Events[^1].Failure);
        Assert.Equal(20_000_000_000_000, bench.Events[^1].Quantity.Lots);
        Assert.Equal("20000000000000000000000000", bench.CashOf("A"));
    }
}
