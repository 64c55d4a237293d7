using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>What a dark market lets the public know of its auctions: their results, late, and its phases.</summary>
public class DarkAuctionTests
{
    private const long Delay = 700;

    private static readonly Disclosure Dark = new(DepthDisclosure.None, 0, Delay);

    [Fact]
    public void Session_Clearing_IsToldAfterTheDelayAndItsOwnersAtOnce()
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule()) with
        {
            Disclosure = Dark,
            Trigger = new IntervalTrigger(1_000),
        });
        bench.DefineAccount("A");
        bench.Bid("A", 1, "B 5@100");
        bench.Bid("A", 2, "S 3@100");
        Assert.Equal(
            ["A 1 allocated 3@100 for -300", "A 2 allocated -3@100 for 300", "A 1 cancelled 2@0 CLEARED"],
            bench.At(1_000).Advance().Select(line => line.Replace("2@100", "2@0")));
        // Whoever asks cannot tell that it has cleared.
        Assert.Equal(["end of 0"], bench.Show(CommandKind.ShowDepth, "A"));
        Assert.Equal(0, bench.Events[^1].Sequence);
        Assert.Empty(bench.At(1_699).Advance());
        Assert.Equal(["cleared 3@100 surplus 2 by VOLUME"], bench.At(1_700).Advance());
        Assert.Equal(["cleared NO_REFERENCE", "cleared NO_REFERENCE"], bench.At(3_700).Advance());
        Assert.Equal([2_700, 3_700], bench.Events.Select(e => e.Time.Nanoseconds));
    }

    [Fact]
    public void Session_WithADraw_ShowsTheNextCommitmentNoSoonerThanTheResult()
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule(Rationing.Random)) with { Disclosure = Dark });
        bench.DefineAccount("A");
        var before = bench.Show(CommandKind.ShowDepth, "A")[0];
        bench.Bid("A", 1, "B 5@100");
        bench.Bid("A", 2, "S 3@100");
        bench.At(1_000).Clear();
        Assert.Equal(before, bench.Show(CommandKind.ShowDepth, "A")[0]);
        var told = bench.At(1_700).Advance();
        Assert.Equal(["cleared", "seed", "seed"], told.Select(line => line.Split(' ')[0]));
        var after = bench.Show(CommandKind.ShowDepth, "A")[0];
        Assert.NotEqual(before, after);
        Assert.Equal(told[^1].Split(' ')[^1], after.Split(' ')[^1]);
    }

    [Fact]
    public void Session_RandomBidsAndPhases_LetsOutPhasesAndLateResultsAlone()
    {
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var (bench, random) = (new KernelBench(), new SeededGenerator(seed));
            bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule(Rationing.Random)) with
            {
                Disclosure = Dark,
                Trigger = new IntervalTrigger(1_000),
            });
            bench.DefineAccount("A");
            var (made, told) = (new List<long>(), new List<long>());
            for (var step = 0; step < 600; step++)
            {
                bench.At(bench.Kernel.Now.Nanoseconds + random.NextBelow(400));
                var phase = random.NextBelow(3) == 0 ? (MarketPhase)(1 + random.NextBelow(4)) : MarketPhase.Open;
                _ = random.NextBelow(15) == 0
                    ? bench.Phase(phase)
                    : bench.Submit("A", BidShape.All[0].Next(random, 0, (ulong)step, default));
                Assert.All(bench.Events.Where(e => e.Account == Event.Public), e => Assert.True(
                    e.Kind is EventKind.PhaseChanged or EventKind.Cleared or EventKind.SeedRevealed or EventKind.SeedCommitted,
                    $"seed {seed}, step {step}: {e.Kind}"));
                made.AddRange(bench.Events.Where(e => e.Kind == EventKind.Allocated).Select(e => e.Time.Nanoseconds).Distinct());
                told.AddRange(bench.Events.Where(e => e.Kind == EventKind.SeedRevealed).Select(e => e.Time.Nanoseconds));
            }
            Assert.True(made.Select(at => at + Delay).Take(told.Count).SequenceEqual(told), $"seed {seed}");
            Assert.InRange(told.Count, made.Count - 1, made.Count);
            Assert.True(told.Count > 20, $"seed {seed}: only {told.Count} clearings");
        }
    }

    [Fact]
    public void Book_OpeningAuction_IsToldAfterTheDelay()
    {
        var bench = KernelBench.With(Dark, Charges.None, "A", "B");
        bench.At(10).Phase(MarketPhase.PreOpen);
        bench.Buy("A", 1, 5, 100);
        bench.Sell("B", 1, 3, 100);
        Assert.Equal(["end of 0"], bench.Show(CommandKind.ShowDepth, "A"));
        Assert.Equal(
            ["phase Open", "A 1 buys 3@100 as Cross, 2 open", "B 1 sells 3@100 as Cross, 0 open"], bench.Phase(MarketPhase.Open));
        Assert.Empty(bench.At(709).Advance());
        Assert.Equal(["print 3@100"], bench.At(710).Advance());
    }

    [Fact]
    public void Book_AuctionWithoutATrade_IsNotTold()
    {
        var bench = KernelBench.With(new(DepthDisclosure.None, 0, 0), Charges.None, "A");
        bench.Phase(MarketPhase.PreOpen);
        bench.Buy("A", 1, 5, 100);
        Assert.Equal(["phase Open"], bench.Phase(MarketPhase.Open));
    }

    [Fact]
    public void Book_TradeNotYetPrinted_IsUnknownToOtherMarkets()
    {
        var bench = KernelBench.With(Dark, Charges.None, "A", "B");
        var auction = KernelBench.SessionDefinition("after", KernelBench.AuctionRule());
        bench.Define(auction with { Trigger = new AfterTradeTrigger("book"), Reference = "book" });
        bench.Define(auction with { Id = "at", Reference = "book" });
        bench.Bid("A", 7, "B 1");
        bench.Bid("B", 7, "S 1");
        bench.At(10).In("book").Buy("A", 1, 5, 100);
        Assert.Equal(3, bench.Sell("B", 1, 3, 100).Length);
        Assert.Equal(["at: cleared NO_REFERENCE"], bench.In("at").Clear());
        Assert.Equal(["print 3@100", "after: cleared NO_CROSS"], bench.At(710).Advance());
        Assert.Equal("at: cleared 1@100 surplus 0 by VOLUME", bench.In("at").Clear()[^1]);
    }

    [Fact]
    public void Book_RandomOrdersAndPhases_LetsOutPhasesAndLateResultsAlone()
    {
        var crosses = 0;
        for (var seed = 1UL; seed <= 4; seed++)
        {
            var (run, random) = (new FlowRun(seed, Dark, Charges.None), new SeededGenerator(seed));
            var (made, told) = (new List<(long At, Price, Quantity)>(), new List<(long At, Price, Quantity)>());
            for (var step = 0; step < 1_500; step++)
            {
                var phase = random.NextBelow(3) == 0 ? MarketPhase.Open : (MarketPhase)(1 + random.NextBelow(3));
                _ = random.NextBelow(12) == 0 ? run.Bench.Numbered(0, 0).Phase(phase) : run.Step();
                foreach (var e in run.Bench.Events.Where(e => e.Account == Event.Public))
                {
                    Assert.True(
                        e.Kind is EventKind.PhaseChanged or EventKind.Print, $"seed {seed}, step {step}: {e.Kind}");
                }
                made.AddRange(Trades(run.Bench.Events));
                told.AddRange(run.Bench.Events.Where(e => e.Kind == EventKind.Print).Select(e => (e.Time.Nanoseconds, e.Price, e.Quantity)));
                crosses += run.Bench.Events.Count(e => e.Liquidity == Liquidity.Cross && e.Kind == EventKind.Filled);
                run.Bench.Show(CommandKind.ShowDepth, "A1");
                // Of statistics there are those of the prints told.
                Assert.Equal(told.Count > 0 ? [EventKind.StatisticsShown, EventKind.QueryEnded] : [EventKind.QueryEnded], run.Bench.Events.Select(e => e.Kind));
                Assert.Equal(told.Count, run.Bench.Book.Statistics.Trades);
            }
            // Every trade and auction is told, once, at its time.
            Assert.True(
                made.Select(trade => trade with { At = trade.At + Delay }).Take(told.Count).SequenceEqual(told), $"seed {seed}");
            Assert.InRange(told.Count, made.Count * 9 / 10, made.Count);
        }
        Assert.True(crosses > 100, $"only {crosses} orders crossed: the streams did too little");
    }

    /// <summary>The trades, an auction counting as one, that private events show.</summary>
    private static IEnumerable<(long At, Price, Quantity)> Trades(Event[] events)
    {
        var fills = events.Where(e => e.Kind == EventKind.Filled).ToList();
        foreach (var taken in fills.Where(e => e.Liquidity == Liquidity.Taker))
        {
            yield return (taken.Time.Nanoseconds, taken.Price, taken.Quantity);
        }
        var bought = fills.Where(e => e is { Liquidity: Liquidity.Cross, Side: Side.Buy }).ToList();
        if (bought.Count > 0)
        {
            yield return (bought[0].Time.Nanoseconds, bought[0].Price, new(bought.Sum(e => e.Quantity.Lots)));
        }
    }
}
