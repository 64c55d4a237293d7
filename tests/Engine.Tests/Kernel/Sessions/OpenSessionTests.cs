using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.SizeDiscovery;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Sessions that open at an instant, at a frozen price, and clear when they close.</summary>
public class OpenSessionTests
{
    private const long Second = 1_000_000_000;

    private static readonly byte[] Seed = [.. new byte[31], 1];

    [Fact]
    public void Workup_AfterATrade_IsAtTheTradesPriceWhateverComesNext()
    {
        var bench = Bench(new AfterTradeTrigger("lit") { OpenNs = Second });
        Assert.Equal("sizes: session opened at 101 until 6000000000", Trade(bench.At(5 * Second), 101)[^1]);
        Assert.Equal("print 1@107", Trade(bench, 107)[^1]); // the session that is open goes on
        bench.In("sizes").Bid("A", 1, "B 30");
        bench.Bid("B", 1, "S 20");
        Assert.Equal(
            [
                "sizes: A 1 allocated 20@101 for -2020", "sizes: B 1 allocated -20@101 for 2020", "sizes: A 1 cancelled 10@0 CLEARED",
                "sizes: cleared 20@101 surplus 10",
            ],
            bench.At(6 * Second).Advance());
        Assert.Empty(bench.At(60 * Second).Advance());
        Assert.Equal("sizes: session opened at 108 until 61000000000", Trade(bench, 108)[^1]);
    }

    [Fact]
    public void Workup_WithoutAWindow_ClearsWithTheTradesOwnCommand()
    {
        var bench = Bench(new AfterTradeTrigger("lit"));
        bench.In("sizes").Stand("A", 1, "B 5");
        bench.Stand("B", 1, "S 8");
        Assert.Equal(
            ["sizes: A 1 allocated 5@101 for -505", "sizes: B 1 allocated -5@101 for 505", "sizes: cleared 5@101 surplus -3", "B answer 1"],
            Trade(bench, 101, session: 3)[^4..]);
    }

    [Fact]
    public void AfterTrade_OfASessionMarket_FollowsItsClearingsWithVolume()
    {
        var bench = Bench(Trigger.Operator);
        bench.Define(KernelBench.SessionDefinition("after", new WorkupDefinition(Rationing.Time, null)) with
        {
            Trigger = new AfterTradeTrigger("sizes"),
            Reference = "sizes",
        });
        Trade(bench, 101);
        bench.In("after").Stand("A", 1, "B 1");
        bench.Stand("B", 1, "S 1");
        bench.In("sizes").Bid("A", 1, "B 5");
        Assert.DoesNotContain(bench.Clear(), line => line.StartsWith("after: cleared", StringComparison.Ordinal)); // one side alone
        bench.Bid("B", 1, "S 5");
        Assert.Equal("after: cleared 1@101", bench.Clear()[^1]);
    }

    [Fact]
    public void Operator_OpensAndCloses()
    {
        var bench = Bench(Trigger.Operator with { OpenNs = 5 * Second });
        Assert.Equal(["sizes: session opened without a price until 5000000000"], bench.In("sizes").Clear());
        Assert.Equal(["sizes: cleared NO_REFERENCE"], bench.Clear());
        Trade(bench, 101);
        Assert.Equal(["sizes: session opened at 101 until 6000000000"], bench.At(Second).In("sizes").Clear());
        Assert.Equal(["sizes: cleared NO_CROSS"], bench.At(2 * Second).Clear());
        Assert.Empty(bench.At(20 * Second).Advance()); // neither end comes again
    }

    [Fact]
    public void Poisson_Instants_AreTheTriggers()
    {
        var bench = Bench(new PoissonTrigger(10 * Second, Seed) { OpenNs = Second / 2 });
        bench.At(30 * Second).Advance();
        Assert.Equal(
            [6_805_012_684, 7_305_012_684, 15_333_299_233, 15_833_299_233, 28_245_960_803, 28_745_960_803],
            bench.Events.Select(told => told.Time.Nanoseconds));
        Assert.Equal(3, bench.Events.Count(told => told.Kind == EventKind.SessionOpened));
    }

    [Theory]
    [InlineData(MarketPhase.Halted)]
    [InlineData(MarketPhase.Closed)]
    public void Phase_ThatForbidsIt_LetsNoSessionOpenOrClear(MarketPhase phase)
    {
        var bench = Bench(new IntervalTrigger(10 * Second) { OpenNs = Second });
        bench.In("sizes").At(10 * Second).Advance();
        bench.Phase(phase);
        Assert.Empty(bench.At(11 * Second).Advance());
        Assert.Empty(bench.At(25 * Second).Advance());
        bench.Phase(MarketPhase.Open);
        Assert.Equal("sizes: session opened without a price until 31000000000", bench.At(30 * Second).Advance()[0]);
    }

    [Fact]
    public void Replay_InTheMiddleOfASession_EndsAsItWouldHave()
    {
        var undisturbed = Bench(new IntervalTrigger(10 * Second) { OpenNs = Second });
        Trade(undisturbed, 101);
        undisturbed.At((10 * Second) + 5).In("sizes").Bid("A", 1, "B 3");
        undisturbed.Bid("B", 1, "S 3");
        var restarted = new ExchangeKernel();
        foreach (var record in undisturbed.Journal)
        {
            restarted.Apply(record);
        }
        Assert.Equal(undisturbed.Kernel.StateHash(), restarted.StateHash());

        // Down for a minute: the session closes once, at its own time, and the sessions missed are passed over.
        var record2 = new byte[Commands.MaxLength];
        var events = restarted.Apply(record2.AsSpan(0, Commands.Resumed(record2, new CommandHeader { Time = new(75 * Second) }))).ToArray();
        Assert.Equal(
            [EventKind.Allocated, EventKind.Allocated, EventKind.Cleared], events.Select(told => told.Kind));
        Assert.All(events, told => Assert.Equal(11 * Second, told.Time.Nanoseconds));
        Assert.Equal(80 * Second, restarted.NextDue.Nanoseconds);
    }

    [Fact]
    public void SizeDiscovery_ObservedPositions_FollowShocksAndReportsAreUpdatedLive()
    {
        var definition = SampleSession.Worked.Definition with { Source = AggregateSource.Positions, Kappa0 = null };
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition("sizes", definition) with
        {
            Grid = KernelBench.Grid("0.01", "0.5"),
            Trigger = new IntervalTrigger(10 * Second) { OpenNs = Second },
        });
        foreach (var (name, units) in new[] { ("A", "-4"), ("B", "6"), ("C", "1") })
        {
            bench.DefineAccount(name);
            bench.Transfer(name, "0", units);
            bench.Report(name, 1, units == "1" ? 2 : (long)(2 * double.Parse(units)), isStanding: true);
        }
        // All is true: everyone gets to 1 at κ₁ = 0.5 − 2·1.
        Assert.Equal("cleared 10 without a price", bench.At(11 * Second).Advance()[^1]);
        Assert.Equal(["1", "1", "1"], new[] { "A", "B", "C" }.Select(bench.UnitsOf));
        Assert.Equal(["7.5", "-7.5", "0"], new[] { "A", "B", "C" }.Select(bench.CashOf));

        // A shock of 3 to C, reported while the session is open; A and B do not know that they are at 1 and say so no more.
        bench.Transfer("C", "0", "3");
        Assert.Equal("session opened without a price until 21000000000", bench.At(20 * Second).Advance()[0]);
        Assert.Equal(["C 1 replaced 0@0"], bench.ReplaceReport("C", 1, 8));
        Assert.Equal(["A 1 replaced 0@0"], bench.ReplaceReport("A", 1, 2));
        Assert.Equal(["B 1 replaced 0@0"], bench.ReplaceReport("B", 1, 2));
        Assert.Equal("cleared 4 without a price", bench.At(21 * Second).Advance()[^1]);
        Assert.Equal(["2", "2", "2"], new[] { "A", "B", "C" }.Select(bench.UnitsOf));
        Assert.True(bench.Kernel.IsConserved());
    }

    [Fact]
    public void Report_OfAnotherKindOrBeyondTheLimit_IsRefused()
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition(
            "sizes", SampleSession.Worked.Definition with { MaxQuantity = new Quantity(5) }));
        bench.DefineAccount("A");
        Assert.Equal(["A 1 rejected OUT_OF_RANGE"], bench.Report("A", 1, 6));
        Assert.Equal(["A 1 rejected WRONG_BID_KIND"], bench.Bid("A", 1, "has 5"));
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], bench.ReplaceReport("A", 1, 5));
        Assert.Equal(["A 1 accepted"], bench.Report("A", 1, 5));
        Assert.Equal(["A 2 rejected DUPLICATE_ACCOUNT"], bench.Report("A", 2, 5));
        Assert.Equal(["A 1 rejected OUT_OF_RANGE"], bench.ReplaceReport("A", 1, -6));
        Assert.Equal(["A 1 rejected WRONG_BID_KIND"], bench.ReplaceReport("A", 1, 5, BidKind.Endowment));
        Assert.Equal(["cleared TOO_FEW"], bench.Clear());
    }

    [Fact]
    public void Define_AfterTradesOfAMarketThatIsNotThere_IsRefused() => Assert.Contains(
        "answer 1 UNKNOWN_MARKET",
        new KernelBench().Numbered(1, 1).Define(KernelBench.SessionDefinition("sizes", new WorkupDefinition(Rationing.Time, null)) with
        {
            Trigger = new AfterTradeTrigger("sizes"),
        })[^1]);

    /// <summary>A book and a workup on one instrument; the workup's price is the book's last.</summary>
    private static KernelBench Bench(Trigger trigger)
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.Definition("lit"));
        bench.Define(KernelBench.SessionDefinition("sizes", new WorkupDefinition(Rationing.Time, null)) with
        {
            Trigger = trigger,
            Reference = "lit",
        });
        bench.DefineAccount("A");
        bench.DefineAccount("B");
        return bench;
    }

    private static string[] Trade(KernelBench bench, int at, ulong session = 0)
    {
        bench.In("lit").Bid("A", 9, $"B 1@{at}");
        return bench.Numbered(session, session == 0 ? 0UL : 1).Bid("B", 9, $"S 1@{at}");
    }
}
