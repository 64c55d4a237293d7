using System.Security.Cryptography;
using Exchange.V1;

namespace Exchange.Cli;

/// <summary>A market of every kind there is, with parameters to begin with.</summary>
internal static class MarketPresets
{
    private const string SmallestLot = "0.000001";
    private const string RevenueWeight = "1";
    private const string PayoffMean = "100";

    private static readonly Dictionary<string, Func<string, MarketDefinition>> ByName = new(StringComparer.Ordinal)
    {
        ["lit"] = Book,
        ["dark"] = Dark,
        ["batch"] = Batch,
        ["auction"] = SequentialAuction,
        ["optimal"] = FeeAuction,
        ["direct"] = Direct,
        ["dcda"] = Conditional,
    };

    /// <summary>The presets' names.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>Makes a market on an instrument of its own name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="id">The market's id.</param>
    public static MarketDefinition Create(string name, string id) => ByName[name](id);

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
}
