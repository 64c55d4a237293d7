using System.Globalization;

namespace Exchange.Simulation.Tests.Workload;

/// <summary>What is traded and who trades.</summary>
internal static class Listing
{
    public const int Accounts = 6;

    /// <summary>An account with one client, which has all bids cancelled when its connection is lost.</summary>
    public const int AlwaysCancels = 3;

    public const string OperatorToken = "simulated-operator-token";

    public const long FirstCash = 1_000_000;

    public const long FirstUnits = 10_000;

    public static string AccountOf(int index) => string.Create(CultureInfo.InvariantCulture, $"A{index}");

    public static string TokenOf(int index) => string.Create(CultureInfo.InvariantCulture, $"T{index:000}-simulated-trader-token");

    public static V1.Configuration Configuration()
    {
        var configuration = new V1.Configuration
        {
            Markets =
            {
                Market("lit", new() { ContinuousBook = new(), Limits = true }),
                Market("dark", new()
                {
                    ContinuousBook = new(),
                    Disclosure = new() { Depth = V1.DepthDisclosure.None, PrintDelay = "0.05" },
                }),
                Market("batch", new()
                {
                    CallAuction = new() { Rationing = V1.Rationing.Random, Seed = "0badcafe" },
                    Trigger = new() { Every = "0.1" },
                }),
                Market("sigma", new()
                {
                    ConditionalAuction = new() { Sigma = "1.2" },
                    Trigger = new() { Every = "0.3" },
                }),
                Market("size", new()
                {
                    SizeDiscovery = new() { Value = "100", Gamma = "0.1", Rate = "0.1", Positions = true },
                    Trigger = new() { Poisson = new() { Rate = "2", Seed = "07" } },
                }),
                Market("mid", new()
                {
                    ReferenceCross = new() { Rationing = V1.Rationing.Time },
                    Reference = "lit",
                }),
            },
            Tokens = { new V1.TokenGrant { Token = OperatorToken, Role = V1.Role.Operator } },
        };
        for (var i = 0; i < Accounts; i++)
        {
            configuration.Accounts.Add(new V1.AccountDefinition
            {
                Id = AccountOf(i),
                Cash = FirstCash.ToString(CultureInfo.InvariantCulture),
                Units = { { "X", FirstUnits.ToString(CultureInfo.InvariantCulture) } },
                Limits = new() { Credit = "100000", Short = { { "X", "1000" } } },
            });
            configuration.Tokens.Add(new V1.TokenGrant { Token = TokenOf(i), Role = V1.Role.Trader, Account = AccountOf(i) });
        }
        return configuration;
    }

    private static V1.MarketDefinition Market(string id, V1.MarketDefinition definition)
    {
        definition.Id = id;
        definition.Instrument = "X";
        definition.TickSize = "0.5";
        definition.LotSize = "1";
        return definition;
    }
}
