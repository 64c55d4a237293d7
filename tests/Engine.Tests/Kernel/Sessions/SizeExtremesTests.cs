using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Nothing that the edge lets into size discovery or workups can stop the kernel, or make the operator pay.</summary>
public class SizeExtremesTests
{
    private const long MostLots = Quantity.MaxOrderLots;
    private const int MostTicks = Price.MaxTicks;

    private static readonly FixedDecimal Most = SizeDiscoveryDefinition.MaxParameter;
    private static readonly FixedDecimal Lowest = new(-Most.Scaled);
    private static readonly FixedDecimal Least = SizeDiscoveryDefinition.MinPositive;
    private static readonly FixedDecimal One = new(FixedDecimal.One);

    private static readonly string[] Accounts = ["A", "B", "C", "D", "E"];

    private static readonly Quantity[] Reports = [new(MostLots), new(-MostLots), default, new(1), new(-MostLots / 2), new(MostLots / 3)];

    private static readonly Trigger[] Triggers =
    [
        Trigger.Operator,
        Trigger.Operator with { OpenNs = long.MaxValue }, // which ends with time itself
        new IntervalTrigger(50_000_000_000_000_000) { OpenNs = 1 },
        new PoissonTrigger(long.MaxValue, Auction.Seed) { OpenNs = 1_000_000_000 },
        new AfterTradeTrigger("highest"),
        new AfterTradeTrigger("auction") { OpenNs = 1_000_000_000 },
    ];

    private static readonly MarketDefinition[] Markets =
    [
        Market("auction", "1", "1000", KernelBench.AuctionRule()),
        Market("highest", "0.001", "1000000", new WorkupDefinition(Rationing.Time, new Price(MostTicks))),
        Market("lowest", "1000000", "0.001", new WorkupDefinition(Rationing.ProRata, new Price(-MostTicks))),
        Market("linked", "0.000001", "0.000001", new WorkupDefinition(Rationing.ProRata, null)) with { Reference = "auction" },
        .. Sizes().Select((rule, i) => Market($"sizes {i}", "1", (i % 3) switch { 0 => "0.000001", 1 => "1", _ => "1000" }, rule) with
        {
            Trigger = Triggers[i % Triggers.Length],
            Reference = rule.AuctionPrice is null ? "auction" : "",
        }),
    ];

    [Fact]
    public void Apply_LargestEverything_IsCarriedOutOrRefused()
    {
        var ends = new HashSet<string>();
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var (bench, random, now) = (Bench(), new SeededGenerator(seed), 0L);
            for (var step = 0; step < 600; step++)
            {
                // Two hundred years in six hundred steps.
                now += random.NextBelow(30) == 0 ? random.NextBelow(400_000_000_000_000_000) : random.NextBelow(500_000_000);
                now = Math.Min(now, 9_000_000_000_000_000_000);
                var market = Markets[random.NextBelow(3) == 0 ? random.NextBelow(4) : random.NextBelow(Markets.Length)];
                var account = Accounts[random.NextBelow(Accounts.Length)];
                bench.At(now).In(market.Id);
                var before = OperatorsCash(bench);
                var lines = random.NextBelow(12) switch
                {
                    < 6 => bench.Submit(account, NextBid(random, market)),
                    6 => bench.ReplaceReport(account, 1, NextReport(random).Lots),
                    7 => bench.Transfer(account, NextDeposit(random)),
                    _ => bench.Clear(),
                };
                Assert.True(OperatorsCash(bench) >= before, $"seed {seed}, step {step}: the operator paid\n{string.Join('\n', lines)}");
                ends.UnionWith(bench.Events.Where(e => e.Kind == EventKind.Cleared).Select(
                    e => e.Failure == ClearingFailure.None ? Markets[e.Market].Id : e.Failure.Name()));
            }
        }
        string[] expected = [.. Markets.Select(market => market.Id), "LIMIT", "NO_REFERENCE", "TOO_FEW", "NO_CROSS"];
        Assert.Empty(expected.Except(ends));
    }

    /// <summary>Parameters of which some are as large or as small as can be.</summary>
    private static IEnumerable<SizeDiscoveryDefinition> Sizes()
    {
        FixedDecimal[] extremes = [Least, One, Most];
        foreach (var source in Enum.GetValues<AggregateSource>())
        {
            foreach (var gamma in extremes)
            {
                foreach (var rate in extremes)
                {
                    var rule = new SizeDiscoveryDefinition(gamma == rate ? Most : Lowest, gamma, rate, source);
                    yield return source switch
                    {
                        AggregateSource.Stated => rule with { Aggregate = Lowest, Kappa0 = Lowest, Curvature = Most },
                        AggregateSource.Positions => rule with
                        {
                            Traders = gamma == One ? int.MaxValue : 3,
                            MarketAverage = rate == One ? Most : null,
                            Fraction = gamma == Least ? Least : One,
                            IsAlone = rate == Most,
                        },
                        _ => rule with
                        {
                            AuctionPrice = gamma == One ? Lowest : null,
                            SessionRate = rate == One ? Most : default,
                            Traders = rate == Least ? int.MaxValue : null,
                            Fraction = new(FixedDecimal.One / 2),
                            Kappa0 = gamma == Most ? new(-Least.Scaled) : null,
                        },
                    };
                }
            }
        }
    }

    private static ListedBid NextBid(SeededGenerator random, MarketDefinition market)
    {
        var bid = new ListedBid(0, 1, random.NextBelow(2) == 0, default);
        if (market.Rule is SizeDiscoveryDefinition)
        {
            return bid with { Reported = NextReport(random), IsInventory = true };
        }
        var (side, quantity) = ((Side)random.NextBelow(2), new Quantity(random.NextBelow(2) == 0 ? MostLots : 1));
        return bid with
        {
            Order = market.Rule is WorkupDefinition
                ? Order.Market(side, quantity)
                : Order.Limit(side, quantity, new(random.NextBelow(2) == 0 ? MostTicks : -MostTicks), TimeInForce.GoodTillCancelled),
        };
    }

    private static Quantity NextReport(SeededGenerator random) => Reports[random.NextBelow(Reports.Length)];

    private static Holdings NextDeposit(SeededGenerator random) =>
        new(Cash.Zero, [("XYZ", new Units(random.NextBelow(2) == 0 ? Ledger.MaxDeposit : -Ledger.MaxDeposit))]);

    private static Int128 OperatorsCash(KernelBench bench) => bench.Kernel.Ledger.CashOf(Ledger.Operator).Atoms;

    private static KernelBench Bench()
    {
        var bench = new KernelBench();
        foreach (var market in Markets)
        {
            bench.Define(market);
        }
        foreach (var account in Accounts)
        {
            bench.DefineAccount(account);
        }
        return bench;
    }

    private static MarketDefinition Market(string id, string tick, string lot, SessionRuleDefinition rule)
    {
        Assert.True(rule is not SizeDiscoveryDefinition { IsInRange: false }, id);
        return KernelBench.SessionDefinition(id, rule) with { Grid = KernelBench.Grid(tick, lot) };
    }
}
