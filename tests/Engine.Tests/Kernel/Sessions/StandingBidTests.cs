using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What becomes of standing bids over several clearings: remainders, replacements, flows and their fractions.</summary>
public class StandingBidTests
{
    private const long Millisecond = 1_000_000;

    private readonly KernelBench _bench = KernelBench.WithAuction("A", "B", "C");

    [Fact]
    public void Clear_StandingOrder_KeepsItsRestAndItsPlace()
    {
        _bench.Stand("A", 1, "B 10@100");
        _bench.Stand("B", 1, "B 10@100");
        Assert.Contains("A 1 allocated 6@100 for -600", Sell(6));
        Assert.Contains("B 1 allocated 3@100 for -300", Sell(7)); // after the four that A still wants
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
        Assert.Equal(["B 1 cancelled 7@0 USER"], _bench.Cancel("B", 1));
    }

    [Fact]
    public void Clear_StandingMarketMaker_TradesEitherSideDownAndIsGone()
    {
        _bench.Stand("A", 1, "99:10 99:0 101:0 101:-5");
        Assert.Contains("A 1 allocated 4@99 for -396", Sell(4, 99));
        Assert.Contains("A 1 allocated 6@99 for -594", Sell(20, 99)); // that was all it buys
        Assert.Contains("cleared NO_CROSS", Sell(20, 99));
        _bench.Cancel("C", 9);
        _bench.Bid("C", 1, "B 9@101");
        Assert.Contains("A 1 allocated -5@101 for 505", _bench.Clear());
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], _bench.Cancel("A", 1));
        Assert.Equal(("-485", "5"), (_bench.CashOf("A"), _bench.UnitsOf("A")));
    }

    [Fact]
    public void ReplaceSchedule_AfterATrade_WantsAllOfItsNewQuantityAndComesLast()
    {
        _bench.Stand("A", 1, "100:10 101:0");
        _bench.Stand("B", 1, "B 3@100");
        Assert.Contains("A 1 allocated 4@100 for -400", Sell(4));
        Assert.Equal(["A 1 replaced 8@0"], _bench.ReplaceSchedule("A", 1, "100:8 101:0"));
        Assert.Equal(
            ["B 1 allocated 3@100 for -300", "A 1 allocated 2@100 for -200", "C 9 allocated -5@100 for 500",
                "cleared 5@100 surplus 6 by VOLUME"],
            Sell(5));
        Assert.Equal(["A 1 cancelled 6@0 USER"], _bench.Cancel("A", 1));
    }

    [Fact]
    public void ReplaceOrder_SmallerAtItsPrice_KeepsItsPlace()
    {
        _bench.Stand("A", 1, "B 9@100");
        _bench.Stand("B", 1, "B 9@100");
        Assert.Equal(["A 1 replaced 5@100"], _bench.Replace("A", 1, 5));
        Assert.Contains("A 1 allocated 3@100 for -300", Sell(3));
        Assert.Equal(["A 1 replaced 2@100"], _bench.Replace("A", 1)); // as it is
        Assert.Equal(["B 1 replaced 9@101"], _bench.Replace("B", 1, at: 101));
        Assert.Equal(["B 1 replaced 9@100"], _bench.Replace("B", 1, at: 100));
        Assert.Contains("A 1 allocated 1@100 for -100", Sell(1));
        Assert.Equal(["A 1 replaced 3@100"], _bench.Replace("A", 1, 3)); // more: after B
        Assert.Contains("A 1 allocated 0@100 for 0", Sell(1));
    }

    [Fact]
    public void Clear_Flow_CarriesItsFractionFromClearingToClearing()
    {
        // Three lots a second, every 0.7 s: 2.1 lots each time, and after ten times 21 in all.
        _bench.Stand("A", 1, "rate 90:3 110:3");
        _bench.Stand("B", 1, "S 1000@100");
        for (var clearing = 1; clearing <= 9; clearing++)
        {
            Assert.Equal("A 1 allocated 2@100 for -200", ClearAt(700 * clearing)[0]);
        }
        Assert.Equal("A 1 allocated 3@100 for -300", ClearAt(7_000)[0]);
        Assert.Equal("A 1 allocated 2@100 for -200", ClearAt(7_700)[0]);
        Assert.Equal("23", _bench.UnitsOf("A"));
    }

    [Fact]
    public void Clear_FlowRationed_LosesWhatItDidNotGetAndKeepsItsFraction()
    {
        _bench.Stand("A", 1, "rate 100:1 100:0");
        _bench.Bid("B", 1, "S 1@100");
        Assert.Equal("A 1 allocated 1@100 for -100", ClearAt(3_600)[0]); // of 3.6: two are lost, 0.6 is carried
        _bench.Bid("B", 1, "S 9@100");
        Assert.Equal("A 1 allocated 1@100 for -100", ClearAt(4_000)[0]); // 0.6 and 0.4
    }

    [Fact]
    public void Clear_ThatFails_LetsFlowsRunOn()
    {
        _bench.Stand("A", 1, "rate 90:1 110:1");
        Assert.Equal(["cleared NO_CROSS"], ClearAt(2_500));
        Assert.Equal(["cleared NO_CROSS"], ClearAt(3_500));
        _bench.Bid("B", 1, "S 9@100");
        Assert.Equal("A 1 allocated 4@100 for -400", ClearAt(4_000)[0]);
    }

    [Fact]
    public void Clear_FlowReplacedOrBroughtAnew_StartsThenAndHasTheAccountsFraction()
    {
        _bench.Stand("A", 1, "rate 90:1 110:1");
        _bench.Stand("B", 1, "S 1000@100");
        Assert.Equal("A 1 allocated 1@100 for -100", ClearAt(1_900)[0]); // 0.9 carried
        At(2_000);
        Assert.Equal(["A 1 replaced 2@0"], _bench.ReplaceSchedule("A", 1, "rate 90:2 110:2"));
        Assert.Equal("A 1 allocated 1@100 for -100", ClearAt(2_200)[1]); // 0.9 and 2 · 0.2, which leaves 0.3
        _bench.Cancel("A", 1);
        At(5_000);
        _bench.Stand("A", 2, "rate 90:1 110:1");
        Assert.Equal("A 2 allocated 1@100 for -100", ClearAt(5_700)[1]); // 0.3 and 0.7
        Assert.Equal(["cleared NO_CROSS"], ClearAt(6_600)); // nothing was left
    }

    [Fact]
    public void Clear_TwoFlowsOfAnAccount_ShareOneFraction()
    {
        // 1.6 lots each every 0.8 s, and what both leave goes to the older.
        _bench.Stand("A", 1, "rate 90:2 110:2");
        _bench.Stand("A", 2, "rate 90:2 110:2");
        _bench.Stand("B", 1, "S 1000@100");
        long[] older = [1, 2, 3, 2];
        for (var clearing = 1; clearing <= 4; clearing++)
        {
            var lots = older[clearing - 1];
            Assert.Equal(
                [$"A 1 allocated {lots}@100 for {-100 * lots}", "A 2 allocated 1@100 for -100"], ClearAt(800 * clearing)[..2]);
        }
    }

    [Fact]
    public void Clear_FlowForOneClearing_IsGoneAndSaysItsRate()
    {
        // It wants three lots from 93 to 95, and the middle of that is the price.
        _bench.Bid("A", 1, "rate 90:5 110:-2");
        _bench.Bid("B", 1, "S 3@90");
        Assert.Equal(
            [
                "A 1 allocated 3@94 for -282",
                "B 1 allocated -3@94 for 282",
                "A 1 cancelled 7@0 CLEARED",
                "cleared 3@94 surplus 0 by REFERENCE",
            ],
            ClearAt(1_000));
    }

    [Fact]
    public void Clear_InAHaltAndAfter_FlowsRunOn()
    {
        _bench.Stand("A", 1, "rate 90:1 110:1");
        _bench.Stand("B", 1, "S 1000@100");
        Assert.Equal("A 1 allocated 1@100 for -100", ClearAt(1_000)[0]);
        _bench.Phase(MarketPhase.Halted);
        Assert.Empty(ClearAt(2_000));
        _bench.Phase(MarketPhase.Open);
        Assert.Equal("A 1 allocated 2@100 for -200", ClearAt(3_000)[0]);
    }

    /// <summary>Sells lots of C for one clearing, and clears.</summary>
    private string[] Sell(long lots, int at = 100)
    {
        _bench.Cancel("C", 9);
        _bench.Bid("C", 9, $"S {lots}@{at}");
        return _bench.Clear();
    }

    private string[] ClearAt(long milliseconds)
    {
        At(milliseconds);
        return _bench.Clear();
    }

    private void At(long milliseconds) => _bench.At(milliseconds * Millisecond);
}
