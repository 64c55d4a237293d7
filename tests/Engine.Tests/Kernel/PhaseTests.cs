using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel;

public class PhaseTests
{
    private readonly KernelBench _bench = KernelBench.With("A", "B");

    [Fact]
    public void Halted_Orders_StayAndMayOnlyBeCancelled()
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Buy("A", 2, 5, 100);
        Assert.Equal(["phase Halted"], _bench.Phase(MarketPhase.Halted));
        Assert.Equal(["B 1 rejected WRONG_PHASE"], _bench.Sell("B", 1, 5, 100));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], _bench.Replace("A", 1, 4));
        Assert.Equal(["A 2 cancelled 5@100 USER"], _bench.Cancel("A", 2));
        Assert.Equal(["phase Open"], _bench.Phase(MarketPhase.Open));
        Assert.Contains("A 1 buys 5@100 as Maker, 0 open", _bench.Sell("B", 1, 5, 100));
    }

    [Fact]
    public void Halted_CancelAll_IsCarriedOut()
    {
        _bench.Buy("A", 1, 5, 100);
        _bench.Phase(MarketPhase.Halted);
        Assert.Equal(["A 1 cancelled 5@100 USER"], _bench.CancelAll("A"));
    }

    [Fact]
    public void Closed_Market_HasNoOrdersAndTakesNone()
    {
        _bench.Buy("A", 1, 5, 100);
        Assert.Equal(["phase Closed", "A 1 cancelled 5@100 PHASE"], _bench.Phase(MarketPhase.Closed));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], _bench.Buy("A", 1, 5, 100));
        Assert.Equal(["phase Open"], _bench.Phase(MarketPhase.Open));
        Assert.Equal(["B 1 accepted"], _bench.Sell("B", 1, 5, 100));
        Assert.Equal("A 1 accepted", _bench.Buy("A", 1, 5, 100)[0]);
    }

    [Fact]
    public void SetPhase_TheSame_SaysNothing()
    {
        Assert.Empty(_bench.Phase(MarketPhase.Open));
        _bench.Phase(MarketPhase.Closed);
        Assert.Empty(_bench.Phase(MarketPhase.Closed));
    }

    [Fact]
    public void SetPhase_OneMarket_LeavesTheOther()
    {
        _bench.Define(KernelBench.Definition("two"));
        _bench.Phase(MarketPhase.Closed);
        Assert.Equal(["two: A 1 rejected WRONG_PHASE"], _bench.Buy("A", 1, 1, 100));
        Assert.Equal(["A 1 accepted"], _bench.In("book").Buy("A", 1, 1, 100));
    }
}
