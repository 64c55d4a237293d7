using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What is told of a clearing, to whom, in which order; the numbers are worked out by hand.</summary>
public class ClearingEventsTests
{
    private readonly KernelBench _bench = KernelBench.WithAuction("A", "B", "C");

    [Fact]
    public void Clear_BidsOfEveryFate_TellsAllocationsThenCancelsThenThePublic()
    {
        // Demand 13 up to 101 and 10 at 102, supply 4 at 100 and 9 from 101 on: nine trade at 101 and at 102, where less
        // is left over. There A alone buys.
        Assert.Equal(["A 1 accepted"], _bench.Stand("A", 1, "B 10@102"));
        Assert.Equal(["B 1 accepted"], _bench.Bid("B", 1, "S 4@100"));
        Assert.Equal(["C 1 accepted"], _bench.Stand("C", 1, "S 5@101"));
        Assert.Equal(["B 2 accepted"], _bench.Bid("B", 2, "B 3@101"));
        Assert.Equal(
            [
                "A 1 allocated 9@102 for -918",
                "B 1 allocated -4@102 for 408",
                "C 1 allocated -5@102 for 510",
                "B 2 allocated 0@102 for 0",
                "B 2 cancelled 3@0 CLEARED",
                "cleared 9@102 surplus 1 by SURPLUS",
                "operator answer 7",
            ],
            _bench.Numbered(1, 7).Clear());
        Assert.Equal(["-918", "408", "510", "0"], new[] { "A", "B", "C", "operator" }.Select(_bench.CashOf));
        Assert.Equal(["9", "-4", "-5", "0"], new[] { "A", "B", "C", "operator" }.Select(_bench.UnitsOf));

        // What is filled is gone without a word, and what stands has kept the rest.
        _bench.Numbered(0, 0);
        Assert.Equal(["B 1 rejected UNKNOWN_ORDER"], _bench.Cancel("B", 1));
        Assert.Equal(["B 2 rejected UNKNOWN_ORDER"], _bench.Cancel("B", 2));
        Assert.Equal(["C 1 rejected UNKNOWN_ORDER"], _bench.Cancel("C", 1));
        Assert.Equal(["A 1 cancelled 1@0 USER"], _bench.Cancel("A", 1));
    }

    [Fact]
    public void Clear_SequencesAndTimes_AreThoseOfTheAccountsAndTheMarket()
    {
        _bench.At(5).Bid("A", 1, "B 1@100");
        _bench.Bid("A", 2, "S 1@100");
        _bench.At(9).Clear();
        Assert.Equal(
            [(EventKind.Allocated, 3, 9), (EventKind.Allocated, 4, 9), (EventKind.Cleared, 1, 9)],
            _bench.Events.Select(e => (e.Kind, e.Sequence, e.Time.Nanoseconds)));
    }

    [Fact]
    public void Clear_OneAccountOnBothSides_TradesWithItself()
    {
        _bench.Bid("A", 1, "B 5@101");
        _bench.Bid("A", 2, "S 3@100");
        Assert.Equal(
            [
                "A 1 allocated 3@101 for -303",
                "A 2 allocated -3@101 for 303",
                "A 1 cancelled 2@0 CLEARED",
                "cleared 3@101 surplus 2 by PRESSURE",
            ],
            _bench.Clear());
        Assert.Equal(("0", "0"), (_bench.CashOf("A"), _bench.UnitsOf("A")));
    }

    [Fact]
    public void Clear_RandomRationing_TellsTheSecretAndTheNextCommitment()
    {
        var bench = new KernelBench();
        var commitment = bench.Define(KernelBench.SessionDefinition("draw", KernelBench.AuctionRule(Rationing.Random)))[1];
        bench.DefineAccount("A");
        bench.Bid("A", 1, "B 1@100");
        Assert.Equal(["cleared NO_CROSS"], bench.Clear()); // takes no secret
        bench.Bid("A", 2, "S 1@100");
        // Python: sha256(bytes(range(32)) + (1).to_bytes(8, 'little')), its sha256, and that of the second.
        Assert.Equal("seed committed cbb304815aa7bced39fc6d4ae9adcabbbba5c9bf7b501017a1fe805fdb807618", commitment);
        Assert.Equal(
            [
                "A 1 allocated 1@100 for -100",
                "A 2 allocated -1@100 for 100",
                "cleared 1@100 surplus 0 by VOLUME",
                "seed revealed 04ef472dd8b73b3f173309f3a009ee1699a5397553244fc06590c665345eeb45",
                "seed committed 0c5bb967e7c654715f007db26ad953df7a95668dad4355d9e63c556238b9eae5",
            ],
            bench.Clear());
        Assert.Equal("A sees commitment 0c5bb967e7c654715f007db26ad953df7a95668dad4355d9e63c556238b9eae5", bench.Show(CommandKind.ShowDepth, "A")[0]);
    }

    [Fact]
    public void Clear_ByTheOperatorOutOfPhase_IsRefused()
    {
        foreach (var phase in new[] { MarketPhase.PreOpen, MarketPhase.Halted, MarketPhase.Closed })
        {
            _bench.Numbered(0, 0).Phase(phase);
            Assert.Equal([$"operator answer {(int)phase} WRONG_PHASE"], _bench.Numbered((ulong)phase, (ulong)phase).Clear());
        }
    }

    [Fact]
    public void Phases_OfASessionMarket_CollectClearAndCancel()
    {
        Assert.Equal(["phase PreOpen"], _bench.Phase(MarketPhase.PreOpen));
        Assert.Equal(["A 1 accepted"], _bench.Stand("A", 1, "B 5@100"));
        Assert.Equal(["A 1 replaced 4@100"], _bench.Replace("A", 1, 4));
        Assert.Equal(["B 1 accepted"], _bench.Stand("B", 1, "100:0 101:-5"));
        Assert.Equal(["phase Halted"], _bench.Phase(MarketPhase.Halted));
        Assert.Equal(["A 2 rejected WRONG_PHASE"], _bench.Bid("A", 2, "B 1@100"));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], _bench.Replace("A", 1, 3));
        Assert.Equal(["B 1 rejected WRONG_PHASE"], _bench.ReplaceSchedule("B", 1, "100:0 101:-4"));
        Assert.Equal(["A 1 cancelled 4@0 USER"], _bench.Cancel("A", 1));
        Assert.Equal(["phase Open"], _bench.Phase(MarketPhase.Open));
        Assert.Equal(["A 1 accepted"], _bench.Stand("A", 1, "B 9@101"));
        Assert.Equal(
            ["B 1 allocated -5@101 for 505", "A 1 allocated 5@101 for -505", "cleared 5@101 surplus 4 by VOLUME"], _bench.Clear());
        Assert.Equal(["phase Closed", "A 1 cancelled 4@0 PHASE"], _bench.Phase(MarketPhase.Closed));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], _bench.Bid("A", 1, "B 1@100"));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
    }

    [Fact]
    public void CancelAll_OfAnAccount_GoesByMarketThenArrival()
    {
        _bench.Define(KernelBench.SessionDefinition("two", KernelBench.AuctionRule()));
        _bench.Stand("A", 1, "B 3@100");
        _bench.In("auction").Bid("A", 5, "90:4 95:0");
        _bench.Bid("B", 1, "B 1@1");
        _bench.Bid("A", 2, "rate 90:7 95:-2");
        Assert.Equal(
            ["A 5 cancelled 4@0 USER", "A 2 cancelled 9@0 USER", "two: A 1 cancelled 3@0 USER"], _bench.CancelAllEverywhere("A"));
        Assert.Empty(_bench.CancelAllEverywhere("A"));
        Assert.Equal(["B 1 cancelled 1@0 USER"], _bench.CancelAll("B"));
    }
}
