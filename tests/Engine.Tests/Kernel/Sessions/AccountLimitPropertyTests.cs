using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>What limits must never do, on random bids: enter anybody else's payment, or let an account go below zero.</summary>
public class AccountLimitPropertyTests
{
    private static readonly (string Name, string[] Groups)[] Accounts =
    [
        ("A1", ["g1"]), ("A2", ["g2"]), ("A3", ["g1", "g2"]), ("A4", []), ("A5", ["g2"]), ("A6", ["g1"]), ("A7", []), ("A8", ["g2"]),
        ("A9", ["g1"]),
    ];

    private static readonly ConditionalShape Conditionals =
        new(["g1", "g2"], [.. Accounts.Select(account => account.Name)], OneStrongIn: 60);

    private static readonly BidShape Schedules = new("schedules", 96, 9, 500, [BidKind.Schedule]);

    private static readonly TaxSlope[] Taxes =
    [
        new FixedTaxSlope(Of(0.25)), new FundamentalTaxSlope(Of(1), Of(0.5), Of(1)), new GroupsTaxSlope(Of(1), Of(0.5), Of(1)),
        new BoundsTaxSlope(Of(1), Of(0.05), Of(1), 9),
    ];

    [Fact]
    public void Clear_WithSomeLeftOut_IsAsIfTheyHadNeverBid()
    {
        var (cleared, leftOut) = (0, new int[Accounts.Length + 1]);
        for (var seed = 1UL; seed <= 600; seed++)
        {
            var random = new SeededGenerator(seed);
            var market = Market(seed);
            var (limited, free) = (Bench(market, random), Bench(market with { HasLimits = false }, random: null));
            var bids = Accounts.Select((account, i) => (account.Name, Bid: NextBid(random, 1 + (ulong)i))).ToList();
            bids.RemoveAll(bid => limited.Submit(bid.Name, bid.Bid)[0].Contains("rejected", StringComparison.Ordinal));
            var before = Holdings(limited);
            var lines = limited.Clear();
            if (limited.Events[^1].Failure != default)
            {
                continue;
            }
            var broke = limited.Events.Where(e => e.Kind == EventKind.Rejected).Select(e => Accounts[e.Account - 1].Name).ToHashSet();
            foreach (var (name, bid) in bids.Where(bid => !broke.Contains(bid.Name)))
            {
                free.Submit(name, bid);
            }
            var expected = free.Clear();
            var rest = lines.Where(line => !broke.Contains(line.Split(' ')[0]));
            Assert.True(expected.SequenceEqual(rest), $"seed {seed}, {string.Join(' ', broke)} left out:\n{string.Join('\n', lines)}\nnot as\n{string.Join('\n', expected)}");
            Assert.True(Holdings(free).Zip(before).Select(both => both.First + both.Second).SequenceEqual(Holdings(limited)), $"seed {seed}");
            cleared++;
            leftOut[broke.Count]++;
        }
        Assert.InRange(cleared, 250, 600);
        Assert.True(leftOut[1..4].Min() > 10, string.Join(' ', leftOut));
    }

    [Fact]
    public void Clear_AgainAndAgain_LeadsNobodyBelowZero()
    {
        var (trades, refused) = (0, 0);
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var random = new SeededGenerator(seed);
            var bench = Bench(Market(seed), random);
            bench.Define(Market(seed + 1) with { Id = "other" });
            for (var step = 0; step < 200; step++)
            {
                bench.In(random.NextBelow(2) == 0 ? "auction" : "other");
                var account = Accounts[random.NextBelow(Accounts.Length)].Name;
                var lines = random.NextBelow(8) switch
                {
                    0 => bench.Clear(),
                    1 => bench.Cancel(account, 1),
                    2 when random.NextBelow(8) == 0 => bench.Transfer(account, cash: "50", units: "1"),
                    _ => bench.Submit(account, NextBid(random, id: 1)),
                };
                trades += bench.Events.Count(e => e.Kind == EventKind.Allocated && e.Allotted.Lots != 0);
                refused += lines.Count(line => line.EndsWith("LIMIT", StringComparison.Ordinal));
                Assert.True(Holdings(bench).All(held => held >= 0), $"seed {seed}, step {step}:\n{string.Join('\n', lines)}");
            }
        }
        Assert.True(trades > 1_000 && refused > 500, $"{trades} trades, {refused} left out: the streams did too little");
    }

    private static MarketDefinition Market(ulong seed)
    {
        Charge[] charges = (seed % 3) switch
        {
            0 => [],
            1 => [SessionMarkets.Entry("1.5"), SessionMarkets.Spread("0.125")],
            _ => [SessionMarkets.PerUnit("-0.25")],
        };
        var rule = KernelBench.ConditionalRule(Taxes[seed % 4], seed % 5 == 0 ? "3" : null);
        return KernelBench.SessionDefinition("auction", rule with { MaxQuantity = seed % 4 == 1 ? new Quantity(400) : null }, charges) with
        {
            HasLimits = true,
            Grid = KernelBench.Grid("0.5", "0.01"),
        };
    }

    /// <summary>With accounts of which some have little; without a generator they have nothing.</summary>
    private static KernelBench Bench(MarketDefinition market, SeededGenerator? random)
    {
        var bench = new KernelBench();
        bench.Define(market);
        foreach (var (name, groups) in Accounts)
        {
            var (cash, units) = (random?.NextBelow(random.NextBelow(3) == 0 ? 500 : 20_000), random?.NextBelow(random.NextBelow(3) == 0 ? 4 : 200));
            bench.DefineMember(name, groups, $"{cash ?? 0}", $"{units ?? 0}");
        }
        return bench;
    }

    private static ListedBid NextBid(SeededGenerator random, ulong id)
    {
        var bid = new ListedBid(0, id, random.NextBelow(2) == 0, default);
        if (random.NextBelow(4) == 0)
        {
            return bid with { Points = Schedules.NextPoints(random) };
        }
        var conditional = Conditionals.Next(random);
        return bid with { Conditional = conditional with { Min = conditional.Min * 50, Max = conditional.Max * 50 } };
    }

    /// <summary>Everyone's cash and units but the operator's.</summary>
    private static decimal[] Holdings(KernelBench bench) =>
        [.. Accounts.SelectMany(account => new[] { decimal.Parse(bench.CashOf(account.Name)), decimal.Parse(bench.UnitsOf(account.Name)) })];

    private static FixedDecimal Of(double value) => new((Int128)(value * 1_000_000) * 1_000_000_000_000);
}
