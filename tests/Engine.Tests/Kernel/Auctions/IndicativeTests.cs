using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>What the public learns before a clearing, and when.</summary>
public class IndicativeTests
{
    private const long Every = 1_000;

    private static readonly Disclosure Indicative = KernelBench.PrintsOnly with { IsIndicative = true, IndicativeEveryNs = Every };

    private readonly KernelBench _bench = new();

    public IndicativeTests()
    {
        _bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule()) with { Disclosure = Indicative });
        _bench.DefineAccount("A");
        _bench.DefineAccount("B");
    }

    [Fact]
    public void Bids_OneAfterAnother_AreToldTogetherAWhileAfterTheFirst()
    {
        Assert.Equal(["A 1 accepted"], _bench.At(5).Bid("A", 1, "B 5@100"));
        Assert.Equal(["B 1 accepted"], _bench.At(900).Bid("B", 1, "S 3@99"));
        Assert.Empty(_bench.At(1_004).Advance());
        Assert.Equal(["indicative 3@100 surplus 2"], _bench.At(1_005).Advance());
        Assert.Equal(1_005, _bench.Events[0].Time.Nanoseconds);
        Assert.Empty(_bench.At(50_000).Advance());
    }

    [Fact]
    public void AnyChange_AfterOneWasTold_IsToldAWhileLater()
    {
        _bench.At(0).Stand("A", 1, "B 5@100");
        _bench.Stand("B", 1, "10:-3 20:-4");
        _bench.At(1_500).Replace("A", 1, 4);
        Assert.Equal(["indicative 4@60 surplus 0"], _bench.At(2_500).Advance());
        _bench.At(2_600).ReplaceSchedule("B", 1, "10:-1 20:-2");
        Assert.Equal(["indicative 2@100 surplus 2"], _bench.At(3_600).Advance());
        _bench.At(9_000).Cancel("B", 1);
        Assert.Equal(["indicative 0 without a price"], _bench.At(10_000).Advance());
        _bench.At(11_000).CancelAll("A");
        Assert.Equal(["indicative 0 without a price"], _bench.At(12_000).Advance());
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Fact]
    public void Refused_Instruction_IsNoChange()
    {
        _bench.Cancel("A", 1);
        _bench.Bid("A", 1, "has 5");
        _bench.CancelAll("A");
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Fact]
    public void Clearing_InBetween_MakesItIdle()
    {
        _bench.At(0).Bid("A", 1, "B 5@100");
        _bench.Bid("B", 1, "S 3@99");
        _bench.At(500).Clear();
        Assert.Empty(_bench.At(5_000).Advance());
        // What comes after the clearing is news again.
        _bench.At(6_000).Bid("A", 2, "B 5@100");
        _bench.At(6_100).Clear();
        Assert.Equal(["indicative 0 without a price"], _bench.At(7_000).Advance());
    }

    [Fact]
    public void Clearing_AndABidAfterIt_IsToldWhenItWasDue()
    {
        _bench.At(0).Bid("A", 1, "B 5@100");
        _bench.Bid("B", 1, "S 3@99");
        _bench.At(500).Clear();
        _bench.At(600).Bid("A", 2, "B 5@100");
        Assert.Equal(["indicative 0 without a price"], _bench.At(1_000).Advance());
        Assert.Empty(_bench.At(9_000).Advance());
    }

    [Fact]
    public void Halted_Cancellation_IsToldAndClosingIsNot()
    {
        _bench.At(0).Bid("A", 1, "B 5@100");
        _bench.Bid("B", 1, "S 3@99");
        _bench.Bid("B", 2, "S 2@98");
        _bench.At(1_000).Phase(MarketPhase.Halted);
        _bench.Cancel("B", 2);
        Assert.Equal(["indicative 3@100 surplus 2"], _bench.At(2_000).Advance());
        _bench.Phase(MarketPhase.Closed);
        Assert.Empty(_bench.At(9_000).Advance());
    }

    [Fact]
    public void Undisclosed_Bids_AreNotTold()
    {
        _bench.Define(KernelBench.SessionDefinition("sealed", KernelBench.AuctionRule()) with { Disclosure = KernelBench.PrintsOnly });
        _bench.At(0).Bid("A", 1, "B 5@100");
        _bench.Bid("B", 1, "S 3@99");
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
        _bench.Define(KernelBench.Definition("book"));
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Buy("A", 1, 1, 100);
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Fact]
    public void ConditionalAuction_Changes_AreToldWithoutLimits()
    {
        // Whose account could not settle is nobody's business before a clearing.
        _bench.Define(KernelBench.SessionDefinition("conditional", KernelBench.ConditionalRule("0.5")) with
        {
            Disclosure = Indicative,
            HasLimits = true,
        });
        _bench.DefineMember("C", ["g1"], cash: "1100", units: "10");
        _bench.At(0).Stand("A", 1, "103 + 1q");
        Assert.Equal(["conditional: indicative 0 without a price"], _bench.At(1_000).Advance());
        _bench.Stand("B", 1, "100 + 1q");
        _bench.Stand("C", 1, "97:10 107:0");
        Assert.Equal(["C 1 replaced 20@0"], _bench.ReplaceSchedule("C", 1, "87:10 107:-10").Select(line => line[13..]));
        Assert.Equal(["conditional: indicative 3@100 surplus 0"], _bench.At(2_000).Advance());
        _bench.ReplaceConditional("A", 1, "109 + 1q");
        Assert.Equal(["conditional: indicative 7@102 surplus 0"], _bench.At(3_000).Advance());
        _bench.At(3_500).ReplaceConditional("A", 1, "106 + 1q");
        Assert.Equal("conditional: cleared NOT_UNIQUE", _bench.Clear()[^1]); // A and B are without anything
        _bench.Transfer("A", cash: "1000");
        _bench.Transfer("B", "0", units: "10");
        Assert.Equal("conditional: cleared 5@101", _bench.Clear()[^1]);
        Assert.Empty(_bench.At(9_000).Advance());
    }

    [Fact]
    public void Book_BeforeItsOpening_TellsAndThenNoMore()
    {
        _bench.Define(KernelBench.Definition("book", Indicative));
        _bench.At(0).Buy("A", 1, 5, 90); // trading: there is nothing to tell
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
        _bench.Phase(MarketPhase.PreOpen);
        _bench.At(100).Sell("B", 1, 3, 90);
        Assert.Equal(["book: indicative 3@90 surplus 2"], _bench.At(1_100).Advance());
        _bench.At(1_200).Replace("B", 1, 7);
        _bench.At(1_300).Phase(MarketPhase.Open);
        Assert.Empty(_bench.At(9_000).Advance());
        _bench.Phase(MarketPhase.PreOpen);
        _bench.Cancel("B", 1);
        Assert.Equal(["phase Closed"], _bench.Phase(MarketPhase.Closed).Select(line => line[6..]));
        Assert.Empty(_bench.At(19_000).Advance());
    }
}
