using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Economy = Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>A clearing that fails says why and leaves everything as it was.</summary>
public class FailedClearingTests
{
    private static readonly SessionRuleDefinition Direct = new DirectExchangeDefinition(
        new Economy(IsGaussian: false, 0, 10, 1, 0, []).Endowments, Economy.DecimalOf(0));

    private static readonly (string Failure, SessionRuleDefinition Rule, Action<KernelBench> Prepare)[] Cases =
    [
        ("NO_REFERENCE", KernelBench.AuctionRule(Rationing.Random), _ => { }),
        ("NO_REFERENCE", KernelBench.AuctionRule(), bench =>
        {
            bench.Bid("A", 1, "B 5");
            bench.Stand("B", 1, "S 5");
        }),
        ("NO_CROSS", KernelBench.AuctionRule(Rationing.Random), bench =>
        {
            bench.Bid("A", 1, "B 5@99");
            bench.Stand("A", 2, "rate 90:7 99:0");
            bench.Stand("B", 1, "100:0 101:-5");
        }),
        ("NO_CROSS", KernelBench.AuctionRule(reference: 100), bench => bench.Bid("A", 1, "B 5")),
        ("TOO_FEW", Direct, _ => { }),
        ("TOO_FEW", Direct, bench => bench.Bid("A", 1, "has 5")),
        ("LIMIT", KernelBench.AuctionRule(Rationing.Random), bench =>
        {
            bench.Bid("A", 1, "B 5@100");
            bench.Stand("B", 1, "S 5@100");
            bench.Kernel.Ledger.DepositCash(bench.NumberOf("B"), new((Int128.MaxValue / 2) + 1));
        }),
        ("NOT_UNIQUE", KernelBench.ConditionalRule(), _ => { }),
        ("NOT_UNIQUE", KernelBench.ConditionalRule(), bench => bench.Bid("A", 1, "100 + 1q")),
        ("NOT_UNIQUE", KernelBench.ConditionalRule(), bench =>
        {
            // Each follows the other as far as it goes.
            bench.Bid("A", 1, "100 + 1q + 5B in -9..9");
            bench.Stand("B", 1, "100 + 1q + 5A in -9..9");
        }),
        ("TOO_FEW", KernelBench.ConditionalRule(new FundamentalTaxSlope(Economy.DecimalOf(1), default, Economy.DecimalOf(1))), bench =>
        {
            bench.Bid("A", 1, "100 + 1q");
            bench.Stand("B", 1, "102 + 1q");
        }),
        ("DEFICIT", KernelBench.ConditionalRule("0", maxDeficit: "0"), bench =>
        {
            bench.Bid("A", 1, "90:10 110:-10");
            bench.Stand("B", 1, "102 + 1q");
        }),
        ("LIMIT", KernelBench.ConditionalRule(), bench =>
        {
            bench.Bid("A", 1, "100 + 1q");
            bench.Stand("B", 1, "102 + 1q");
            bench.Kernel.Ledger.DepositCash(bench.NumberOf("B"), new((Int128.MaxValue / 2) + 1));
        }),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Clear_ThatFails_ChangesNothingButWhatWasSaid(int number)
    {
        // Two commands and two public updates either way; whatever else there is must be the same.
        var (failed, phased) = (Prepared(number), Prepared(number));
        Assert.Equal([$"cleared {Cases[number].Failure}"], failed.Clear());
        Assert.Equal([$"cleared {Cases[number].Failure}"], failed.Clear());
        Assert.NotEqual(failed.Kernel.StateHash(), phased.Kernel.StateHash());
        phased.Phase(MarketPhase.Halted);
        phased.Phase(MarketPhase.Open);
        Assert.Equal(phased.Kernel.StateHash(), failed.Kernel.StateHash());
        Assert.Equal((0UL, default(Timestamp), null), (failed.Session.Clearings, failed.Session.LastCleared, failed.Session.LastPrice));
    }

    [Fact]
    public void Clear_AfterFailures_DrawsByTheSecretThatWasCommittedTo()
    {
        var bench = KernelBench.With(KernelBench.AuctionRule(Rationing.Random), [], "A");
        bench.Clear();
        bench.Clear();
        bench.Bid("A", 1, "B 1@100");
        bench.Bid("A", 2, "S 1@100");
        Assert.Equal("seed revealed 04ef472dd8b73b3f173309f3a009ee1699a5397553244fc06590c665345eeb45", bench.Clear()[3]);
    }

    [Fact]
    public void Clear_OnceAccountsHaveRoomAgain_TakesPlace()
    {
        foreach (var (number, cleared) in new[] { (6, "cleared 5@100 surplus 0 by VOLUME"), (Cases.Length - 1, "cleared 1@101") })
        {
            var bench = Prepared(number);
            Assert.Equal(["cleared LIMIT"], bench.Clear());
            bench.Transfer("B", "-1");
            Assert.Contains(cleared, bench.Clear());
        }
    }

    private static KernelBench Prepared(int number)
    {
        var bench = new KernelBench();
        bench.Define(KernelBench.SessionDefinition("auction", Cases[number].Rule));
        bench.DefineTrader("A", 0.5);
        bench.DefineTrader("B", 0.5);
        bench.At(1_000_000_000);
        Cases[number].Prepare(bench);
        bench.At(3_000_000_000).Advance();
        return bench;
    }
}
