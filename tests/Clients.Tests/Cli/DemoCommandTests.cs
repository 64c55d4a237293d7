using System.Text.Json.Nodes;

namespace Exchange.Clients.Tests.Cli;

public sealed class DemoCommandTests
{
    /// <summary>What programs read of a demo has a fixed shape; what the bots make of so short a time is theirs.</summary>
    [Fact]
    public void Demo_Json_HasAMarketOfEveryKindAndTheFixedShape()
    {
        var summary = JsonNode.Parse(ExchangeProcess.Run("demo", "--seconds", "6", "--json").AssertSucceeded())!;

        Assert.Equal(["seconds", "markets", "strategies"], Names(summary));
        Assert.Equal(
            [
                ("lit-zi-c", "continuousBook"),
                ("lit-zi-u", "continuousBook"),
                ("lit-maker", "continuousBook"),
                ("dark", "continuousBook"),
                ("midpoint", "referenceCross"),
                ("batch", "callAuction"),
                ("auction", "callAuction"),
                ("optimal", "callAuction"),
                ("direct", "directExchange"),
                ("dcda", "conditionalAuction"),
                ("dcda-groups", "conditionalAuction"),
                ("dcda-capacities", "conditionalAuction"),
                ("size-observed", "sizeDiscovery"),
                ("auction-observed", "callAuction"),
                ("size-priced", "sizeDiscovery"),
                ("auction-priced", "callAuction"),
                ("size-alone", "sizeDiscovery"),
                ("size-liar", "sizeDiscovery"),
                ("workup", "workup"),
                ("lit-workup", "continuousBook"),
                ("matching", "workup"),
            ],
            summary["markets"]!.AsArray().Select(market => ((string)market!["id"]!, (string)market["rule"]!)));
        Assert.All(summary["markets"]!.AsArray(), market =>
        {
            Assert.Equal(["id", "rule", "orders", "trades", "volume", "efficiency", "latencyNs"], Names(market!));
            Assert.Equal(["p50", "p90", "p99", "p99_9", "max"], Names(market!["latencyNs"]!));
            AssertEfficiency(market["efficiency"]);
        });
        Assert.Equal(
            [
                "zi-c", "zi-u", "zi-c", "market-maker", "zi-c", "midpoint", "truthful", "inventory", "frontier", "reporter",
                "fundamental", "groups", "capacities", "size-trader", "size-trader", "size-trader", "size-trader", "size-liar",
                "workup", "workup",
            ],
            summary["strategies"]!.AsArray().Select(strategy => (string)strategy!["strategy"]!));
        Assert.All(summary["strategies"]!.AsArray(), strategy =>
        {
            Assert.Equal(["market", "strategy", "bots", "efficiency"], Names(strategy!));
            AssertEfficiency(strategy!["efficiency"]);
        });
    }

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(field => field.Key);

    // Null before the first completed period; a liar can lose many times what there was to gain.
    private static void AssertEfficiency(JsonNode? efficiency) =>
        Assert.True(efficiency is null || (double)efficiency is >= -1000 and <= 1, efficiency?.ToJsonString());
}
