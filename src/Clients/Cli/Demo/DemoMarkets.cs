using System.Security.Cryptography;
using Exchange.Bots;
using Exchange.V1;

namespace Exchange.Cli.Demo;

/// <summary>A market of the demo: what it is and who trades there.</summary>
/// <param name="Definition">The market.</param>
/// <param name="Rule">Its clearing rule's name.</param>
/// <param name="Teams">Its bots.</param>
internal sealed record DemoMarket(MarketDefinition Definition, string Rule, IReadOnlyList<Team> Teams);

/// <summary>
/// One market of every kind there is. Strategies that are compared trade in markets of their own: ZI-C and ZI-U each in a
/// lit market, so that the budget constraint is all that distinguishes the two; and the two optimal exchanges have the
/// traders of the papers' worked example, α = 1, so that both give up a quarter of the gain for the greatest revenue (as the
/// mean over periods of each one's share, about a third).
/// </summary>
internal static class DemoMarkets
{
    private const string ContinuousBook = "continuousBook";
    private const string CallAuction = "callAuction";
    private const string DirectExchange = "directExchange";

    private const string SmallestLot = "0.000001";
    private const string RevenueWeight = "1";
    private const string PayoffMean = "100";

    public static IReadOnlyList<DemoMarket> All { get; } =
    [
        new(Book("lit-zi-c"), ContinuousBook, [new("zi-c", 16)]),
        new(Book("lit-zi-u"), ContinuousBook, [new("zi-u", 16)]),
        new(Book("lit-maker"), ContinuousBook, [new("zi-c", 12), new("market-maker", 1)]),
        new(Dark("dark"), ContinuousBook, [new("zi-c", 12)]),
        new(Batch("batch"), CallAuction, [new("truthful", 12)]),
        new(SequentialAuction("auction"), CallAuction, [new("inventory", 8)]),
        new(FeeAuction("optimal"), CallAuction, [new("frontier", 5)]),
        new(Direct("direct"), DirectExchange, [new("reporter", 5)]),
    ];

    private static MarketDefinition Market(string id, string tickSize = "1", string lotSize = "1") =>
        new() { Id = id, Instrument = id, TickSize = tickSize, LotSize = lotSize };

    private static MarketDefinition Book(string id)
    {
        var market = Market(id);
        market.ContinuousBook = new();
        return market;
    }

    private static MarketDefinition Dark(string id)
    {
        var market = Book(id);
        market.Disclosure = new() { Depth = DepthDisclosure.None, PrintDelay = "0.1" };
        return market;
    }

    /// <summary>A periodic batch auction: service in random order among those at the margin, verifiable from the seed.</summary>
    private static MarketDefinition Batch(string id)
    {
        var market = Market(id);
        market.CallAuction = new()
        {
            Rationing = Rationing.Random,
            Seed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        };
        market.Trigger = new() { Every = "0.5" };
        market.Disclosure = new() { Depth = DepthDisclosure.None, Indicative = true };
        return market;
    }

    /// <summary>A sequential double auction on standing flows of demand.</summary>
    private static MarketDefinition SequentialAuction(string id)
    {
        var market = Market(id, "0.01", SmallestLot);
        market.CallAuction = new() { Rationing = Rationing.ProRata };
        market.Trigger = new() { Every = "0.1" };
        return market;
    }

    /// <summary>A double auction with the optimal transaction fee; the bots' operator clears it.</summary>
    private static MarketDefinition FeeAuction(string id)
    {
        var market = Market(id, "0.001", SmallestLot);
        market.CallAuction = new() { Rationing = Rationing.ProRata };
        market.Charges = new()
        {
            Charges_ =
            {
                new Charge { TransactionFee = new() { Alpha = RevenueWeight, PayoffMean = PayoffMean, Uniform = Endowments() } },
            },
        };
        return market;
    }

    /// <summary>The same allocation from reports instead of schedules.</summary>
    private static MarketDefinition Direct(string id)
    {
        var market = Market(id, "0.001", SmallestLot);
        market.DirectExchange = new() { Alpha = RevenueWeight, PayoffMean = PayoffMean, Uniform = Endowments() };
        return market;
    }

    private static UniformDistribution Endowments() => new() { Low = "-1", High = "1" };
}
