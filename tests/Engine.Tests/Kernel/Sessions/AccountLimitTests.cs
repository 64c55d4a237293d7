using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Who is left out of a clearing, what becomes of its bid, and what others notice: nothing.</summary>
public class AccountLimitTests
{
    [Fact]
    public void Clear_OneThatCannotSettle_IsToldFirstAndTheRestClears()
    {
        // At 103, 100 and 97 A would buy three for 300. Without it B buys one and a half of C at 98.5, and each faces the
        // other's bid: 146.625 and 148.875 are the areas, and 0.5625 is the tax.
        var bench = Bench(KernelBench.ConditionalRule("0.5"), ("A", "299.999999999999", "0"), ("B", "147.1875", "0"), ("C", "0", "3"));
        bench.Stand("A", 1, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        Assert.Equal(
            [
                "A 1 rejected LIMIT",
                "A 1 allocated 0@98 for 0",
                "B 1 allocated 15@98 for -147.1875",
                "C 1 allocated -15@98 for 148.3125",
                "operator settled -1.125",
                "cleared 15@98",
            ],
            bench.Clear());

        // What stands is there for the next time, when the cash is.
        bench.Transfer("A", "0.000000000001");
        bench.Transfer("C", "0", "1.5");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        Assert.Equal("A 1 allocated 30@100 for -300", bench.Clear()[0]);
        Assert.Equal(("0", "3"), (bench.CashOf("A"), bench.UnitsOf("A")));
    }

    [Fact]
    public void Clear_OneThatHasNotTheUnits_IsLeftOut()
    {
        var bench = Bench(KernelBench.ConditionalRule("0.5"), ("A", "1000", "0"), ("B", "0", "1.5"), ("C", "0", "2.9"));
        bench.Bid("A", 1, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        Assert.Equal(["C 1 rejected LIMIT", "cleared 15@102"], bench.Clear() is [var first, .., var last] ? [first, last] : []);
        Assert.Equal(["C 1 rejected UNKNOWN_ORDER"], bench.Cancel("C", 1)); // it was for this clearing
    }

    [Fact]
    public void Submit_PrivateValues_SetAsideTheAreaAndTheTax()
    {
        // Ten units from 103 to 93 are 980, and the tax on ten is 25; two from 100 to 98 are 198, and the tax 1.
        var bench = Bench(KernelBench.ConditionalRule("0.5"), ("A", "1004.9", "10"), ("B", "199.000001", "2"));
        Assert.Equal(["A 1 rejected NO_CASH"], bench.Bid("A", 1, "93:100 103:0 113:-100"));
        Assert.Equal(["A 1 rejected NO_UNITS"], bench.Bid("A", 1, "94:90 103:0 113:-101"));
        Assert.Equal(["A 1 accepted"], bench.Bid("A", 1, "94:90 103:0 113:-100"));
        Assert.Equal(["B 1 rejected NO_CASH"], bench.Bid("B", 1, "100 + 1q in -20..21"));
        Assert.Equal(["B 1 accepted"], bench.Bid("B", 1, "100 + 1q in -20..20"));
        var reservations = bench.Kernel.Reservations;
        Assert.Equal(("906.75", "10"), (reservations.CashOf(1).ToString()[..6], reservations.UnitsOf(1, 0).ToString()));
        bench.CancelAll("A");
        bench.CancelAll("B");
        Assert.Equal((default, default), (reservations.CashOf(1), reservations.CashOf(2)));
    }

    [Fact]
    public void Clear_OneLeftOut_OwesNoEntryFee()
    {
        var bench = Bench(
            KernelBench.ConditionalRule("0.5"), [SessionMarkets.Entry("2")], ("A", "301", "0"), ("B", "200", "0"), ("C", "2", "3"), ("D", "1", "0"));
        bench.Bid("A", 1, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        bench.Stand("D", 1, "-50 + 1q in 0..10"); // which buys nothing, and the owner cannot pay the entry
        var lines = bench.Clear();
        Assert.Equal(["A 1 rejected LIMIT", "D 1 rejected LIMIT"], lines[..2]);
        Assert.Equal(("301", "1", "2.875"), (bench.CashOf("A"), bench.CashOf("D"), bench.CashOf("operator")));
    }

    [Fact]
    public void Clear_OneBelowZeroAlready_MayReceive()
    {
        var bench = Bench(KernelBench.ConditionalRule("0.5"), ("A", "1000", "-5"), ("C", "-1000", "3"), ("B", "0", "0"));
        bench.Bid("A", 1, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        Assert.Equal("cleared 30@100", bench.Clear()[^1]);
        Assert.Equal(("-2", "-700"), (bench.UnitsOf("A"), bench.CashOf("C")));
    }

    [Fact]
    public void Clear_WithoutLimits_LeadsBelowZero()
    {
        var bench = KernelBench.With(KernelBench.ConditionalRule("0.5"), [], "A", "B", "C");
        bench.Bid("A", 1, "103 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        Assert.Equal("cleared 3@100", bench.Clear()[^1]);
        Assert.Equal(("-300", "-3"), (bench.CashOf("A"), bench.UnitsOf("C")));
    }

    [Fact]
    public void Clear_MoreThanTheMarketAllows_IsLeftOutWithoutLimitsToo()
    {
        // At 101 A would buy three.
        var rule = KernelBench.ConditionalRule("0.5") with { MaxQuantity = new Quantity(2) };
        var bench = KernelBench.With(rule, [], "A", "B", "C", "D");
        bench.Stand("A", 1, "104 + 1q");
        bench.Stand("B", 1, "100 + 1q");
        bench.Stand("C", 1, "99 + 1q");
        bench.Stand("D", 1, "101 + 1q");
        Assert.Equal(
            [
                "A 1 rejected LIMIT",
                "A 1 allocated 0@100 for 0",
                "B 1 allocated 0@100 for 0",
                "C 1 allocated -1@100 for 100",
                "D 1 allocated 1@100 for -100",
                "operator settled 0",
                "cleared 1@100",
            ],
            bench.Clear());
    }

    [Fact]
    public void Clear_ADeficitThatGoesWithOneLeftOut_DoesNotCount()
    {
        // At σ = 0 every trade leaves a deficit; A's would be the greatest, but it has not the cash.
        var bench = Bench(KernelBench.ConditionalRule("0", maxDeficit: "2.25"), ("A", "0", "0"), ("B", "1000", "4"), ("C", "0", "7"));
        bench.Bid("A", 1, "113 + 1q");
        bench.Bid("B", 1, "100 + 1q");
        bench.Bid("C", 1, "97 + 1q");
        Assert.Equal(["A 1 rejected LIMIT", "cleared 15@98"], bench.Clear() is [var first, .., var last] ? [first, last] : []);
        Assert.Equal("-2.25", bench.CashOf("operator"));
    }

    [Theory]
    [InlineData(ConditionalAuctionRule.MaxRepeats, "cleared 857142@1429")]
    [InlineData(ConditionalAuctionRule.MaxRepeats + 1, "cleared NOT_CONVERGED")]
    public void Clear_OneMoreCannotSettleEveryTime_EndsAfterSixteenRepeats(int excessive, string expected)
    {
        // A buyer at 100 − q and n sellers at q: each sells 100/(n + 1), which is more whenever one of them is gone. The
        // i-th has what each sells with i − 2 gone, and a little.
        const int Sellers = 22;
        var bench = new KernelBench();
        bench.Define(Limited(KernelBench.ConditionalRule()) with { Grid = KernelBench.Grid("0.01", "0.0001") });
        bench.DefineAccount("buyer", cash: "1000000");
        bench.Stand("buyer", 1, "100 + 1q");
        for (var i = 1; i <= Sellers; i++)
        {
            var has = i > excessive ? 1_000 : Math.Round(100m / (Sellers + 1 - (i - 2)), 3) + 0.002m;
            bench.DefineAccount($"S{i}", units: has.ToString());
            bench.Stand($"S{i}", 1, "0 + 1q");
        }
        var lines = bench.Clear();
        Assert.Equal(expected, lines[^1]);
        string[] told = lines.Length == 1 ? [] : [.. Enumerable.Range(1, excessive).Select(i => $"S{i} 1 rejected LIMIT")];
        Assert.Equal(told, lines.TakeWhile(line => line.EndsWith("LIMIT", StringComparison.Ordinal)));
    }

    private static MarketDefinition Limited(SessionRuleDefinition rule, params Charge[] charges) =>
        KernelBench.SessionDefinition("auction", rule, charges) with { HasLimits = true, Grid = KernelBench.Grid("1", "0.1") };

    private static KernelBench Bench(SessionRuleDefinition rule, params ReadOnlySpan<(string Name, string Cash, string Units)> accounts) =>
        Bench(rule, [], accounts);

    private static KernelBench Bench(
        SessionRuleDefinition rule, Charge[] charges, params ReadOnlySpan<(string Name, string Cash, string Units)> accounts)
    {
        var bench = new KernelBench();
        bench.Define(Limited(rule, charges));
        foreach (var (name, cash, units) in accounts)
        {
            bench.DefineAccount(name, cash, units);
        }
        return bench;
    }
}
