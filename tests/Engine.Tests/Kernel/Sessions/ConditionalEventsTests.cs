using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// What is told of conditional auctions, to whom, in which order; the numbers are worked out by hand. At 103, 100 and 97 for
/// nothing and a slope of one, three are bought at 100; r = ½, so that at σ = ½ everyone pays the price.
/// </summary>
public class ConditionalEventsTests
{
    private const long Second = 1_000_000_000;

    private static readonly Disclosure Groups = KernelBench.PrintsOnly with { ShowsGroupSums = true };

    [Fact]
    public void Clear_BidsOfEveryFate_TellsAllocationsThenTheOperatorThenThePublic()
    {
        var bench = Bench();
        Assert.Equal(["A 1 accepted"], bench.Stand("A", 1, "103 + 1q"));
        Assert.Equal(["B 1 accepted"], bench.Bid("B", 1, "100 + 1q"));
        Assert.Equal(["C 1 accepted"], bench.Bid("C", 1, "87:10 107:-10"));
        Assert.Equal(
            [
                "A 1 allocated 3@100 for -300",
                "B 1 allocated 0@100 for 0",
                "C 1 allocated -3@100 for 300",
                "operator settled 0",
                "C 1 cancelled 17@0 CLEARED",
                "cleared 3@100",
                "operator answer 7",
            ],
            bench.Numbered(1, 7).Clear());
        Assert.Equal(["-300", "0", "300", "0"], new[] { "A", "B", "C", "operator" }.Select(bench.CashOf));
        Assert.Equal(["3", "0", "-3", "0"], new[] { "A", "B", "C", "operator" }.Select(bench.UnitsOf));

        // A conditional bid for one clearing is spent without a word, a standing one stands whole.
        bench.Numbered(0, 0);
        Assert.Equal(["B 1 rejected UNKNOWN_ORDER"], bench.Cancel("B", 1));
        Assert.Equal(["C 1 rejected UNKNOWN_ORDER"], bench.Cancel("C", 1));
        Assert.Equal(["A 1 cancelled 0@0 USER"], bench.Cancel("A", 1));
    }

    [Theory]
    [InlineData("0", "-297.75", "302.25", "-4.5")]
    [InlineData("0.5", "-300", "300", "0")]
    [InlineData("1", "-302.25", "297.75", "4.5")]
    public void Clear_AnyTax_TellsTheOperatorWhatItReceivedOrPaid(string sigma, string buyer, string seller, string settled)
    {
        var bench = Bench(sigma);
        BidThree(bench);
        Assert.Equal(
            [$"A 1 allocated 3@100 for {buyer}", "B 1 allocated 0@100 for 0", $"C 1 allocated -3@100 for {seller}", $"operator settled {settled}", "cleared 3@100"],
            bench.Clear());
        Assert.Equal(settled, bench.CashOf("operator"));
        var told = bench.Events.Single(e => e.Kind == EventKind.Settled);
        Assert.Equal((Engine.Accounts.Ledger.Operator, 0UL, 1L), (told.Account, told.Id, told.Sequence));
    }

    [Theory]
    [InlineData("4.4999", "cleared DEFICIT", "0")]
    [InlineData("4.5", "cleared 3@100", "-4.5")]
    [InlineData("4.499999999999", "cleared 3@100", "-4.499999999999")] // which rounding may be to blame for
    public void Clear_ADeficit_IsTheMarketsGreatestAtMost(string most, string cleared, string operatorCash)
    {
        var bench = KernelBench.With(KernelBench.ConditionalRule("0", most), [], "A", "B", "C");
        BidThree(bench);
        Assert.Equal(cleared, bench.Clear()[^1]);
        Assert.Equal(operatorCash, bench.CashOf("operator"));
    }

    [Fact]
    public void Clear_Charges_AreAddedAndAreTheOperators()
    {
        var bench = KernelBench.With(
            KernelBench.ConditionalRule("0.5"), [SessionMarkets.Spread("0.25"), SessionMarkets.Entry("2")], "A", "B", "C");
        BidThree(bench);
        Assert.Equal(
            [
                "A 1 allocated 3@100 for -302.75",
                "B 1 allocated 0@100 for -2",
                "C 1 allocated -3@100 for 297.25",
                "operator settled 7.5",
                "cleared 3@100",
            ],
            bench.Clear());
    }

    [Fact]
    public void Clear_GroupSums_AreToldAfterTheClearingInTheOrderOfTheRoster()
    {
        // "idle" is nobody's who bids, "none" is that of one who gets nothing.
        var bench = GroupBench(Groups);
        BidThree(bench);
        Assert.Equal(
            ["cleared 3@100", "group low traded -3", "group none traded 0", "group both traded 0"], bench.Clear()[4..]);
        var sums = bench.Events.Where(e => e.Kind == EventKind.GroupSum).ToList();
        Assert.Equal(["low", "none", "both"], sums.Select(e => bench.Kernel.Catalog.Group((int)e.Id)));
        Assert.All(sums, e => Assert.Equal(Event.Public, e.Account));
        Assert.Equal(["cleared NOT_UNIQUE"], bench.Clear()); // and no sums
    }

    [Fact]
    public void Clear_GroupSumsThatAreNotDisclosed_AreNotTold()
    {
        var bench = GroupBench(KernelBench.PrintsOnly);
        BidThree(bench);
        Assert.Equal("cleared 3@100", bench.Clear()[^1]);
    }

    [Fact]
    public void Clear_DelayedDisclosure_TellsGroupSumsWithTheClearing()
    {
        var bench = GroupBench(Groups with { PrintDelayNs = 5 });
        BidThree(bench.At(10));
        Assert.Equal(["operator settled 0"], bench.Clear()[3..]);
        BidThree(bench.At(12)); // another clearing, told in its turn
        bench.Clear();
        Assert.Empty(bench.At(14).Advance());
        string[] told = ["cleared 3@100", "group low traded -3", "group none traded 0", "group both traded 0"];
        Assert.Equal([.. told, .. told], bench.At(17).Advance());
        Assert.Equal([15, 15, 15, 15, 17, 17, 17, 17], bench.Events.Select(e => e.Time.Nanoseconds));
    }

    [Fact]
    public void Conditions_OnAGroupAndOnAnAccount_AreOnThatGroupAndThatAccount()
    {
        // A buys less for what "low" buys and more for what B buys. Without: p = 100, 3 for A and −3 for C, who is low. With
        // 0.5 on low and C at −3 or so, A pays 1.5 or so less; the price says whose trades count.
        Assert.Equal("cleared 3@100", With("103 + 1q"));
        Assert.Equal("cleared 3@100", With("103 + 1q + 5idle"));
        Assert.NotEqual("cleared 3@100", With("103 + 1q + 0.5low"));
        Assert.Equal(With("103 + 1q + 0.5low"), With("103 + 1q + 0.5C"));
        Assert.NotEqual(With("103 + 1q + 0.5low"), With("103 + 1q + 0.5none"));
        Assert.Equal(With("103 + 1q + 0.5none"), With("103 + 1q + 0.5B"));

        static string With(string bid)
        {
            var bench = GroupBench(KernelBench.PrintsOnly, "0.001");
            bench.Bid("A", 1, bid);
            bench.Bid("B", 1, "100 + 1q");
            bench.Bid("C", 1, "97 + 1q");
            return bench.Clear()[^1].Replace("000@", "@", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Phases_OfAConditionalAuction_CollectClearAndCancel()
    {
        var bench = Bench();
        Assert.Equal(["phase PreOpen"], bench.Phase(MarketPhase.PreOpen));
        BidThree(bench);
        Assert.Equal(["A 1 replaced 0@0"], bench.ReplaceConditional("A", 1, "109 + 1q"));
        bench.Phase(MarketPhase.Halted);
        Assert.Equal(["A 2 rejected WRONG_PHASE"], bench.Bid("A", 2, "100 + 1q"));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], bench.ReplaceConditional("A", 1, "100 + 1q"));
        Assert.Equal(["B 1 cancelled 0@0 USER"], bench.Cancel("B", 1));
        bench.Phase(MarketPhase.Open);
        Assert.Equal(["B 1 accepted"], bench.Stand("B", 1, "97 + 1q"));
        Assert.Equal("cleared 8@101", bench.Clear()[^1]);
        bench.Bid("A", 1, "109 + 1q");
        Assert.Equal(["phase Closed", "B 1 cancelled 0@0 PHASE", "A 1 cancelled 0@0 PHASE"], bench.Phase(MarketPhase.Closed));
        Assert.Equal(["A 1 rejected WRONG_PHASE"], bench.Bid("A", 1, "109 + 1q"));
    }

    [Fact]
    public void CancelAll_OfAnAccount_TakesConditionalBidsToo()
    {
        var bench = Bench();
        bench.Define(KernelBench.SessionDefinition("two", KernelBench.ConditionalRule()));
        bench.Stand("A", 1, "103 + 1q");
        bench.In("auction").Bid("A", 5, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        Assert.Equal(["A 5 cancelled 0@0 USER", "two: A 1 cancelled 0@0 USER"], bench.CancelAllEverywhere("A"));
        Assert.Equal(["B 1 cancelled 0@0 USER"], bench.CancelAll("B"));
    }

    [Fact]
    public void Resumed_AfterDowntime_ClearsAtTheNextInstantAndTellsWhatWasDue()
    {
        var bench = GroupBench(Groups with { PrintDelayNs = Second }, every: 10 * Second);
        bench.Stand("A", 1, "103 + 1q");
        bench.Stand("B", 1, "100 + 1q");
        bench.Stand("C", 1, "97 + 1q");
        Assert.Equal("operator settled 0", bench.At(10 * Second).Advance()[^1]);
        Assert.Equal(
            ["cleared 3@100", "group low traded -3", "group none traded 0", "group both traded 0"], bench.At(95 * Second).Resume());
        Assert.Equal([11, 11, 11, 11], bench.Events.Select(e => e.Time.Nanoseconds / Second));
        Assert.Equal("3", bench.UnitsOf("A"));
        Assert.Equal("operator settled 0", bench.At(100 * Second).Advance()[^1]);
        Assert.Equal("6", bench.UnitsOf("A"));
    }

    private static KernelBench Bench(string sigma = "0.5") => KernelBench.With(KernelBench.ConditionalRule(sigma), [], "A", "B", "C");

    private static KernelBench GroupBench(Disclosure disclosure, string lot = "1", long? every = null)
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition("auction", KernelBench.ConditionalRule("0.5")) with
        {
            Disclosure = disclosure,
            Grid = KernelBench.Grid("1", lot),
            Trigger = every is { } interval ? new IntervalTrigger(interval) : Trigger.Operator,
        });
        bench.DefineMember("D", ["idle", "low"]);
        bench.DefineMember("B", ["none"]);
        bench.DefineMember("A", ["both"]);
        bench.DefineMember("C", ["both", "low", "both"]);
        return bench;
    }

    private static void BidThree(KernelBench bench)
    {
        bench.Bid("A", 1, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
    }
}
