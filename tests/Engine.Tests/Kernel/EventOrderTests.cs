using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing;

namespace Exchange.Engine.Tests.Kernel;

public class EventOrderTests
{
    private readonly KernelBench _bench = KernelBench.With(Disclosure.Lit, Charges.None, "A", "B", "C");

    [Fact]
    public void Submit_SweepWithARest_TellsMakerTakerPrintThenRestThenLevels()
    {
        _bench.Sell("A", 1, 2, 100);
        _bench.Sell("B", 1, 3, 101);
        Assert.Equal(
            [
                "C 1 accepted",
                "A 1 sells 2@100 as Maker, 0 open",
                "C 1 buys 2@100 as Taker, 4 open",
                "print 2@100",
                "B 1 sells 3@101 as Maker, 0 open",
                "C 1 buys 3@101 as Taker, 1 open",
                "print 3@101",
                "C 1 cancelled 1@102 IOC",
                "level Sell 0@100",
                "level Sell 0@101",
                "C answer 5",
            ],
            _bench.Numbered(7, 5).Buy("C", 1, 6, 102, TimeInForce.ImmediateOrCancel));
    }

    [Fact]
    public void Replace_ThatTrades_TellsReplacedThenFillsThenLevels()
    {
        _bench.Sell("A", 1, 2, 105);
        _bench.Buy("B", 1, 5, 100);
        Assert.Equal(
            [
                "B 1 replaced 5@105",
                "A 1 sells 2@105 as Maker, 0 open",
                "B 1 buys 2@105 as Taker, 3 open",
                "print 2@105",
                "level Buy 0@100",
                "level Sell 0@105",
                "level Buy 3@105",
            ],
            _bench.Replace("B", 1, at: 105));
    }

    [Fact]
    public void SetPhase_Closed_TellsThePhaseThenCancelsByAccountAndArrival()
    {
        _bench.Buy("B", 1, 1, 100);
        _bench.Sell("A", 1, 1, 103);
        _bench.Buy("A", 2, 1, 100);
        Assert.Equal(
            [
                "phase Closed",
                "A 1 cancelled 1@103 PHASE",
                "A 2 cancelled 1@100 PHASE",
                "level Sell 0@103",
                "level Buy 1@100",
                "B 1 cancelled 1@100 PHASE",
                "level Buy 0@100",
            ],
            _bench.Phase(MarketPhase.Closed));
    }

    [Fact]
    public void CancelAll_Everywhere_GoesByMarketThenArrival()
    {
        _bench.Define(KernelBench.Definition("two"));
        _bench.Buy("A", 1, 1, 100);
        _bench.Buy("A", 2, 1, 101);
        _bench.In("book").Sell("A", 3, 1, 103);
        _bench.Buy("A", 1, 1, 90);
        _bench.Buy("B", 1, 1, 90);
        Assert.Equal(
            ["A 3 cancelled 1@103 USER", "A 1 cancelled 1@90 USER", "two: A 1 cancelled 1@100 USER", "two: A 2 cancelled 1@101 USER"],
            _bench.CancelAllEverywhere("A").Where(line => line.Contains("cancelled", StringComparison.Ordinal)));
        Assert.Empty(_bench.CancelAllEverywhere("A"));
        Assert.Equal(["B 1 cancelled 1@90 USER", "level Buy 0@90"], _bench.CancelAll("B"));
    }

    [Fact]
    public void CancelAll_OneMarket_LeavesTheOther()
    {
        _bench.Define(KernelBench.Definition("two"));
        _bench.Buy("A", 1, 1, 100);
        _bench.In("book").Buy("A", 1, 1, 90);
        Assert.Equal(["two: A 1 cancelled 1@100 USER"], _bench.In("two").CancelAll("A"));
        Assert.Equal(["A 1 cancelled 1@90 USER", "level Buy 0@90"], _bench.In("book").CancelAll("A"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomFlow_EveryCommand_KeepsWhatSubscribersRelyOn(ulong seed)
    {
        // The bench checks sequences, time and conservation; the order within a command is checked here.
        var run = new FlowRun(seed, new(DepthDisclosure.Levels, 3, 40), new(new(-1), new(3)));
        for (var step = 0; step < 1_500; step++)
        {
            run.Step();
            // Expiries, with what they make of the depth, and delayed prints come before all else.
            var own = run.Bench.Events
                .SkipWhile(e => e.Kind is EventKind.Print or EventKind.LevelChanged || e.CancelReason == CancelReason.Expired)
                .Select(e => e.Kind).ToList();
            Assert.True(own.FindLastIndex(kind => kind is EventKind.Accepted or EventKind.Replaced) <= 0);
            var firstLevel = own.IndexOf(EventKind.LevelChanged);
            var lastPrivate = own.FindLastIndex(kind => kind <= EventKind.Cancelled);
            Assert.True(firstLevel < 0 || lastPrivate < firstLevel, $"seed {seed}, step {step}");
            AssertMakerThenTaker(run.Bench.Events);
        }
    }

    private static void AssertMakerThenTaker(Event[] events)
    {
        var fills = events.Where(e => e.Kind == EventKind.Filled).ToList();
        for (var i = 0; i < fills.Count; i += 2)
        {
            Assert.Equal((Liquidity.Maker, Liquidity.Taker), (fills[i].Liquidity, fills[i + 1].Liquidity));
            Assert.Equal((fills[i].Price, fills[i].Quantity), (fills[i + 1].Price, fills[i + 1].Quantity));
            Assert.Equal(fills[i].Side.Opposite(), fills[i + 1].Side);
        }
    }

}
