using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What comes between a session's opening and its end: downtime, phases, the operator's word, other markets' trades.</summary>
public class DisturbedSessionTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Resumed_BeforeTheEnd_GoesOnAtTheFrozenPrice()
    {
        var bench = Bench(new IntervalTrigger(2 * Second) { OpenNs = 5 * Second });
        Trade(bench, 101);
        bench.In("first").Stand("A", 1, "B 3");
        bench.Stand("B", 1, "S 3");
        Assert.Equal("first: session opened at 101 until 7000000000", Assert.Single(bench.At(2 * Second).Advance()));
        Trade(bench, 105);
        Assert.Empty(bench.At(6_500_000_000).Resume()); // the instants at 4 and 6 were missed
        Assert.Contains("first: cleared 3@101", bench.At(7 * Second).Advance());
        Assert.Contains("first: session opened at 105 until 13000000000", bench.At(8 * Second).Advance());
    }

    [Fact]
    public void Resumed_AfterTheEnd_ClearsAtItAndFollowersFollowThere()
    {
        var bench = Bench(Trigger.Operator with { OpenNs = 5 * Second });
        Trade(bench, 101);
        bench.In("first").Clear();
        bench.Bid("A", 1, "B 3");
        bench.Bid("B", 1, "S 3");
        bench.At(60 * Second).Resume();
        Assert.Equal(
            ["first: cleared 3@101", "second: session opened at 101 until 6000000000", "second: cleared NO_CROSS"],
            bench.Events.Where(told => told.Account < 0).Select(told => EventText.Line(told, bench.Kernel.Catalog)));
        Assert.Equal([5 * Second, 5 * Second, 6 * Second], bench.Events.Where(told => told.Account < 0).Select(told => told.Time.Nanoseconds));
    }

    [Theory]
    [InlineData(MarketPhase.PreOpen)]
    [InlineData(MarketPhase.Halted)]
    public void Phase_BackInTime_LeavesTheSessionAsItWas(MarketPhase phase)
    {
        var bench = Bench(Trigger.Operator with { OpenNs = 5 * Second });
        Trade(bench, 101);
        bench.In("first").Clear();
        bench.Bid("A", 1, "B 3");
        bench.Phase(phase);
        Trade(bench, 105);
        Assert.Equal("first: operator answer 1 WRONG_PHASE", bench.In("first").Numbered(1, 1).Clear()[^1]);
        bench.Numbered(0, 0).At(Second).Phase(MarketPhase.Open);
        bench.Bid("B", 1, "S 3");
        Assert.Equal("first: cleared 3@101", bench.At(5 * Second).Advance().First(line => line.Contains("first: cleared", StringComparison.Ordinal)));
    }

    [Fact]
    public void Phase_ClosedInBetween_EndsTheSessionWithoutABid()
    {
        var bench = Bench(Trigger.Operator with { OpenNs = 5 * Second });
        Trade(bench, 101);
        bench.In("first").Clear();
        bench.Stand("A", 1, "B 3");
        Assert.Equal(["first: phase Closed", "first: A 1 cancelled 3@0 PHASE"], bench.Phase(MarketPhase.Closed));
        Assert.Empty(bench.At(6 * Second).Advance());
        bench.Phase(MarketPhase.Open);
        Assert.Equal(["first: session opened at 101 until 11000000000"], bench.Clear());
    }

    [Fact]
    public void Operator_ClosesAndOpensAgain_TheFirstEndIsNoneAnyMore()
    {
        var bench = Bench(Trigger.Operator with { OpenNs = 5 * Second });
        Trade(bench, 101);
        bench.In("first").Stand("A", 1, "B 3");
        bench.Clear();
        Assert.Equal(["first: cleared NO_CROSS"], bench.At(2 * Second).Clear());
        Assert.Equal(["first: session opened at 101 until 8000000000"], bench.At(3 * Second).Clear());
        Assert.Empty(bench.At(7_999_999_999).Advance());
        Assert.Equal(["first: cleared NO_CROSS"], bench.At(8 * Second).Advance());
        Assert.Empty(bench.At(60 * Second).Advance());
    }

    [Fact]
    public void Operator_OpensClosesAndOpensInOneInstant_TheLastSessionEndsOnce()
    {
        var bench = Bench(Trigger.Operator with { OpenNs = 5 * Second });
        Trade(bench, 101);
        bench.In("first").Clear();
        bench.Clear();
        Assert.Equal(["first: session opened at 101 until 5000000000"], bench.Clear());
        Assert.Equal(["first: cleared NO_CROSS"], bench.At(60 * Second).Advance());
    }

    [Fact]
    public void Followers_OfFollowersOfATrade_EachComeInTheirTurn()
    {
        // The book's trade opens the first for 2 s; what it trades at the end opens the second for one, and that the third at once.
        var bench = Bench(new AfterTradeTrigger("lit") { OpenNs = 2 * Second });
        foreach (var market in new[] { "first", "second", "third" })
        {
            bench.In(market).Stand("A", 1, "B 3");
            bench.Stand("B", 1, "S 5");
        }
        Assert.Equal("first: session opened at 101 until 2000000000", Trade(bench, 101)[^1]);
        string[] expected =
        [
            "2000000000 first: cleared 3@101 surplus -2", "2000000000 second: session opened at 101 until 3000000000",
            "3000000000 second: cleared 3@101 surplus -2", "3000000000 third: cleared 3@101 surplus -2",
        ];
        bench.At(9 * Second).Advance();
        Assert.Equal(expected, bench.Events.Where(told => told.Account < 0).Select(
            told => $"{told.Time.Nanoseconds} {EventText.Line(told, bench.Kernel.Catalog)}"));
    }

    [Fact]
    public void Followers_OfOneMarket_ComeInTheOrderOfDefinition()
    {
        var bench = Bench(new AfterTradeTrigger("lit"));
        bench.Define(Market("fourth", new AfterTradeTrigger("lit"), "lit"));
        Assert.Equal(["first: cleared NO_CROSS", "fourth: cleared NO_CROSS"], Trade(bench, 101)[^2..]);
    }

    [Fact]
    public void AfterTrade_OfABooksOpeningAuction_Follows()
    {
        var bench = Bench(new AfterTradeTrigger("lit"));
        bench.In("lit").Phase(MarketPhase.PreOpen);
        Trade(bench, 101);
        Assert.Equal("first: cleared NO_CROSS", bench.Phase(MarketPhase.Open)[^1]);
    }

    [Fact]
    public void Followers_InALongChain_NeedNoStack()
    {
        const int Length = 10_000;
        var last = "";
        var thread = new Thread(
            () =>
            {
                var bench = new KernelBench();
                bench.Define(KernelBench.Definition("lit"));
                bench.DefineAccount("A");
                bench.DefineAccount("B");
                for (var i = 1; i <= Length; i++)
                {
                    var followed = i == 1 ? "lit" : $"{i - 1}";
                    bench.Define(Market($"{i}", new AfterTradeTrigger(followed), followed));
                    bench.Stand("A", 1, "B 1");
                    bench.Stand("B", 1, "S 1");
                }
                last = Trade(bench, 101)[^1];
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal($"{Length}: cleared 1@101", last);
    }

    /// <summary>A book, and workups of which the second follows the first and the third the second.</summary>
    private static KernelBench Bench(Trigger first)
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.Definition("lit"));
        bench.Define(Market("first", first, "lit"));
        bench.Define(Market("second", new AfterTradeTrigger("first") { OpenNs = Second }, "first"));
        bench.Define(Market("third", new AfterTradeTrigger("second"), "second"));
        bench.DefineAccount("A");
        bench.DefineAccount("B");
        return bench;
    }

    private static MarketDefinition Market(string id, Trigger trigger, string reference) =>
        KernelBench.SessionDefinition(id, new WorkupDefinition(Rationing.Time, null)) with { Trigger = trigger, Reference = reference };

    private static string[] Trade(KernelBench bench, int at)
    {
        bench.In("lit").Bid("A", 9, $"B 1@{at}");
        return bench.Bid("B", 9, $"S 1@{at}");
    }
}
