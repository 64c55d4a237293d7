using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Nothing that the edge lets into a conditional auction can stop the kernel, or lead below zero who has limits.</summary>
public class ConditionalExtremesTests
{
    private const long MostLots = Quantity.MaxOrderLots;
    private const int MostTicks = Price.MaxTicks;

    private static readonly FixedDecimal Most = new((Int128.MaxValue / 1000) - 1);
    private static readonly FixedDecimal Least = new(1);
    private static readonly FixedDecimal One = new(FixedDecimal.One);

    private static readonly string[] Accounts = ["A", "B", "C", "D", "E"];
    private static readonly string[] Targets = ["A", "B", "C", "D", "E", "g1", "g2", "g3"];

    private static readonly FixedDecimal[] Slopes =
        [Least, new(1_000), new(1_000_000_000), new(FixedDecimal.One / 1_000), One, new((Int128)FixedDecimal.One * 1_000_000_000), Most];

    private static readonly BidShape[] Schedules =
    [
        new("largest quantities", 0, 10, MostLots, [BidKind.Schedule]),
        new("highest prices", MostTicks - 12, 13, MostLots, [BidKind.Schedule]),
        new("lowest prices", -MostTicks, 13, MostLots, [BidKind.Schedule]),
        new("all prices", -MostTicks, (2 * MostTicks) + 1, MostLots, [BidKind.Schedule]),
    ];

    private static readonly MarketDefinition[] Markets =
    [
        Market("coarse", "1000", "1", new FixedTaxSlope(default)),
        Market("steep", "0.001", "1000000", new FixedTaxSlope(Most)),
        Market("fine", "0.000001", "0.000001", new BoundsTaxSlope(TaxSlope.MaxParameter, default, TaxSlope.MaxParameter, int.MaxValue)),
        Market("thin", "1000000", "0.001", new GroupsTaxSlope(Least, TaxSlope.MaxParameter, TaxSlope.MaxParameter, 4)),
        Market("limited", "1", "1", new FixedTaxSlope(Least)) with { HasLimits = true },
        Market("limited and fine", "0.000001", "0.001", new FundamentalTaxSlope(One, default, Least, int.MaxValue)) with { HasLimits = true },
    ];

    [Fact]
    public void Apply_LargestEverything_IsCarriedOutOrRefused()
    {
        var ends = new HashSet<string>();
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var (bench, random) = (Bench(), new SeededGenerator(seed));
            for (var step = 0; step < 300; step++)
            {
                var market = Markets[random.NextBelow(Markets.Length)];
                var account = Accounts[random.NextBelow(Accounts.Length)];
                bench.In(market.Id);
                _ = random.NextBelow(10) switch
                {
                    < 5 => bench.Submit(account, NextBid(random, Schedules[seed % 4])),
                    < 7 => bench.ReplaceConditional(account, 1, NextConditional(random)),
                    7 => bench.Cancel(account, 1),
                    _ => Clear(bench, market),
                };
                ends.UnionWith(bench.Events.Where(e => e.Kind == EventKind.Rejected).Select(e => e.Reason.Name()));
                ends.UnionWith(bench.Events.Where(e => e.Kind == EventKind.Cleared).Select(
                    e => e.Failure == ClearingFailure.None ? market.Id : e.Failure.Name()));
            }
        }
        string[] expected = [.. Markets.Select(market => market.Id), "NOT_UNIQUE", "NOT_MONOTONE", "OUT_OF_RANGE", "DUPLICATE_ID", "BAD_BOUNDS", "LIMIT"];
        Assert.Empty(expected.Except(ends));
    }

    /// <summary>Clears, and checks that nobody got more than it wanted, or was led below zero where that may not be.</summary>
    private static string[] Clear(KernelBench bench, MarketDefinition market)
    {
        var (before, bounds) = (Holdings(bench), Bounds(bench));
        var lines = bench.Clear();
        var broke = bench.Events.Where(e => e.Kind == EventKind.Rejected).Select(e => e.Account).ToHashSet();
        foreach (var e in bench.Events.Where(e => e.Kind == EventKind.Allocated))
        {
            var (least, most) = broke.Contains(e.Account) ? (0, 0) : bounds[e.Account];
            Assert.True(e.Allotted.Lots >= least && e.Allotted.Lots <= most, $"{least} to {most}:\n{string.Join('\n', lines)}");
        }
        if (market.HasLimits)
        {
            Assert.All(Holdings(bench).Zip(before), held => Assert.True(held.First >= Int128.Min(held.Second, 0), $"{held}: {string.Join('\n', lines)}"));
        }
        return lines;
    }

    /// <summary>The least and the most that every account can get.</summary>
    private static Dictionary<int, (long Least, long Most)> Bounds(KernelBench bench)
    {
        var bounds = new Dictionary<int, (long, long)>();
        foreach (ref readonly var bid in bench.Session.Bids)
        {
            if (bid.Kind == BidKind.Schedule)
            {
                var points = bench.Session.Bids.PointsOf(bid);
                bounds[bid.Account] = (Math.Min(points[^1].Quantity.Lots + bid.SoldLots, 0), Math.Max(points[0].Quantity.Lots - bid.BoughtLots, 0));
                continue;
            }
            var conditional = bench.Session.Bids.ConditionalOf(bid);
            bounds[bid.Account] = (conditional.MinQuantity?.Lots ?? -MostLots, conditional.MaxQuantity?.Lots ?? MostLots);
        }
        return bounds;
    }

    private static Int128[] Holdings(KernelBench bench) => [.. Accounts.Select(bench.NumberOf).SelectMany(account => new[]
    {
        bench.Kernel.Ledger.CashOf(account).Atoms, bench.Kernel.Ledger.UnitsOf(account, 0).Parts,
    })];

    private static ListedBid NextBid(SeededGenerator random, BidShape schedules)
    {
        var bid = new ListedBid(0, 1, random.NextBelow(2) == 0, default);
        return random.NextBelow(4) == 0
            ? bid with { Points = schedules.NextPoints(random) }
            : bid with { Conditional = NextConditional(random) };
    }

    private static ListedConditional NextConditional(SeededGenerator random)
    {
        FixedDecimal[] intercepts =
        [
            default, Least, One, new((Int128)FixedDecimal.One * MostTicks), new(-(Int128)FixedDecimal.One * MostTicks),
            new((Int128)FixedDecimal.One * 1_000), new((Int128)FixedDecimal.One * MostTicks / 1_000_000), Most,
        ];
        long?[] bounds = [null, null, 0, 1, 1_000, MostLots];
        var (count, signs) = (random.NextBelow(3) == 0 ? (int)random.NextBelow(ConditionalBid.MaxConditions + 1) : 0, random.NextBelow(3));
        var (least, most) = (-bounds[random.NextBelow(6)], bounds[random.NextBelow(6)]);
        return new(
            intercepts[random.NextBelow(intercepts.Length)],
            Slopes[random.NextBelow(Slopes.Length)],
            [.. Enumerable.Range(0, count).Select(_ => new ListedCondition(Targets[random.NextBelow(Targets.Length)], Signed(Slopes[random.NextBelow(Slopes.Length)])))])
        {
            Min = least,
            Max = least == 0 && most == 0 ? 1 : most,
        };

        FixedDecimal Signed(FixedDecimal slope) => signs == 0 || (signs == 1 && random.NextBelow(2) == 0) ? new(-slope.Scaled) : slope;
    }

    private static KernelBench Bench()
    {
        var bench = new KernelBench();
        foreach (var market in Markets)
        {
            bench.Define(market);
        }
        string[][] groups = [["g1"], ["g2", "g1"], [], ["g3"], ["g1", "g3"]];
        for (var i = 0; i < Accounts.Length; i++)
        {
            bench.DefineMember(Accounts[i], groups[i], cash: i % 2 == 0 ? "1000000000000" : "0", units: i % 2 == 1 ? "5000000000" : "0");
        }
        return bench;
    }

    private static MarketDefinition Market(string id, string tick, string lot, TaxSlope tax)
    {
        Assert.True(tax.IsInRange, id);
        var disclosure = KernelBench.PrintsOnly with { ShowsGroupSums = true };
        return KernelBench.SessionDefinition(id, KernelBench.ConditionalRule(tax)) with { Grid = KernelBench.Grid(tick, lot), Disclosure = disclosure };
    }
}
