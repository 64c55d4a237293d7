using Exchange.Engine.Bids;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel;

/// <summary>The kernel computes with overflow checks on and must not be stopped by any input the edge lets in.</summary>
public class ExtremesTests
{
    private const long MostLots = Quantity.MaxOrderLots;
    private const int MostTicks = Price.MaxTicks;

    [Theory]
    [InlineData("1000", "1")]
    [InlineData("0.001", "1000000")]
    [InlineData("1000000", "0.001")]
    [InlineData("0.000001", "0.000001")]
    public void Trade_LargestEverything_IsSettledExactly(string tick, string lot)
    {
        var bench = KernelBench.With("A", "B");
        bench.Define(KernelBench.Definition("large", Disclosure.Lit) with { Grid = KernelBench.Grid(tick, lot) });
        var grid = bench.Kernel.Catalog.Market(1).Grid;
        bench.Sell("A", 1, MostLots, MostTicks);
        bench.Buy("B", 1, MostLots, MostTicks);
        Assert.Equal(grid.Cost(new(MostTicks), new(MostLots)), bench.Kernel.Ledger.CashOf(bench.NumberOf("A")));
        Assert.Equal(grid.UnitsOf(new(MostLots)).ToString(), bench.UnitsOf("B"));
        bench.Sell("A", 1, MostLots, -MostTicks);
        bench.Submit("B", 1, Order.Market(Side.Buy, new(MostLots)));
        Assert.Equal("0", bench.CashOf("A"));
    }

    [Fact]
    public void Trade_LargestAgainAndAgain_IsRefusedBeforeCashOverflows()
    {
        var bench = KernelBench.With("A", "B");
        bench.Define(KernelBench.Definition("large") with { Grid = KernelBench.Grid("1000", "1") });
        bench.Buy("A", 77, 1, -MostTicks);
        bench.Kernel.Ledger.MoveCash(bench.NumberOf("B"), bench.NumberOf("A"), new(Int128.MaxValue / 100 * 49));
        var trades = 0;
        while (bench.Sell("A", 1, MostLots, MostTicks)[0] == "large: A 1 accepted")
        {
            bench.Buy("B", 1, MostLots, MostTicks);
            Assert.True(++trades < 2_000);
        }
        Assert.Equal("large: A 1 rejected LIMIT", bench.Sell("A", 1, 1, MostTicks)[0]);
        Assert.Equal("large: A 77 rejected LIMIT", bench.Replace("A", 77, 2)[0]);
        Assert.Equal("large: A 77 cancelled 1@-1000000000 USER", bench.Cancel("A", 77)[0]);
        Assert.Equal(["large: B answer 1 LIMIT"], bench.Numbered(1, 1).Transfer("B", "-1")); // not further out
        Assert.Equal(["large: B answer 2"], bench.Numbered(1, 2).Transfer("B", "170000000000000000")); // but back
    }

    [Fact]
    public void Trade_AnAccountBackWithinBounds_IsPossibleAgain()
    {
        var bench = KernelBench.With("A", "B");
        var account = bench.NumberOf("A");
        bench.Kernel.Ledger.DepositCash(account, new(Int128.MaxValue / 2));
        Assert.Equal(["A 1 accepted"], bench.Buy("A", 1, 1, 100));
        bench.Kernel.Ledger.DepositCash(account, new(1));
        Assert.Equal(["B 1 rejected LIMIT"], bench.Sell("B", 1, 1, 100));
        Assert.Equal(["A answer 1 LIMIT"], bench.Numbered(1, 1).Transfer("A", "0.000000000001"));
        Assert.Equal(["A answer 2"], bench.Numbered(1, 2).Transfer("A", "-0.000000000001"));
        Assert.Equal("B 1 accepted", bench.Numbered(0, 0).Sell("B", 1, 1, 100)[0]);
    }

    [Fact]
    public void Transfer_TooLarge_IsRefusedAndChangesNothing()
    {
        var bench = KernelBench.With("A");
        foreach (var amount in new[] { Int128.MaxValue, Int128.MinValue, Ledger + 1, -Ledger - 1 })
        {
            var units = new Holdings(Cash.Zero, [("XYZ", new Units(amount))]);
            var mixed = new Holdings(new(5), [("NEW", new Units(5)), ("XYZ", new Units(amount))]);
            foreach (var amounts in new[] { new Holdings(new(amount), []), units, mixed })
            {
                Assert.Contains("OUT_OF_RANGE", Assert.Single(Numbered(bench).Transfer("A", amounts)));
                Assert.Contains("OUT_OF_RANGE", Assert.Single(Numbered(bench).Define(new AccountDefinition("B", amounts, [], default))));
            }
        }
        Assert.Equal((2, 1), (bench.Kernel.Ledger.AccountCount, bench.Kernel.Ledger.Instruments.Count));
        Assert.Equal(("0", "0"), (bench.CashOf("A"), bench.UnitsOf("A")));
    }

    [Fact]
    public void Transfer_MostThatTextCanSay_IsTaken()
    {
        var bench = KernelBench.With("A");
        const string Most = "170141183460469231";
        for (var i = 0; i < 100; i++)
        {
            Assert.DoesNotContain("OUT", Assert.Single(Numbered(bench).Transfer("A", Most, Most)));
        }
        Assert.Equal("17014118346046923100", bench.CashOf("A"));
    }

    [Fact]
    public void Transfer_UnitsBeyondTheBound_AreRefused()
    {
        var bench = KernelBench.With("A", "B");
        bench.Kernel.Ledger.DepositUnits(bench.NumberOf("A"), 0, new(Int128.MaxValue / 2));
        Assert.Contains("LIMIT", Assert.Single(Numbered(bench).Transfer("A", "0", "1")));
        Assert.Contains("LIMIT", Assert.Single(Numbered(bench).Transfer("B", "0", "1"))); // so is the total
        Assert.DoesNotContain("LIMIT", Assert.Single(Numbered(bench).Transfer("A", "0", "-1")));
        Assert.DoesNotContain("LIMIT", Assert.Single(Numbered(bench).Transfer("B", "0", "1")));
    }

    [Fact]
    public void Instruments_MoreThanCanBeNumbered_AreRefused()
    {
        var bench = new KernelBench();
        for (var named = 0; named < 65_535; named += 255)
        {
            var units = Enumerable.Range(named, 255).Select(i => ($"I{i}", new Units(1))).ToList();
            Assert.DoesNotContain("LIMIT", Assert.Single(Numbered(bench).Transfer("operator", new Holdings(Cash.Zero, units))));
        }
        var more = new Holdings(Cash.Zero, [("I7", new Units(1)), ("more", new Units(1))]);
        Assert.Contains("LIMIT", Assert.Single(Numbered(bench).Transfer("operator", more)));
        Assert.Contains("LIMIT", Assert.Single(Numbered(bench).Define(KernelBench.Definition("m") with { Instrument = "more" })));
        Assert.Equal("MarketDefined", Numbered(bench).Define(KernelBench.Definition("m") with { Instrument = "I65534" })[0]);
        Assert.Equal(65_535 + 2, bench.Show(CommandKind.ShowBalances).Length);
    }

    [Fact]
    public void DefineMarket_FeesOutOfRange_AreRefused()
    {
        var bench = KernelBench.With("A", "B");
        foreach (var fee in new[] { "1000000.000000000001", "-1000000.000000000001", "170141183460469231" })
        {
            var (maker, taker) = (new Charges(KernelBench.Cash(fee), default), new Charges(default, KernelBench.Cash(fee)));
            Assert.Contains("OUT_OF_RANGE", Assert.Single(Numbered(bench).Define(KernelBench.Definition("x", charges: maker))));
            Assert.Contains("OUT_OF_RANGE", Assert.Single(Numbered(bench).Define(KernelBench.Definition("x", charges: taker))));
        }
        bench.Numbered(0, 0).Define(
            KernelBench.Definition("dear", charges: new(KernelBench.Cash("-1000000"), KernelBench.Cash("1000000"))));
        bench.Sell("A", 1, MostLots, 1);
        bench.Buy("B", 1, MostLots, 1);
        Assert.Equal("0", bench.CashOf("operator"));
        Assert.Equal("4000004000000000", bench.CashOf("A"));
    }

    [Theory]
    [InlineData(DepthDisclosure.Levels, 0, 0, false)]
    [InlineData(DepthDisclosure.Levels, -1, 0, false)]
    [InlineData(DepthDisclosure.Levels, 101, 0, false)]
    [InlineData(DepthDisclosure.Levels, 100, 0, true)]
    [InlineData(DepthDisclosure.Full, 0, -1, false)]
    [InlineData(DepthDisclosure.None, 0, long.MinValue, false)]
    [InlineData(DepthDisclosure.None, 0, long.MaxValue, true)]
    public void DefineMarket_Disclosure_IsInRangeOrRefused(DepthDisclosure depth, int levels, long delayNs, bool isDefined)
    {
        var bench = KernelBench.With("A");
        var line = Numbered(bench).Define(KernelBench.Definition("x", new(depth, levels, delayNs)))[0];
        Assert.Equal(isDefined, !line.Contains("OUT_OF_RANGE", StringComparison.Ordinal));
        Assert.Equal(isDefined ? 2 : 1, bench.Kernel.Markets.Count);
    }

    [Fact]
    public void Level_SumBeyond32Bits_IsShownWhole()
    {
        var bench = KernelBench.With(Disclosure.Lit, Charges.None, "A", "B");
        bench.Buy("A", 0, MostLots, MostTicks);
        bench.Buy("A", 1, MostLots, MostTicks);
        Assert.Equal(["A 18446744073709551615 accepted", "level Buy 12000000000@1000000000"], bench.Buy("A", ulong.MaxValue, MostLots, MostTicks));
        Assert.Equal(["shown Buy 12000000000@1000000000", "end of 0"], bench.Show(CommandKind.ShowDepth, "B"));
        bench.Sell("B", 0, MostLots, -MostTicks, TimeInForce.FillOrKill);
        bench.Sell("B", 0, MostLots, -MostTicks, TimeInForce.FillOrKill);
        Assert.Equal("8000000000", bench.UnitsOf("A"));
        Assert.Equal("A 18446744073709551615 cancelled 4000000000@1000000000 USER", bench.Cancel("A", ulong.MaxValue)[0]);
    }

    [Fact]
    public void Replace_ToTheLargest_Works()
    {
        var bench = KernelBench.With("A");
        bench.Buy("A", 1, 1, -MostTicks);
        Assert.Equal(["A 1 replaced 4000000000@1000000000"], bench.Replace("A", 1, MostLots, MostTicks));
        Assert.Equal(["A 1 replaced 4000000000@-1000000000"], bench.Replace("A", 1, 0, -MostTicks));
    }

    private static Int128 Ledger => Engine.Accounts.Ledger.MaxDeposit;

    private static KernelBench Numbered(KernelBench bench) => bench.Numbered(9, (ulong)bench.Journal.Count + 1);
}
