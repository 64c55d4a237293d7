using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Bids;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Nothing that the edge lets into a session market can stop the kernel.</summary>
public class SessionExtremesTests
{
    private const long MostLots = Quantity.MaxOrderLots;
    private const int MostTicks = Price.MaxTicks;

    private static readonly (string Name, double? Capacity)[] Accounts =
        [("dust", 1e-9), ("whale", 1e15), ("one", 1), ("other", 1), ("none", null)];

    private static readonly BidKind[] Kinds = [BidKind.Limit, BidKind.Market, BidKind.Schedule, BidKind.RateSchedule];

    private static readonly BidShape[] Shapes =
    [
        new("largest quantities", 0, 10, MostLots, Kinds),
        new("highest prices", MostTicks - 12, 13, MostLots, Kinds),
        new("lowest prices", -MostTicks, 13, MostLots, Kinds),
        new("all prices", -MostTicks, (2 * MostTicks) + 1, MostLots, Kinds),
    ];

    private static readonly MarketDefinition[] Markets =
    [
        Market("time", "1000", "1", KernelBench.AuctionRule(reference: MostTicks)),
        Market(
            "pro rata", "0.001", "1000000", KernelBench.AuctionRule(Rationing.ProRata, RationingScope.All, -MostTicks),
            _ => SessionMarkets.Entry("-1000000"), grid => Made(PerUnitFee.TryCreate(Decimal(1), grid, out var fee), fee)),
        Market("random", "1000000", "0.001", KernelBench.AuctionRule(Rationing.Random)) with { Reference = "time" },
        Market("taxed", "0.000001", "1", KernelBench.AuctionRule(), _ => SessionMarkets.Tax("1000000"), _ => SessionMarkets.Spread("1000000")),
        Market("fee", "0.001", "1000000", KernelBench.AuctionRule(), grid => new TransactionFee(Gaussian(0, 1), Decimal(-1e17), grid)),
        Market("fine fee", "0.000001", "0.000001", KernelBench.AuctionRule(), grid => new TransactionFee(Gaussian(3, 1e9), Decimal(0), grid)),
        Market("direct", "0.001", "1000000", new DirectExchangeDefinition(Gaussian(0, 1e-6), Decimal(1))),
        Market("fine direct", "1", "0.000001", new DirectExchangeDefinition(Gaussian(1e17, 1), Decimal(1e12))),
        Market("uniform direct", "1", "1", new DirectExchangeDefinition(new Economy(IsGaussian: false, 0, 4e9, 1, 0, []).Endowments, Decimal(-1e6))),
    ];

    [Fact]
    public void Apply_LargestEverything_IsCarriedOutOrRefused()
    {
        var cleared = new HashSet<string>();
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var bench = Bench();
            var random = new SeededGenerator(seed);
            var shape = Shapes[seed % 4];
            var now = 0L;
            for (var step = 0; step < 400; step++)
            {
                // Two hundred years in four hundred steps.
                now += random.NextBelow(40) == 0 ? random.NextBelow(800_000_000_000_000_000) : random.NextBelow(1_000_000_000);
                now = Math.Min(now, 9_000_000_000_000_000_000);
                var market = Markets[random.NextBelow(Markets.Length)];
                bench.At(now).In(market.Id);
                var (account, id) = (Accounts[random.NextBelow(Accounts.Length)].Name, (ulong)random.NextBelow(3));
                var lines = random.NextBelow(10) switch
                {
                    < 6 => bench.Submit(account, NextBid(market, shape, random, id)),
                    6 => bench.ReplaceSchedule(account, new(0, id, IsStanding: false, default) { Points = shape.NextPoints(random) }),
                    7 => bench.Replace(account, id, shape.NextSize(random).Lots, shape.NextPrice(random).Ticks),
                    _ => bench.Clear(),
                };
                cleared.UnionWith(lines.Where(line => line.Contains(" allocated ", StringComparison.Ordinal)).Select(_ => market.Id));
            }
        }
        Assert.Equal(Markets.Length, cleared.Count);
    }

    [Fact]
    public void Clear_MoreCashThanCanBeCounted_IsRefusedWhole()
    {
        // 4·10³³ atoms a bid, of which a clearing may move 4.25·10³⁷.
        const int Pairs = 5_400;
        var bench = Bench().In("time");
        for (var id = 1UL; id <= Pairs; id++)
        {
            bench.Stand("one", id, $"B {MostLots}@{MostTicks}");
            bench.Stand("other", id, $"S {MostLots}@{MostTicks}");
        }
        Assert.Equal(["cleared LIMIT"], bench.Clear());
        Assert.Equal(("0", "0"), (bench.CashOf("one"), bench.UnitsOf("one")));
        for (var id = 1UL; id <= 100; id++)
        {
            bench.Cancel("one", id);
            bench.Cancel("other", id);
        }
        Assert.Equal($"cleared {5_300 * MostLots}@{MostTicks} surplus 0 by VOLUME", bench.Clear()[^1]);
        Assert.Equal("-21200000000000000000000000", bench.CashOf("one"));
    }

    [Fact]
    public void Clear_DirectExchangeBeyondTheLargestQuantity_IsRefusedWhole()
    {
        // Of two who are full to the brim the whale takes all.
        var bench = Bench().In("uniform direct");
        bench.Stand("dust", 1, $"has {MostLots}");
        bench.Stand("whale", 1, "has 0");
        bench.Stand("one", 1, $"has {MostLots}");
        Assert.Equal(["uniform direct: cleared LIMIT"], bench.Clear());
        Assert.Equal("0", bench.UnitsOf("whale"));
        bench.Cancel("one", 1);
        Assert.Equal($"uniform direct: cleared {MostLots} without a price", bench.Clear()[^1]);
        Assert.Equal(MostLots.ToString(), bench.UnitsOf("whale"));
    }

    private static KernelBench Bench()
    {
        var bench = new KernelBench();
        foreach (var market in Markets)
        {
            bench.Define(market);
        }
        foreach (var (name, capacity) in Accounts)
        {
            bench.Define(new AccountDefinition(
                name, Holdings.Nothing, [], capacity is { } value ? Decimal(value) : default));
        }
        return bench;
    }

    private static ListedBid NextBid(MarketDefinition market, BidShape shape, SeededGenerator random, ulong id)
    {
        var bid = shape.Next(random, 0, id, default);
        if (market.Rule is not DirectExchangeDefinition)
        {
            return bid;
        }
        Quantity[] endowments = [new(MostLots), new(-MostLots), default, new(random.NextBelow(MostLots))];
        return bid with { Order = null, Points = [], IsPerSecond = false, Reported = endowments[random.NextBelow(4)] };
    }

    private static MarketDefinition Market(
        string id, string tick, string lot, Engine.Clearing.SessionRuleDefinition rule, params Func<Grid, Charge>[] charges)
    {
        var grid = KernelBench.Grid(tick, lot);
        return KernelBench.SessionDefinition(id, rule, [.. charges.Select(charge => charge(grid))]) with { Grid = grid };
    }

    private static VirtualEndowment Gaussian(double mean, double deviation) =>
        new Economy(IsGaussian: true, mean, deviation, 0.5, 0, []).Endowments;

    private static Charge Made(Reason reason, Charge? charge)
    {
        Assert.Equal(Reason.None, reason);
        return charge!;
    }

    private static FixedDecimal Decimal(double value) => Economy.DecimalOf(value);
}
