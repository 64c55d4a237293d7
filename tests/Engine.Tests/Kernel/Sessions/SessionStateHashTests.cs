using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Kernel.Sessions;

public class SessionStateHashTests
{
    private static readonly Economy Standard = new(IsGaussian: false, 0, 10, 1, 100, []);

    /// <summary>One command each, everything else equal: no two may leave the same state.</summary>
    private static readonly (string Name, Action<KernelBench> Does)[] Commands =
    [
        ("nothing", bench => bench.Advance()),
        ("a limit order", bench => bench.Bid("A", 1, "B 5@100")),
        ("on the other side", bench => bench.Bid("A", 1, "S 5@100")),
        ("at another price", bench => bench.Bid("A", 1, "B 5@101")),
        ("of another size", bench => bench.Bid("A", 1, "B 6@100")),
        ("of another account", bench => bench.Bid("B", 1, "B 5@100")),
        ("of another id", bench => bench.Bid("A", 2, "B 5@100")),
        ("standing", bench => bench.Stand("A", 1, "B 5@100")),
        ("in another market", bench => bench.In("two").Bid("A", 1, "B 5@100")),
        ("a market order", bench => bench.Bid("A", 1, "B 5")),
        ("a market order to sell", bench => bench.Bid("A", 1, "S 5")),
        ("the limit order's schedule", bench => bench.Bid("A", 1, "100:5 100:0")),
        ("a longer schedule", bench => bench.Bid("A", 1, "100:5 100:0 101:0")),
        ("another schedule", bench => bench.Bid("A", 1, "99:5 100:0")),
        ("a schedule of another quantity", bench => bench.Bid("A", 1, "99:5 100:-1")),
        ("a rate schedule", bench => bench.Bid("A", 1, "rate 99:5 100:0")),
        ("a report", bench => bench.In("direct").Bid("A", 1, "has 5")),
        ("another report", bench => bench.In("direct").Bid("A", 1, "has -5")),
        ("a standing report", bench => bench.In("direct").Stand("A", 1, "has 5")),
        ("a refusal", bench => bench.Bid("A", 1, "has 5")),
        ("a clearing that fails", bench => bench.Clear()),
        ("a clearing that fails elsewhere", bench => bench.In("two").Clear()),
        ("before the opening", bench => bench.Phase(MarketPhase.PreOpen)),
        ("halted", bench => bench.Phase(MarketPhase.Halted)),
        .. Definitions().Select(market => ($"{market}", (Action<KernelBench>)(bench => bench.Define(market)))),
    ];

    /// <summary>Pairs of histories with as many commands and events for everyone, that differ in one part of the state.</summary>
    private static readonly (string Name, Action<KernelBench> One, Action<KernelBench> Other)[] Histories =
    [
        ("when a bid was accepted", bench =>
        {
            bench.At(1).Stand("A", 1, "rate 99:5 100:0");
            bench.At(2).Advance();
        }, bench =>
        {
            bench.At(1).Advance();
            bench.At(2).Stand("A", 1, "rate 99:5 100:0");
        }),
        ("who came first", bench =>
        {
            bench.Bid("A", 1, "B 5@100");
            bench.Bid("A", 2, "B 6@100");
        }, bench =>
        {
            bench.Bid("A", 2, "B 6@100");
            bench.Bid("A", 1, "B 5@100");
        }),
        ("when the last clearing was", bench =>
        {
            Cross(bench, 100);
            bench.At(1).Clear();
            bench.At(3).Advance();
        }, bench =>
        {
            Cross(bench, 100);
            bench.At(2).Clear();
            bench.At(3).Advance();
        }),
        ("the last price", bench =>
        {
            Cross(bench, 100);
            bench.Clear();
        }, bench =>
        {
            Cross(bench, 101);
            bench.Clear();
        }),
        ("how many clearings there were", bench =>
        {
            Cross(bench, 100);
            bench.Clear();
            Cross(bench, 100);
            bench.Clear();
            Pass(bench, 2);
        }, bench =>
        {
            Cross(bench, 100);
            bench.Clear();
            bench.Clear();
            Refuse(bench, 4);
        }),
        ("what a standing schedule has traded", bench => TradeWithOneself(bench, "S 5@99"), bench => TradeWithOneself(bench, "B 5@101")),
        ("what is left to buy of a standing order", bench => PartlyFill(bench, "B", "S 4"), bench => PartlyFill(bench, "B", "S 5")),
        ("what is left to sell of a standing order", bench => PartlyFill(bench, "S", "B 4"), bench => PartlyFill(bench, "S", "B 5")),
        ("an account's fraction of a lot", bench => Flow(bench, 3, 2), bench => Flow(bench, 2, 2)),
        ("which account's fraction it is", bench => Flow(bench, 3, 2), bench => Flow(bench, 2, 3)),
        ("when the market was defined", bench =>
        {
            bench.At(1).Define(KernelBench.SessionDefinition("new", KernelBench.AuctionRule()));
            bench.At(2).Advance();
        }, bench =>
        {
            bench.At(1).Advance();
            bench.At(2).Define(KernelBench.SessionDefinition("new", KernelBench.AuctionRule()));
        }),
        ("whether the indicative price is stale", bench =>
        {
            Cross(bench.In("indicative"), 100);
            bench.Clear();
            bench.Stand("A", 3, "B 5@100");
            bench.Cancel("A", 3);
        }, bench =>
        {
            Cross(bench.In("indicative"), 100);
            bench.Clear();
            Refuse(bench, 2);
        }),
        ("whether an indicative price is due", bench =>
        {
            bench.In("indicative").Stand("A", 1, "B 5@100");
            bench.In("auction").Stand("A", 1, "B 5@100");
        }, bench =>
        {
            bench.In("auction").Stand("A", 1, "B 5@100");
            bench.At(1).In("indicative").Stand("A", 1, "B 5@100");
        }),
    ];

    public static TheoryData<string> Names => [.. Histories.Select(history => history.Name)];

    [Fact]
    public void StateHash_AnyCommand_ChangesItItsOwnWay()
    {
        var seen = new Dictionary<string, string>();
        foreach (var (name, does) in Commands)
        {
            var bench = Bench();
            does(bench);
            var hash = bench.Kernel.StateHash();
            Assert.True(seen.TryAdd(hash, name), $"{name} has the hash of {seen.GetValueOrDefault(hash)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StateHash_HistoriesThatDifferInOnePart_AreTold(string name)
    {
        var history = Histories.Single(history => history.Name == name);
        var (one, again, other) = (Bench(), Bench(), Bench());
        history.One(one);
        history.One(again);
        history.Other(other);
        Assert.Equal(one.At(9_000_000_000).Kernel.Sequence, other.At(9_000_000_000).Kernel.Sequence);
        Assert.Equal(one.Kernel.StateHash(), again.Kernel.StateHash());
        Assert.NotEqual(one.Kernel.StateHash(), other.Kernel.StateHash());
    }

    [Fact]
    public void StateHash_SameBidsByAnotherWay_IsTheSame()
    {
        // Bids that came and went leave nothing behind, and places used again are not told from others.
        var (one, other) = (Bench(), Bench());
        one.Stand("A", 7, "90:9 95:4 99:0");
        one.Cancel("A", 7);
        one.Stand("A", 1, "B 5@100");
        one.Stand("A", 2, "99:5 101:-3");
        other.Stand("A", 1, "B 5@100");
        other.Stand("A", 3, "rate 1:1 2:0");
        other.Stand("A", 2, "99:5 101:-3");
        other.Cancel("A", 3);
        Assert.Equal(one.Kernel.StateHash(), other.Kernel.StateHash());
    }

    private static KernelBench Bench()
    {
        var bench = KernelBench.WithAuction();
        bench.Define(KernelBench.SessionDefinition("two", KernelBench.AuctionRule()));
        bench.Define(KernelBench.SessionDefinition("direct", Direct(Standard)));
        bench.Define(KernelBench.SessionDefinition("indicative", KernelBench.AuctionRule()) with
        {
            Disclosure = KernelBench.PrintsOnly with { IsIndicative = true },
        });
        bench.DefineTrader("A", 0.5);
        bench.DefineTrader("B", 0.5);
        return bench.In("auction");
    }

    /// <summary>Markets each of which differs from the first in one thing.</summary>
    private static IEnumerable<MarketDefinition> Definitions()
    {
        var first = KernelBench.SessionDefinition("new", KernelBench.AuctionRule());
        yield return first;
        foreach (var rule in Rules())
        {
            yield return first with { Rule = rule };
        }
        foreach (var trigger in Triggers())
        {
            yield return first with { Trigger = trigger };
        }
        foreach (var charge in ChargesOfEveryKind())
        {
            yield return KernelBench.SessionDefinition("new", KernelBench.AuctionRule(), charge);
        }
        yield return KernelBench.SessionDefinition("new", KernelBench.AuctionRule(), [.. ChargesOfEveryKind().Take(2)]);
        yield return first with { Reference = "two" };
        yield return first with { Disclosure = first.Disclosure with { IsIndicative = true } };
        yield return first with { Disclosure = first.Disclosure with { IsIndicative = true, IndicativeEveryNs = 5_000 } };
    }

    private static IEnumerable<SessionRuleDefinition> Rules()
    {
        yield return KernelBench.AuctionRule(Rationing.ProRata);
        yield return KernelBench.AuctionRule(Rationing.Random);
        yield return KernelBench.AuctionRule(Rationing.Random) with { Secret = new byte[32] };
        yield return KernelBench.AuctionRule(scope: RationingScope.All);
        yield return KernelBench.AuctionRule(reference: 0);
        yield return KernelBench.AuctionRule(reference: 1);
        yield return Direct(Standard);
        yield return Direct(Standard with { PayoffMean = 101 });
        yield return Direct(new(IsGaussian: false, 0, 11, 1, 100, []));
        yield return Direct(new(IsGaussian: false, 1, 10, 1, 100, []));
        yield return Direct(new(IsGaussian: false, 0, 10, 0.5, 100, []));
        yield return Direct(new(IsGaussian: true, 0, 10, 1, 100, []));
        yield return Direct(new(IsGaussian: true, 0, 10, 0.5, 100, []));
    }

    private static IEnumerable<Trigger> Triggers()
    {
        yield return new IntervalTrigger(5_000);
        yield return new IntervalTrigger(6_000);
        yield return new SetTimeTrigger(new(5_000));
        yield return new SetTimeTrigger(new(6_000));
        yield return new RandomEndTrigger(5_000, 1_000, Auction.Seed);
        yield return new RandomEndTrigger(5_000, 1_001, Auction.Seed);
        yield return new RandomEndTrigger(5_000, 1_000, new byte[32]);
    }

    private static IEnumerable<Charge> ChargesOfEveryKind()
    {
        var grid = KernelBench.Grid("1", "1");
        yield return SessionMarkets.PerUnit("0.1");
        yield return SessionMarkets.PerUnit("0.2");
        yield return SessionMarkets.Spread("0.1");
        yield return SessionMarkets.Entry("0.1");
        yield return SessionMarkets.Tax("0.1");
        yield return new TransactionFee(Standard.Endowments, Economy.DecimalOf(100), grid);
        yield return new TransactionFee(Standard.Endowments, Economy.DecimalOf(101), grid);
    }

    private static DirectExchangeDefinition Direct(Economy economy) =>
        new(economy.Endowments, Economy.DecimalOf(economy.PayoffMean));

    /// <summary>Two orders of one account that meet: nobody is richer afterwards.</summary>
    private static void Cross(KernelBench bench, int at)
    {
        bench.Bid("A", 1, $"B 1@{at}");
        bench.Bid("A", 2, $"S 1@{at}");
    }

    private static void Pass(KernelBench bench, int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            bench.Advance();
        }
    }

    private static void Refuse(KernelBench bench, int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            bench.Cancel("A", 99);
        }
    }

    private static void TradeWithOneself(KernelBench bench, string order)
    {
        bench.Stand("A", 3, "99:10 99:0 101:0 101:-10");
        bench.Bid("A", 4, order);
        bench.Clear();
        Cross(bench, 100);
        bench.Clear();
    }

    private static void PartlyFill(KernelBench bench, string side, string order)
    {
        bench.Stand("A", 3, $"{side} 10@100");
        bench.Bid("A", 4, $"{order}@100");
        bench.Clear();
    }

    /// <summary>
    /// One lot out of either account's flow in half a second, what is left of which is the account's; then the flows are
    /// others.
    /// </summary>
    private static void Flow(KernelBench bench, int rate, int othersRate)
    {
        bench.Stand("A", 3, $"rate 100:{rate} 100:0");
        bench.Stand("B", 3, $"rate 100:{othersRate} 100:0");
        bench.Stand("A", 4, "S 1@100");
        bench.Stand("B", 4, "S 1@100");
        bench.At(500_000_000).Clear();
        bench.ReplaceSchedule("A", 3, "rate 100:1 100:0");
        bench.ReplaceSchedule("B", 3, "rate 100:1 100:0");
    }
}
