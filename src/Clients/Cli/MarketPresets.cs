using System.Security.Cryptography;
using Exchange.V1;

namespace Exchange.Cli;

/// <summary>A market of every kind there is, with parameters to begin with.</summary>
internal static class MarketPresets
{
    private const string SmallestLot = "0.000001";
    private const string RevenueWeight = "1";
    private const string PayoffMean = "100";
    private const string FrozenPrice = "100";
    private const string WorkupSeconds = "0.1";

    private static readonly Dictionary<string, Func<string, MarketDefinition>> ByName = new(StringComparer.Ordinal)
    {
        ["lit"] = Book,
        ["dark"] = Dark,
        ["midpoint"] = Midpoint,
        ["batch"] = Batch,
        ["auction"] = SequentialAuction,
        ["optimal"] = FeeAuction,
        ["direct"] = Direct,
        ["dcda"] = Conditional,
        ["size-discovery"] = SizeDiscovery,
        ["workup"] = Workup,
        ["matching"] = Matching,
    };

    /// <summary>The presets' names.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Makes a market on an instrument of its own name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="id">The market's id.</param>
    public static MarketDefinition Create(string name, string id) => ByName[name](id);

    /// <summary>Has a market take its reference price from another; a workup then follows the trades there.</summary>
    /// <param name="market">The market, which is changed.</param>
    /// <param name="reference">The other market's id.</param>
    public static MarketDefinition Link(MarketDefinition market, string reference)
    {
        market.Reference = reference;
        if (market.Workup is { Rationing: Rationing.Time })
        {
            market.Trigger = new() { AfterTrade = new() { Market = reference }, Open = WorkupSeconds };
        }
        return market;
    }

    private static string DrawSeed() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

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

    /// <summary>
    /// A midpoint dark pool: a continuous reference cross with half the tick of the lit preset, so that every midpoint there is
    /// on its grid. Its reference is the market "lit" and its instrument that market's, unless others are named.
    /// </summary>
    private static MarketDefinition Midpoint(string id)
    {
        var market = Market(id, "0.5");
        market.Instrument = "lit";
        market.Reference = "lit";
        market.ReferenceCross = new() { Rationing = Rationing.Time };
        market.Disclosure = new() { Depth = DepthDisclosure.None };
        return market;
    }

    /// <summary>A periodic batch auction: service in random order among those at the margin, verifiable from the seed.</summary>
    private static MarketDefinition Batch(string id)
    {
        var market = Market(id);
        market.CallAuction = new()
        {
            Rationing = Rationing.Random,
            Seed = DrawSeed(),
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

    /// <summary>A conditional auction for eight traders, or more, whose signals are about one value; the operator clears it.</summary>
    private static MarketDefinition Conditional(string id)
    {
        var market = Market(id, "0.01", SmallestLot);
        market.ConditionalAuction = new()
        {
            SigmaModel = new() { Fundamental = new() { Alpha = "1", Beta = "0.5", Mu = "2" }, Traders = "8" },
        };
        market.Disclosure = new() { Depth = DepthDisclosure.None, GroupSums = true };
        return market;
    }

    /// <summary>
    /// Size-discovery sessions at Poisson times, rare enough for an auction of eight traders or more to live beside them. By
    /// themselves they observe what accounts hold; linked to an auction they rely on its price.
    /// </summary>
    private static MarketDefinition SizeDiscovery(string id)
    {
        var market = Market(id, "0.01", SmallestLot);
        market.SizeDiscovery = new() { Value = PayoffMean, Gamma = "0.5", Rate = "0.5" };
        market.Trigger = new() { Poisson = new() { Rate = "0.4", Seed = DrawSeed() } };
        market.Disclosure = new() { Depth = DepthDisclosure.None };
        return market;
    }

    /// <summary>A workup: quantities at a frozen price, first come, first served. The operator clears it, unless it is linked.</summary>
    private static MarketDefinition Workup(string id)
    {
        var market = Market(id);
        market.Workup = new() { Price = FrozenPrice, Rationing = Rationing.Time };
        market.Disclosure = new() { Depth = DepthDisclosure.None };
        return market;
    }

    /// <summary>A matching session: the same, each getting its share; the operator clears it.</summary>
    private static MarketDefinition Matching(string id)
    {
        var market = Workup(id);
        market.Workup.Rationing = Rationing.ProRata;
        return market;
    }
}
