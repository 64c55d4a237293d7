using Exchange.Engine.Bids;
using Exchange.Engine.Markets;

namespace Exchange.Engine.Tests.Kernel;

public class FeeTests
{
    [Theory]
    [InlineData("0.25", "0.5", "1.5")]
    [InlineData("-0.25", "0.5", "0.5")] // a rebate for the maker
    [InlineData("0.5", "-0.75", "-0.5")] // a rebate the operator pays
    [InlineData("0", "0.5", "1")]
    [InlineData("0", "0", "0")]
    public void Trade_Fees_GoToTheOperator(string maker, string taker, string collected)
    {
        var bench = KernelBench.With(
            KernelBench.PrintsOnly, new(KernelBench.Cash(maker), KernelBench.Cash(taker)), "A", "B");
        bench.Sell("A", 1, 5, 100);
        bench.Buy("B", 1, 2, 101);
        Assert.Equal(collected, bench.CashOf("operator"));
        Assert.Equal((KernelBench.Cash("200").Atoms - (2 * KernelBench.Cash(maker).Atoms)), CashOf(bench, "A"));
        Assert.Equal((-KernelBench.Cash("200").Atoms - (2 * KernelBench.Cash(taker).Atoms)), CashOf(bench, "B"));
    }

    [Fact]
    public void Trade_WithItself_PaysBothFeesAndNothingElse()
    {
        var bench = KernelBench.With(
            KernelBench.PrintsOnly, new(KernelBench.Cash("0.25"), KernelBench.Cash("0.5")), "A");
        bench.Sell("A", 1, 4, 100);
        bench.Buy("A", 2, 4, 100);
        Assert.Equal(("-3", "3", "0"), (bench.CashOf("A"), bench.CashOf("operator"), bench.UnitsOf("A")));
    }

    [Fact]
    public void Replace_ThatTrades_PaysAsTaker()
    {
        var bench = KernelBench.With(KernelBench.PrintsOnly, new(KernelBench.Cash("1"), KernelBench.Cash("10")), "A", "B");
        bench.Sell("A", 1, 1, 100);
        bench.Buy("B", 1, 1, 99);
        bench.Replace("B", 1, at: 100);
        Assert.Equal(("99", "-110"), (bench.CashOf("A"), bench.CashOf("B")));
    }

    [Fact]
    public void NoTrade_Order_PaysNothing()
    {
        var bench = KernelBench.With(KernelBench.PrintsOnly, new(KernelBench.Cash("1"), KernelBench.Cash("10")), "A");
        bench.Buy("A", 1, 1, 99);
        bench.Buy("A", 2, 1, 99, TimeInForce.ImmediateOrCancel);
        bench.Cancel("A", 1);
        Assert.Equal("0", bench.CashOf("A"));
    }

    private static Int128 CashOf(KernelBench bench, string account) =>
        bench.Kernel.Ledger.CashOf(bench.NumberOf(account)).Atoms;
}
