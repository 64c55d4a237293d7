using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Auctions;

/// <summary>Markets that clear by themselves, each as the conversation that shows it.</summary>
public class InstantTests
{
    private const long Every = 1_000;

    private readonly KernelBench _bench = new();

    public InstantTests()
    {
        _bench.DefineAccount("A");
        _bench.DefineAccount("B");
    }

    [Fact]
    public void Interval_WhateverComesBetween_ClearsAtTheDefinitionPlusWholeIntervals()
    {
        Define("pulse", new IntervalTrigger(Every), at: 7);
        var instants = new List<long>();
        foreach (var at in new[] { 9, 500, 1_006, 1_008, 1_950, 2_500, 2_501, 5_000 })
        {
            _bench.At(at).Bid("A", (ulong)at, "B 1@100");
            instants.AddRange(ClearedAt());
        }
        Assert.Equal([1_007, 2_007, 3_007, 4_007], instants);
        Assert.Equal(new Timestamp(5_007), _bench.Kernel.NextDue);
    }

    [Fact]
    public void Interval_LongSilence_ClearsAtEveryInstantInOneAdvance()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        _bench.Stand("A", 1, "B 1@100");
        _bench.Stand("B", 1, "S 1@100");
        var lines = _bench.At(100 * Every).Advance();
        Assert.Equal(["A 1 allocated 1@100 for -100", "B 1 allocated -1@100 for 100", "cleared 1@100 surplus 0 by VOLUME"], lines[..3]);
        Assert.Equal(Enumerable.Repeat("cleared NO_REFERENCE", 99), lines[3..]);
        Assert.Equal(Enumerable.Range(1, 100).Select(k => k * Every), ClearedAt());
        Assert.All(_bench.Events, e => Assert.Equal(_bench.Kernel.Sequence, e.Command));
    }

    [Fact]
    public void Interval_BidAtTheInstant_IsForTheNext()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        _bench.At(Every - 1).Bid("A", 1, "B 1@100");
        Assert.Equal(["cleared NO_CROSS", "B 1 accepted"], _bench.At(Every).Bid("B", 1, "S 1@100"));
        Assert.Equal("cleared 1@100 surplus 0 by VOLUME", _bench.At(2 * Every).Advance()[^1]);
    }

    [Fact]
    public void DueTogether_PrintsComeBeforeTriggersAndMarketsInDefinitionOrder()
    {
        var delayed = new Disclosure(DepthDisclosure.None, 0, Every);
        var indicative = KernelBench.PrintsOnly with { IsIndicative = true, IndicativeEveryNs = Every };
        Define("first", new IntervalTrigger(Every), at: 0, indicative);
        _bench.Define(KernelBench.Definition("book", delayed));
        Define("third", new IntervalTrigger(Every), at: 0, delayed);
        Define("fourth", new IntervalTrigger(2 * Every), at: 0);
        _bench.At(Every).In("book").Sell("A", 1, 1, 50);
        _bench.Buy("B", 1, 1, 50);
        _bench.In("first").Bid("A", 1, "B 1@100");
        Assert.Equal(
            [
                "indicative 0 without a price",
                "book: print 1@50",
                "third: cleared NO_REFERENCE", // that of the instant before
                "cleared NO_CROSS",
                "fourth: cleared NO_REFERENCE",
            ],
            _bench.At(2 * Every).Advance());
        Assert.All(_bench.Events, e => Assert.Equal(2 * Every, e.Time.Nanoseconds));
    }

    [Theory]
    [InlineData(MarketPhase.PreOpen)]
    [InlineData(MarketPhase.Halted)]
    [InlineData(MarketPhase.Closed)]
    public void Instant_InAPhaseThatDoesNotClear_PassesInSilenceAndTheNextComes(MarketPhase phase)
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        _bench.At(1).Phase(phase);
        Assert.Empty(_bench.At((5 * Every) + 1).Advance());
        _bench.Phase(MarketPhase.Open);
        Assert.Equal(["cleared NO_REFERENCE"], _bench.At(6 * Every).Advance());
        Assert.Equal([6 * Every], ClearedAt());
    }

    [Fact]
    public void PreOpen_BidsCollected_ClearAtTheFirstInstantAfterTheOpening()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        _bench.Phase(MarketPhase.PreOpen);
        _bench.At(1).Bid("A", 1, "B 1@100");
        _bench.Bid("B", 1, "S 1@100");
        _bench.Numbered(1, 0);
        Assert.Equal(["operator answer 0 WRONG_PHASE"], _bench.At(2_500).Clear());
        _bench.Numbered(0, 0);
        Assert.Equal(["phase Open"], _bench.Phase(MarketPhase.Open));
        Assert.Equal("cleared 1@100 surplus 0 by VOLUME", _bench.At(10 * Every).Advance()[2]);
        Assert.Equal(3 * Every, ClearedAt()[0]);
    }

    [Fact]
    public void Clear_OperatorBetweenInstants_LeavesThemWhereTheyAre()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        Assert.Equal(["cleared NO_REFERENCE"], _bench.At(Every / 2).Clear());
        Assert.Equal(new Timestamp(Every), _bench.Kernel.NextDue);
    }

    [Fact]
    public void SetTime_ToCome_ClearsOnceThen()
    {
        Define("once", new SetTimeTrigger(new(5_000)), at: 10);
        Assert.Empty(_bench.At(4_999).Advance());
        Assert.Equal(["cleared NO_REFERENCE"], _bench.At(9_000).Advance());
        Assert.Equal([5_000], ClearedAt());
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(10)]
    public void SetTime_PassedAtTheDefinition_ClearsAtOnce(long atNs)
    {
        _bench.At(10);
        var market = KernelBench.SessionDefinition("once", KernelBench.AuctionRule());
        Assert.Equal(["MarketDefined", "cleared NO_REFERENCE"], _bench.Define(market with { Trigger = new SetTimeTrigger(new(atNs)) }));
        Assert.Equal([10], ClearedAt());
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
    }

    [Fact]
    public void RandomEnd_TwoSeeds_AreAlikeToEveryoneUntilTheFirstEnds()
    {
        // The ends of the two are some way apart; whoever watches cannot tell them apart before.
        var benches = new[] { WithSeed(1), WithSeed(2) };
        var ends = benches.Select(bench => bench.Kernel.NextDue.Nanoseconds).Order().ToArray();
        Assert.InRange(ends[0], Every + 1, ends[1] - 10);
        for (var at = 10; at < ends[0]; at += 10)
        {
            Assert.Equal(Watch(benches[0], at), Watch(benches[1], at));
        }
        Assert.NotEqual(Watch(benches[0], ends[0]), Watch(benches[1], ends[0]));

        static KernelBench WithSeed(byte last)
        {
            var bench = new KernelBench();
            bench.DefineAccount("A");
            var seed = new byte[RandomEndTrigger.SeedLength];
            seed[^1] = last;
            var disclosure = KernelBench.PrintsOnly with { IsIndicative = true, IndicativeEveryNs = Every };
            bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule()) with
            {
                Disclosure = disclosure,
                Trigger = new RandomEndTrigger(Every, Every, seed),
            });
            return bench;
        }

        static string[] Watch(KernelBench bench, long at) =>
        [
            .. bench.At(at).Bid("A", (ulong)at, "B 1@100"),
            .. bench.Show(CommandKind.ShowDepth, "A"),
            .. bench.Show(CommandKind.ShowBalances, "A"),
        ];
    }

    [Fact]
    public void Resume_InstantsMissed_ArePassedOverAndTheCountGoesOn()
    {
        Define("pulse", new IntervalTrigger(Every), at: 7);
        _bench.At(100).Bid("A", 1, "B 1@100");
        _bench.Bid("B", 1, "S 1@100");
        Assert.Empty(_bench.At(5_500).Resume());
        Assert.Equal(new Timestamp(6_007), _bench.Kernel.NextDue);
        Assert.Equal("cleared 1@100 surplus 0 by VOLUME", _bench.At(6_007).Advance()[^1]);
    }

    [Fact]
    public void Resume_InstantAtThatMoment_IsMissedAndTheOneAfterIsNot()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        Assert.Empty(_bench.At(Every).Resume());
        Assert.Equal(["cleared NO_REFERENCE"], _bench.At(2 * Every).Advance());
    }

    [Fact]
    public void Resume_SetTimeAndPrintsMeanwhile_HappenLate()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        Define("once", new SetTimeTrigger(new(2_500)), at: 0);
        _bench.Define(KernelBench.Definition("book", new(DepthDisclosure.None, 0, 2_000)));
        _bench.At(10).Sell("A", 1, 1, 50);
        _bench.Buy("B", 1, 1, 50);
        _bench.In("once").Bid("A", 1, "B 1@100");
        Assert.Equal(["book: print 1@50", "once: cleared NO_CROSS"], _bench.At(9_500).Resume());
        Assert.Equal([2_010, 2_500], _bench.Events.Select(e => e.Time.Nanoseconds));
        Assert.Equal(new Timestamp(9_500), _bench.Kernel.Now);
        Assert.Equal(new Timestamp(10_000), _bench.Kernel.NextDue);
    }

    [Fact]
    public void Resume_NothingMissed_ChangesNothingToCome()
    {
        Define("pulse", new IntervalTrigger(Every), at: 0);
        Assert.Empty(_bench.At(500).Resume());
        Assert.Equal(["cleared NO_REFERENCE"], _bench.At(Every).Advance());
    }

    [Fact]
    public void Resume_InsideARandomWindow_KeepsTheEndThatIsToCome()
    {
        Define("random", new RandomEndTrigger(1_000_000, 1_000_000, new byte[RandomEndTrigger.SeedLength]), at: 0);
        var end = _bench.Kernel.NextDue.Nanoseconds;
        Assert.Empty(_bench.At(end - 1).Resume());
        Assert.Equal(["cleared NO_REFERENCE"], _bench.At(end).Advance());
    }

    [Fact]
    public void Markets_AtTheEndsOfTime_AreDefinedAndClear()
    {
        Assert.True(FixedDecimal.TryParse("9123372036.854775806", out var seconds));
        Assert.True(Timestamp.TryFromSeconds(seconds, out var last));
        var seed = new byte[RandomEndTrigger.SeedLength];
        var lasting = new Disclosure(DepthDisclosure.None, 0, long.MaxValue) { IsIndicative = true, IndicativeEveryNs = long.MaxValue };
        foreach (var defined in new[] { 0, last.Nanoseconds - 1 })
        {
            Define($"longest {defined}", new IntervalTrigger(long.MaxValue), at: defined, lasting);
            _bench.Bid("A", 1, "B 1@100");
            Define($"random {defined}", new RandomEndTrigger(long.MaxValue, long.MaxValue, seed), at: defined, lasting);
            _bench.Bid("A", 1, "rate 1:1 2:0");
            Define($"set {defined}", new SetTimeTrigger(last), at: defined, lasting);
            _bench.Bid("A", 1, "B 1@100");
        }
        Assert.Equal(last, _bench.Kernel.NextDue);
        Assert.Empty(_bench.At(last.Nanoseconds).Resume()); // what is told after a time without end is never told
        Assert.Equal(Timestamp.Never, _bench.Kernel.NextDue);
        Define("pulse", new IntervalTrigger(Every), at: last.Nanoseconds);
        Assert.Equal(last.After(Every), _bench.Kernel.NextDue);
        Assert.Equal(["cleared NO_REFERENCE"], _bench.Clear().Select(line => line[(line.IndexOf(':') + 2)..]));
    }

    private void Define(string id, Trigger trigger, long at, Disclosure? disclosure = null) => _bench.At(at).Define(
        KernelBench.SessionDefinition(id, KernelBench.AuctionRule()) with
        {
            Trigger = trigger,
            Disclosure = disclosure ?? KernelBench.PrintsOnly,
        });

    private long[] ClearedAt() =>
        [.. _bench.Events.Where(e => e.Kind == EventKind.Cleared).Select(e => e.Time.Nanoseconds)];
}
