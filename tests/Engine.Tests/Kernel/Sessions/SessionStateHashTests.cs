using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Tests.Clearing.SizeDiscovery;

namespace Exchange.Engine.Tests.Kernel.Sessions;

public class SessionStateHashTests
{
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
        ("an inventory", bench => bench.In("sizes").Report("A", 1, 5)),
        ("another inventory", bench => bench.In("sizes").Report("A", 1, -5)),
        ("a standing inventory", bench => bench.In("sizes").Report("A", 1, 5, isStanding: true)),
        ("an open session", bench => bench.In("workup").Clear()),
        .. ConditionalBids().Select(bid => (bid, (Action<KernelBench>)(bench => bench.In("conditional").Bid("A", 1, bid)))),
        ("a standing conditional bid", bench => bench.In("conditional").Stand("A", 1, "100 + 2q")),
        ("a conditional bid of another id", bench => bench.In("conditional").Bid("A", 2, "100 + 2q")),
        ("a conditional bid of another account", bench => bench.In("conditional").Bid("B", 1, "100 + 2q")),
        ("a schedule in a conditional auction", bench => bench.In("conditional").Bid("A", 1, "99:5 101:-5")),
        ("an account", bench => bench.DefineMember("new", [])),
        ("an account in a group", bench => bench.DefineMember("new", ["g1"])),
        ("an account in another group", bench => bench.DefineMember("new", ["g2"])),
        ("an account in a new group", bench => bench.DefineMember("new", ["g3"])),
        ("an account in two groups", bench => bench.DefineMember("new", ["g1", "g2"])),
        ("an account in them the other way round", bench => bench.DefineMember("new", ["g2", "g1"])),
        ("a refusal", bench => bench.Bid("A", 1, "has 5")),
        ("a clearing that fails", bench => bench.Clear()),
        ("a clearing that fails elsewhere", bench => bench.In("two").Clear()),
        ("before the opening", bench => bench.Phase(MarketPhase.PreOpen)),
        ("halted", bench => bench.Phase(MarketPhase.Halted)),
        .. SampleDefinitions.All().Select(market => ($"{market}", (Action<KernelBench>)(bench => bench.Define(market)))),
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
        ("what a conditional bid was replaced by", bench =>
        {
            bench.In("conditional").Stand("A", 1, "100 + 2q");
            bench.ReplaceConditional("A", 1, "101 + 2q");
        }, bench =>
        {
            bench.In("conditional").Stand("A", 1, "100 + 2q");
            bench.ReplaceConditional("A", 1, "100 + 2q + 1g1");
        }),
        ("what a report was replaced by", bench =>
        {
            bench.In("sizes").Report("A", 1, 5);
            bench.ReplaceReport("A", 1, 6);
        }, bench =>
        {
            bench.In("sizes").Report("A", 1, 5);
            bench.ReplaceReport("A", 1, 7);
        }),
        ("whether a session is open", bench =>
        {
            bench.In("workup").Clear();
            bench.Clear();
            bench.Phase(MarketPhase.PreOpen);
        }, bench =>
        {
            bench.In("workup").Clear();
            bench.Phase(MarketPhase.Halted);
            bench.Phase(MarketPhase.PreOpen);
        }),
        ("when a session closes", bench =>
        {
            bench.At(1).In("workup").Clear();
            bench.At(2).Advance();
        }, bench =>
        {
            bench.At(1).Advance();
            bench.At(2).In("workup").Clear();
        }),
        ("the price of the session that is open", bench => OpenAt(bench, 100, then: 101), bench => OpenAt(bench, 101, then: 100)),
        ("which group's sum is to be told", bench => ClearLate(bench, "A", "B"), bench => ClearLate(bench, "B", "A")),
        ("what the groups' sums are to be", bench => TradeLate(bench, "A", "B"), bench => TradeLate(bench, "B", "A")),
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

    /// <summary>Bids each of which differs from the first in one thing.</summary>
    private static string[] ConditionalBids() =>
    [
        "100 + 2q", "100.000000000000000001 + 2q", "-100 + 2q", "100 + 2.000000000000000001q", "100 + 2q in -5..", "100 + 2q in -6..",
        "100 + 2q in ..5", "100 + 2q in ..6", "100 + 2q in -5..5", "100 + 2q in 0..", "100 + 2q in ..0", "100 + 2q + 1g1",
        "100 + 2q - 1g1", "100 + 2q + 1.000000000000000001g1", "100 + 2q + 1g2", "100 + 2q + 1A", "100 + 2q + 1B", "100 + 2q + 1g1 + 1g2",
        "100 + 2q + 1g2 + 1g1", "100 + 2q + 1g1 + 1g1", "100 + 2q + 0g1",
    ];

    private static KernelBench Bench()
    {
        var bench = KernelBench.WithAuction();
        bench.Define(KernelBench.SessionDefinition("two", KernelBench.AuctionRule()));
        bench.Define(KernelBench.SessionDefinition("direct", SampleDefinitions.Direct));
        bench.Define(KernelBench.SessionDefinition("indicative", KernelBench.AuctionRule()) with
        {
            Disclosure = KernelBench.PrintsOnly with { IsIndicative = true },
        });
        bench.Define(KernelBench.SessionDefinition("conditional", KernelBench.ConditionalRule()));
        bench.Define(KernelBench.SessionDefinition("late", KernelBench.ConditionalRule("1")) with
        {
            Disclosure = KernelBench.PrintsOnly with { PrintDelayNs = 9, ShowsGroupSums = true },
        });
        bench.Define(KernelBench.SessionDefinition("sizes", SampleSession.Worked.Definition));
        bench.Define(KernelBench.SessionDefinition("workup", new WorkupDefinition(Rationing.Time, null)) with
        {
            Trigger = Trigger.Operator with { OpenNs = 5 },
            Reference = "two",
        });
        bench.DefineTrader("A", 0.5, "g1");
        bench.DefineTrader("B", 0.5, "g2");
        bench.DefineMember("C", []);
        return bench.In("auction");
    }

    /// <summary>Two orders of one account that meet: nobody is richer afterwards.</summary>
    private static void Cross(KernelBench bench, int at)
    {
        bench.Bid("A", 1, $"B 1@{at}");
        bench.Bid("A", 2, $"S 1@{at}");
    }

    /// <summary>A session opens when the reference is at a price, which it soon is no more.</summary>
    private static void OpenAt(KernelBench bench, int at, int then)
    {
        Cross(bench.In("two"), at);
        bench.Clear();
        bench.In("workup").Clear();
        foreach (var last in new[] { then, 102 })
        {
            Cross(bench.In("two"), last);
            bench.Clear();
        }
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

    /// <summary>A clearing in which two get nothing, of whom one is in a group, and which the public is told of later.</summary>
    private static void ClearLate(KernelBench bench, string bidder, string other)
    {
        bench.In("late").Bid(bidder, 1, "100 + 1q");
        bench.Bid("C", 1, "100 + 1q");
        bench.Clear();
        Refuse(bench, other);
        Refuse(bench, other);
    }

    /// <summary>A clearing in which one of two groups buys what is given back, and which the public is told of later.</summary>
    private static void TradeLate(KernelBench bench, string buyer, string other)
    {
        foreach (var trader in new[] { "A", "B" })
        {
            bench.In("late").Bid(trader, 1, $"{(trader == other ? 100 : 101)} + 1q");
        }
        bench.Bid("C", 1, "99 + 1q");
        bench.Clear();
        bench.Transfer(buyer, "100.25", "-1");
        bench.Transfer("C", "-99.75", "1");
        bench.Transfer("operator", "-0.5");
        Assert.All(new[] { "A", "B", "C", "operator" }, account => Assert.Equal(("0", "0"), (bench.CashOf(account), bench.UnitsOf(account))));
    }

    private static void Refuse(KernelBench bench, string account) => bench.Cancel(account, 99);

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
