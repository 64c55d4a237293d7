using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>The bench checks of every query that it changes nothing.</summary>
public class QueryTests
{
    [Fact]
    public void ShowBalances_Account_ShowsCashAndEveryInstrument()
    {
        var bench = KernelBench.With("A");
        bench.DefineAccount("B", cash: "1.5", units: "-0.25");
        Assert.Equal(
            ["B has cash 1500000000000", "B has units -250000", "end of 8"],
            bench.Numbered(0, 8).Show(CommandKind.ShowBalances, "B"));
        Assert.All(bench.Events, e => Assert.Equal(bench.Kernel.Sequence, e.Command));
    }

    [Theory]
    [InlineData(DepthDisclosure.Full, 0, 3)]
    [InlineData(DepthDisclosure.Levels, 2, 2)]
    [InlineData(DepthDisclosure.Top, 0, 1)]
    [InlineData(DepthDisclosure.None, 0, 0)]
    public void ShowDepth_Disclosure_ShowsWhatTheViewerMaySee(DepthDisclosure depth, int levels, int visible)
    {
        var bench = KernelBench.With(new(depth, levels, 0), Charges.None, "A", "B");
        for (var i = 0; i < 3; i++)
        {
            bench.Buy("A", (ulong)(2 * i), 10 + i, 100 - i);
            bench.Sell("A", (ulong)((2 * i) + 1), 20 + i, 110 + i);
        }
        string[] bids = ["shown Buy 10@100", "shown Buy 11@99", "shown Buy 12@98"];
        string[] asks = ["shown Sell 20@110", "shown Sell 21@111", "shown Sell 22@112"];
        Assert.Equal([.. bids[..visible], .. asks[..visible], "end of 0"], bench.Show(CommandKind.ShowDepth, "B"));
        Assert.Equal([.. bids[..visible], .. asks[..visible], "end of 0"], bench.Show(CommandKind.ShowDepth, "A"));
        Assert.Equal([.. bids, .. asks, "end of 0"], bench.Show(CommandKind.ShowDepth, "operator"));
    }

    [Fact]
    public void ShowDepth_End_NamesThePhaseAndTheLastPublicUpdate()
    {
        var bench = KernelBench.With(Disclosure.Lit, Charges.None, "A");
        bench.Buy("A", 1, 1, 100);
        bench.Phase(MarketPhase.Halted);
        bench.Show(CommandKind.ShowDepth, "A");
        Assert.Equal(2, bench.Events[^1].Sequence);
        Assert.Equal(MarketPhase.Halted, bench.Events[^1].Phase);
    }

    [Fact]
    public void ShowSession_UnknownSession_HasNoLastNumber()
    {
        var bench = KernelBench.With("A", "B");
        bench.Numbered(5, 17).Buy("A", 1, 1, 100);
        Assert.Equal("A last 17", bench.Show(CommandKind.ShowSession, "A")[0]);
        Assert.Equal("B last 0", bench.Show(CommandKind.ShowSession, "B")[0]);
        Assert.Equal("A last 0", bench.Numbered(6, 0).Show(CommandKind.ShowSession, "A")[0]);
    }
}
