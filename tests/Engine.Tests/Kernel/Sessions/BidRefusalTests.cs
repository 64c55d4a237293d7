using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Economy = Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Which bids session markets refuse, and why.</summary>
public class BidRefusalTests
{
    private static readonly string[] Kinds = ["B 5@100", "B 5", "99:5 101:-5", "rate 99:5 101:-5", "has 5", "100 + 1q"];

    private static readonly Economy Centred = new(IsGaussian: false, 0, 10, 1, 100, []);
    private static readonly Economy Shifted = new(IsGaussian: false, 2, 10, 1, 100, []);

    [Theory]
    [InlineData("book", "ok ok WRONG_BID_KIND WRONG_BID_KIND WRONG_BID_KIND WRONG_BID_KIND")]
    [InlineData("auction", "ok ok ok ok WRONG_BID_KIND WRONG_BID_KIND")]
    [InlineData("direct", "WRONG_BID_KIND WRONG_BID_KIND WRONG_BID_KIND WRONG_BID_KIND ok WRONG_BID_KIND")]
    [InlineData("conditional", "WRONG_BID_KIND WRONG_BID_KIND ok WRONG_BID_KIND WRONG_BID_KIND ok")]
    public void Submit_BidOfEveryKind_IsForTheMarketsThatTakeIt(string market, string expected)
    {
        var bench = Bench().In(market);
        // One after the other: some markets take one bid an account.
        string[] said = [.. Kinds.Select((bid, i) => (Reason(bench.Bid("A", (ulong)i, bid)[0]), bench.CancelAll("A")).Item1)];
        Assert.Equal(expected, string.Join(' ', said));
    }

    [Theory]
    [InlineData("auction", "B 5@100", "ok WRONG_BID_KIND WRONG_BID_KIND")]
    [InlineData("auction", "B 5", "WRONG_BID_KIND WRONG_BID_KIND WRONG_BID_KIND")]
    [InlineData("auction", "99:5 101:-5", "WRONG_BID_KIND ok WRONG_BID_KIND")]
    [InlineData("auction", "rate 99:5 101:-5", "WRONG_BID_KIND ok WRONG_BID_KIND")]
    [InlineData("direct", "has 5", "WRONG_BID_KIND WRONG_BID_KIND WRONG_BID_KIND")]
    [InlineData("conditional", "99:5 101:-5", "WRONG_BID_KIND ok WRONG_BID_KIND")]
    [InlineData("conditional", "100 + 1q", "WRONG_BID_KIND WRONG_BID_KIND ok")]
    public void Replace_BidOfEveryKind_IsByItsOwnKind(string market, string bid, string expected)
    {
        var bench = Bench().In(market);
        Assert.Contains("accepted", bench.Stand("A", 1, bid)[0]);
        string[][] said =
        [
            bench.Replace("A", 1, 4, at: 100), bench.ReplaceSchedule("A", 1, "99:4 101:0"), bench.ReplaceConditional("A", 1, "99 + 1q"),
        ];
        Assert.Equal(expected, string.Join(' ', said.Select(lines => Reason(lines[0]))));
    }

    [Fact]
    public void Replace_BetweenScheduleAndRate_IsTaken()
    {
        var bench = Bench().In("auction");
        bench.Stand("A", 1, "99:5 101:0");
        Assert.Equal(["auction: A 1 replaced 3@0"], bench.ReplaceSchedule("A", 1, "rate 99:3 101:0"));
        Assert.Equal(["auction: A 1 replaced 2@0"], bench.ReplaceSchedule("A", 1, "99:2 101:0"));
    }

    [Theory]
    [InlineData("auction", "B 5@100")]
    [InlineData("direct", "has 5")]
    [InlineData("conditional", "100 + 1q")]
    public void ReplaceAndCancel_WhatIsNotThere_AreRefused(string market, string bid)
    {
        var bench = Bench().In(market);
        bench.Stand("B", 1, bid);
        Assert.Equal("UNKNOWN_ORDER", Reason(bench.Replace("A", 1, 4)[0]));
        Assert.Equal("UNKNOWN_ORDER", Reason(bench.ReplaceSchedule("A", 1, "99:4 101:0")[0]));
        Assert.Equal("UNKNOWN_ORDER", Reason(bench.ReplaceConditional("A", 1, "99 + 1q")[0]));
        Assert.Equal("UNKNOWN_ORDER", Reason(bench.Cancel("A", 1)[0]));
        Assert.Equal("DUPLICATE_ID", Reason(bench.Bid("B", 1, bid)[0]));
    }

    [Theory]
    [InlineData("taxed", "B 5@100", "S 5@100")]
    [InlineData("fee", "99:2 101:-2", "99:5 101:-3")]
    [InlineData("direct", "has 5", "has -3")]
    [InlineData("conditional", "101 + 1q", "99:5 101:-5")]
    [InlineData("conditional", "98:5 100:-5", "102 + 1q")]
    public void Submit_SecondBidOfAnAccount_IsRefusedUntilTheFirstIsGone(string market, string bid, string others)
    {
        var bench = Bench().In(market);
        Assert.Equal("ok", Reason(bench.Bid("A", 1, bid)[0]));
        Assert.Equal("DUPLICATE_ID", Reason(bench.Bid("A", 1, bid)[0]));
        Assert.Equal("DUPLICATE_ACCOUNT", Reason(bench.Bid("A", 2, bid)[0]));
        Assert.Equal("ok", Reason(bench.Bid("B", 1, others)[0]));
        Assert.Contains(bench.Cancel("A", 1), line => line.Contains("cancelled", StringComparison.Ordinal));
        Assert.Equal("ok", Reason(bench.Bid("A", 2, bid)[0]));
        Assert.Contains(bench.Clear(), line => line.Contains(": cleared ", StringComparison.Ordinal));
        Assert.Equal("ok", Reason(bench.Stand("A", 1, bid)[0]));
        Assert.Equal("DUPLICATE_ACCOUNT", Reason(bench.Bid("A", 2, bid)[0]));
    }

    [Fact]
    public void Submit_SecondBidOfAnAccount_IsTakenWhereChargesAllow()
    {
        var bench = Bench();
        bench.Define(KernelBench.SessionDefinition(
            "cheap", KernelBench.AuctionRule(), SessionMarkets.PerUnit("0.1"), SessionMarkets.Entry("1"), SessionMarkets.Spread("0.1")));
        Assert.Equal("ok", Reason(bench.Bid("A", 1, "B 5@100")[0]));
        Assert.Equal("ok", Reason(bench.Bid("A", 2, "B 5@100")[0]));
    }

    [Theory]
    [InlineData("fee", "99:2 101:-2")]
    [InlineData("direct", "has 1")]
    public void Submit_WithoutACapacity_IsRefused(string market, string bid)
    {
        var bench = Bench().In(market);
        Assert.Equal("OUT_OF_RANGE", Reason(bench.Bid("poor", 1, bid)[0]));
        Assert.Equal("ok", Reason(bench.Bid("A", 1, bid)[0]));
        Assert.Equal("ok", Reason(bench.Bid("C", 1, bid)[0])); // has another capacity, and the mean is zero
    }

    [Theory]
    [InlineData("fee with a mean", "99:2 101:-2")]
    [InlineData("direct with a mean", "has 1")]
    public void Submit_CapacityUnlikeTheOthersWithAMean_IsRefusedWhileTheyAreThere(string market, string bid)
    {
        var bench = Bench().In(market);
        Assert.Equal("ok", Reason(bench.Bid("A", 1, bid)[0]));
        Assert.Equal("OUT_OF_RANGE", Reason(bench.Bid("C", 1, bid)[0]));
        Assert.Equal("ok", Reason(bench.Bid("B", 1, bid)[0]));
        bench.Cancel("A", 1);
        Assert.Equal("OUT_OF_RANGE", Reason(bench.Bid("C", 1, bid)[0]));
        bench.Cancel("B", 1);
        Assert.Equal("ok", Reason(bench.Bid("C", 1, bid)[0]));
        Assert.Equal("OUT_OF_RANGE", Reason(bench.Bid("A", 1, bid)[0]));
    }

    [Fact]
    public void Submit_EndowmentOutsideTheSupport_IsRefused()
    {
        var bench = Bench().In("direct");
        Assert.Equal("OUT_OF_RANGE", Reason(bench.Bid("A", 1, "has 11")[0]));
        Assert.Equal("OUT_OF_RANGE", Reason(bench.Bid("A", 1, "has -11")[0]));
        Assert.Equal("ok", Reason(bench.Bid("A", 1, "has 10")[0]));
        Assert.Equal("ok", Reason(bench.Bid("B", 1, "has -10")[0]));
    }

    [Theory]
    [InlineData("100 + 1q", "ok")]
    [InlineData("90 + 1q in -5..5", "ok")]
    [InlineData("110 + 1q", "ok")]
    [InlineData("89.999999 + 1q", "PRICE_COLLAR")]
    [InlineData("110.000001 + 1q", "PRICE_COLLAR")]
    [InlineData("100 + 1q in -6..", "OUT_OF_RANGE")]
    [InlineData("100 + 1q in ..6", "OUT_OF_RANGE")]
    [InlineData("1000000000.000001 + 1q", "OUT_OF_RANGE")]
    [InlineData("100 + 0q", "NOT_MONOTONE")]
    [InlineData("100 + -1q", "NOT_MONOTONE")]
    [InlineData("100 + 1q - 1g1", "NOT_MONOTONE")] // on the bidder's group
    [InlineData("100 + 1q - 0.999999g1", "ok")]
    [InlineData("100 + -1q + 0.5g1 + 0.500001g1", "ok")]
    [InlineData("100 + 1q - 1g2", "ok")] // on another
    [InlineData("100 + 1q - 1B", "ok")]
    [InlineData("90:5 110:-5", "ok")]
    [InlineData("89:5 110:-5", "PRICE_COLLAR")]
    [InlineData("90:5 111:-5", "PRICE_COLLAR")]
    [InlineData("90:6 110:-5", "OUT_OF_RANGE")]
    [InlineData("90:5 110:-6", "OUT_OF_RANGE")]
    [InlineData("90:5 110:1", "BAD_BOUNDS")]
    [InlineData("90:-1 110:-5", "BAD_BOUNDS")]
    [InlineData("90:0 110:0", "BAD_BOUNDS")]
    public void Submit_ToAConditionalAuction_IsWithinWhatTheMarketStates(string bid, string expected)
    {
        var (bench, replaced) = (Bench().In("conditional"), Bench().In("conditional"));
        Assert.Equal(expected, Reason(bench.Bid("A", 1, bid)[0]));

        // So is what takes the place of another, which stays where it does not.
        var isSchedule = bid.Contains(':', StringComparison.Ordinal);
        replaced.Stand("A", 1, isSchedule ? "99:1 101:-1" : "101 + 2q");
        var before = StateOf(replaced);
        var lines = isSchedule ? replaced.ReplaceSchedule("A", 1, bid) : replaced.ReplaceConditional("A", 1, bid);
        Assert.Equal(expected, Reason(lines[0]));
        Assert.Equal(expected != "ok", before == StateOf(replaced));

        static string StateOf(KernelBench bench)
        {
            using var writer = new StateWriter();
            bench.Session.Bids.WriteState(writer);
            return writer.Finish();
        }
    }

    [Fact]
    public void Submit_MoreTargetsThanAMarketHas_IsRefusedUntilSomeAreGone()
    {
        var bench = Bench().In("conditional");
        string On(int first, int count) => "100 + 1q" + string.Concat(Enumerable.Range(first, count).Select(i => $" + 0.001T{i}"));
        for (var i = 0; i < CollectedBids.MaxTargets + 8; i++)
        {
            bench.DefineAccount($"T{i}");
        }
        Assert.Equal("ok", Reason(bench.Stand("A", 1, On(0, 40))[0]));
        Assert.Equal("ok", Reason(bench.Stand("B", 1, On(20, 44))[0]));
        Assert.Equal("LIMIT", Reason(bench.Stand("C", 1, On(64, 1))[0]));
        Assert.Equal("ok", Reason(bench.Stand("C", 1, On(0, 64))[0]));
        Assert.Equal("LIMIT", Reason(bench.ReplaceConditional("C", 1, On(64, 1))[0]));
        Assert.Equal("ok", Reason(bench.ReplaceConditional("C", 1, "100 + 1q")[0]));
        bench.Cancel("A", 1);
        Assert.Equal("ok", Reason(bench.ReplaceConditional("C", 1, On(50, 22))[0]));
    }

    [Fact]
    public void Submit_Refused_ChangesNothingButWhatWasSaid()
    {
        var (refused, other) = (Bench().In("fee"), Bench().In("fee"));
        foreach (var bench in new[] { refused, other })
        {
            bench.Stand("A", 1, "99:2 101:-2");
        }
        foreach (var bid in new[] { "has 5", "99:1 101:0" })
        {
            Assert.NotEqual("ok", Reason(refused.Bid("A", 2, bid)[0]));
            Assert.NotEqual("ok", Reason(other.Cancel("A", 99)[0]));
        }
        Assert.Equal(other.Kernel.StateHash(), refused.Kernel.StateHash());
    }

    private static KernelBench Bench()
    {
        var bench = KernelBench.With();
        TransactionFee Fee(Economy economy) => new(economy.Endowments, Economy.DecimalOf(economy.PayoffMean), KernelBench.Grid("1", "1"));
        SessionRuleDefinition Direct(Economy economy) =>
            new DirectExchangeDefinition(economy.Endowments, Economy.DecimalOf(economy.PayoffMean));
        bench.Define(KernelBench.SessionDefinition("auction", KernelBench.AuctionRule()));
        bench.Define(KernelBench.SessionDefinition("direct", Direct(Centred)));
        bench.Define(KernelBench.SessionDefinition("direct with a mean", Direct(Shifted)));
        bench.Define(KernelBench.SessionDefinition("taxed", KernelBench.AuctionRule(), SessionMarkets.Tax("0.1")));
        bench.Define(KernelBench.SessionDefinition("fee", KernelBench.AuctionRule(), Fee(Centred)));
        bench.Define(KernelBench.SessionDefinition("fee with a mean", KernelBench.AuctionRule(), Fee(Shifted)));
        bench.Define(KernelBench.SessionDefinition("conditional", KernelBench.ConditionalRule() with
        {
            Collar = new PriceCollar(new(90), new(110)),
            MaxQuantity = new Quantity(5),
        }));
        bench.DefineTrader("A", 0.5, "g1");
        bench.DefineTrader("B", 0.5, "g2");
        bench.DefineTrader("C", 2);
        bench.DefineAccount("poor");
        return bench;
    }

    private static string Reason(string line) => line.Contains(" rejected ", StringComparison.Ordinal) ? line.Split(' ')[^1] : "ok";
}
