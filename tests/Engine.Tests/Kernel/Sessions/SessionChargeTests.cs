using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Charges and payments through the live market, to the atom; the numbers are worked out by hand.</summary>
public class SessionChargeTests
{
    private static readonly string[] Traders = ["A", "B", "C", "D", "E"];

    // U[−1, 1], κ = ½, α = 1: the example of the rules.
    private static readonly Economy Standard = new(IsGaussian: false, 0, 1, 1, 0, []);

    [Fact]
    public void Clear_ChargesOfEveryKind_AddUpAndGoToTheOperator()
    {
        var bench = KernelBench.With(
            KernelBench.AuctionRule(),
            [SessionMarkets.PerUnit("0.5"), SessionMarkets.Entry("1"), SessionMarkets.Spread("0.25"), SessionMarkets.Tax("0.1")],
            "A", "B", "C");
        bench.Bid("A", 1, "B 10@101");
        bench.Bid("B", 1, "S 6@101");
        bench.Bid("C", 1, "B 1@99");
        // Six at 101: 606 and 3 + 1 + 1.5 + 1.8; who gets nothing owes the entry.
        Assert.Equal(
            [
                "A 1 allocated 6@101 for -613.3",
                "B 1 allocated -6@101 for 598.7",
                "C 1 allocated 0@101 for -1",
                "A 1 cancelled 4@0 CLEARED",
                "C 1 cancelled 1@0 CLEARED",
                "cleared 6@101 surplus 4 by VOLUME",
            ],
            bench.Clear());
        Assert.Equal("15.6", bench.CashOf("operator"));
    }

    [Fact]
    public void Clear_EntryFee_IsOwedByEveryAccountsFirstBidAtEveryClearing()
    {
        var bench = KernelBench.With(KernelBench.AuctionRule(), [SessionMarkets.Entry("-2")], "A", "B");
        bench.Stand("A", 7, "B 3@101");
        bench.Stand("A", 2, "B 3@101");
        bench.Stand("B", 1, "S 3@101");
        Assert.Equal(
            ["A 7 allocated 3@101 for -301", "A 2 allocated 0@101 for 0", "B 1 allocated -3@101 for 305"], bench.Clear()[..3]);
        bench.Stand("B", 1, "S 1@101");
        Assert.Equal(["A 2 allocated 1@101 for -99", "B 1 allocated -1@101 for 103"], bench.Clear()[..2]);
        Assert.Equal("-8", bench.CashOf("operator"));
    }

    [Fact]
    public void Clear_ThatFails_OwesNothing()
    {
        var bench = KernelBench.With(KernelBench.AuctionRule(), [SessionMarkets.Entry("1")], "A");
        bench.Bid("A", 1, "B 3@101");
        Assert.Equal(["cleared NO_CROSS"], bench.Clear());
        Assert.Equal("0", bench.CashOf("operator"));
    }

    [Fact]
    public void Clear_TransactionFeeWhereNobodyTrades_IsOwedNonetheless()
    {
        // Everyone's endowment is in the flat region: q = −p/2, and only at zero nobody wants anything. c = 1/30 each.
        var bench = FeeBench();
        foreach (var trader in Traders)
        {
            bench.Bid(trader, 1, "-1000:500000 1000:-500000");
        }
        var lines = bench.Clear();
        Assert.Equal(Traders.Select(trader => $"{trader} 1 allocated 0@0 for -0.033333333333"), lines[..5]);
        Assert.Equal(Traders.Select(trader => $"{trader} 1 cancelled 1000000@0 CLEARED"), lines[5..10]);
        Assert.Equal(["cleared 0@0 surplus 0 by SURPLUS"], lines[10..]);
        Assert.Equal("0.166666666665", bench.CashOf("operator"));
        Assert.Equal((1UL, 0), (bench.Session.Clearings, bench.Session.LastPrice!.Value.Ticks));
    }

    [Fact]
    public void Clear_TransactionFeeOfATrade_IsWorkedByHand()
    {
        // A's endowment is 1, so q = −1 − p/2; the price is −0.4, A sells 0.8 and pays 0.32 for being rid of it, and
        // 𝒯 = 1.6·(0.75 − 0.5) − 0.64/4 + 1/30. The others buy 0.2, receive 0.08 and owe 1/30 − 0.04/4.
        var bench = FeeBench();
        bench.Bid("A", 1, "-1000:-500000 1000:-1500000");
        foreach (var trader in Traders[1..])
        {
            bench.Bid(trader, 1, "-1000:500000 1000:-500000");
        }
        var lines = bench.Clear();
        Assert.Equal("A 1 allocated -800000@-400 for -0.593333333333", lines[0]);
        Assert.Equal(Traders[1..].Select(trader => $"{trader} 1 allocated 200000@-400 for 0.056666666667"), lines[1..5]);
        Assert.Equal("0.366666666665", bench.CashOf("operator"));
    }

    [Fact]
    public void Clear_TransactionFeeWithOneBidOrNone_OwesNothing()
    {
        var bench = FeeBench();
        Assert.Equal(["cleared NO_REFERENCE"], bench.Clear());
        bench.Stand("A", 1, "-1000:500000 1000:-500000");
        Assert.Equal(["A 1 allocated 0@0 for 0", "cleared 0@0 surplus 0 by SURPLUS"], bench.Clear());
        Assert.Equal("0", bench.CashOf("operator"));
    }

    [Fact]
    public void Clear_DirectExchange_PaysWhatTheRuleSays()
    {
        // The example that the rule's own tests work out: v = ½ and 0, and −¼ changes hands.
        var bench = new KernelBench();
        var rule = new DirectExchangeDefinition(Standard.Endowments, Economy.DecimalOf(0));
        bench.Define(KernelBench.SessionDefinition("direct", rule) with { Grid = KernelBench.Grid("0.001", "0.000001") });
        bench.DefineTrader("A", 0.5);
        bench.DefineTrader("B", 0.5);
        bench.Bid("A", 1, "has 750000");
        bench.Stand("B", 1, "has -250000");
        Assert.Equal(
            [
                "A 1 allocated -250000@0 for -0.208333333333",
                "B 1 allocated 250000@0 for 0.041666666667",
                "cleared 250000 without a price",
            ],
            bench.Clear());
        Assert.Equal(("0.166666666666", "-0.25"), (bench.CashOf("operator"), bench.UnitsOf("A")));
        Assert.Null(bench.Session.LastPrice);

        // A report for one clearing is spent by it, a standing one stands.
        Assert.Equal(["A 1 rejected UNKNOWN_ORDER"], bench.Cancel("A", 1));
        Assert.Equal(["cleared TOO_FEW"], bench.Clear());
        Assert.Equal(["B 1 cancelled 0@0 USER"], bench.Cancel("B", 1));
    }

    [Fact]
    public void Clear_GridsOfTwoMarkets_ShareTheAccountsExactly()
    {
        var bench = KernelBench.WithAuction("A", "B");
        bench.Bid("A", 1, "B 2@7");
        bench.Bid("B", 1, "S 2@7");
        bench.Clear();
        bench.Define(KernelBench.SessionDefinition("fine", KernelBench.AuctionRule(Rationing.ProRata)) with
        {
            Grid = KernelBench.Grid("0.5", "0.001"),
        });
        bench.Bid("A", 1, "S 1500@3");
        bench.Bid("B", 1, "B 1500@3");
        Assert.Equal("fine: A 1 allocated -1500@3 for 2.25", bench.Clear()[0]);
        Assert.Equal(("0.5", "-11.75"), (bench.UnitsOf("A"), bench.CashOf("A")));
    }

    private static KernelBench FeeBench()
    {
        var grid = KernelBench.Grid("0.001", "0.000001");
        var fee = new TransactionFee(Standard.Endowments, Economy.DecimalOf(0), grid);
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule(), fee) with { Grid = grid });
        foreach (var trader in Traders)
        {
            bench.DefineTrader(trader, 0.5);
        }
        return bench;
    }
}
