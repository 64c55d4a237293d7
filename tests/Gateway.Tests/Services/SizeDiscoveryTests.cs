using Exchange.V1;
using Google.Protobuf;

namespace Exchange.Gateway.Tests;

/// <summary>
/// Size-discovery sessions over the wire, mostly the worked one: v = 0.5, r = γ = 0.1, ten reports that are true and add up
/// to −0.5. Everyone gets to −0.05, at κ₁ = 0.6. The other numbers are worked out with fractions from the formulas.
/// </summary>
public sealed class SizeDiscoveryTests
{
    private const string Economy = """ "value":"0.5","gamma":"0.1","rate":"0.1" """;
    private const string Lot = "0.000001";

    private static readonly string[] Names = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];

    private static readonly string[] Held = ["-2.5", "2.5", "1", "-1", "0.5", "-0.75", "0.25", "-0.3", "0.1", "-0.3"];

    private static readonly (string Quantity, string Cash)[] Shares =
    [
        ("2.45", "-1.47"), ("-2.55", "1.53"), ("-1.05", "0.63"), ("0.95", "-0.57"), ("-0.55", "0.33"),
        ("0.7", "-0.42"), ("-0.3", "0.18"), ("0.25", "-0.15"), ("-0.15", "0.09"), ("0.25", "-0.15"),
    ];

    [Theory]
    [InlineData(""" ,"observedAggregate":"-0.5" """)]
    [InlineData(""" ,"auctionPrice":"0.6" """)]
    [InlineData("")]
    public async Task Clear_WorkedSession_EveryoneGetsToTheAverageAtTheFrozenPrice(string aggregate)
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("size", $$$"""{"sizeDiscovery":{{{{Economy}}}{{{aggregate}}},"kappa0":"-0.01"}}""", Lot);
        using var data = gateway.Operator.Subscribe("size");
        await data.ReadUntilAsync(() => data.HasSnapshot("size"));
        var traders = await DefineTradersAsync(gateway);
        foreach (var (trader, held) in traders.Zip(Held))
        {
            Assert.Equal(["accepted 1"], Say.Texts((await trader.SubmitAsync(Say.Inventory(0, 1, held, "size"))).Events));
        }
        var before = await gateway.SumAsync();
        using var session = await traders[0].OpenAsync();

        await gateway.ClearAsync("size");
        await data.ReadUntilAsync(() => data.Events.Count == 1);
        await session.ReadUntilAsync(() => session.Events.Count == 1);

        Assert.Equal(["cleared 4.6@ 0 "], Say.Texts(data.Events));
        Assert.Equal(["allocated 1 2.45 -1.47 0"], Say.Texts(session.Events));
        foreach (var (trader, share) in traders.Zip(Shares))
        {
            var balances = await trader.BalancesAsync();
            Assert.Equal((10 + decimal.Parse(share.Cash), "-0.05"), (decimal.Parse(balances.Cash), balances.Units["XYZ"]));
        }
        Assert.Equal(before, await gateway.SumAsync());
    }

    [Fact]
    public async Task Clear_LinkedAuctionAtPoissonTimes_TakesTheAuctionsLastPrice()
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineSessionAsync("auction", """{"callAuction":{"rationing":"PRO_RATA"},"trigger":{"every":"0.1"}}""", Lot);
        await gateway.DefineSessionAsync(
            "size", $$$"""{"sizeDiscovery":{{{{Economy}}}},"trigger":{"poisson":{"rate":"0.1","seed":"01"}},"reference":"auction"}""", Lot);
        using var data = gateway.Operator.Subscribe("size");
        await data.ReadUntilAsync(() => data.HasSnapshot("size"));
        var traders = await DefineTradersAsync(gateway);
        foreach (var (trader, held) in traders.Zip(Held))
        {
            await trader.SubmitAsync(Say.Inventory(0, 1, held, "size", standing: true));
        }

        // The seed's instants, from when the market was defined at 10: after 6.805012684, 15.333299233 and 28.245960803.
        clock.Advance(7_000);
        await data.ReadUntilAsync(() => data.Events.Count == 1);
        await traders[1].SubmitAsync(Say.Buy(0, 1, "0.25", "0.62", market: "auction"));
        await traders[0].SubmitAsync(Say.Sell(0, 1, "0.25", "0.62", market: "auction"));
        clock.Advance(9_000);
        await data.ReadUntilAsync(() => data.Events.Count == 2);

        Assert.Equal(["16.805012684", "25.333299233"], data.Events.Select(told => told.At));
        Assert.Equal(["cleared 0@ 0 NO_REFERENCE", "cleared 4.6@ 0 "], Say.Texts(data.Events));
        // κ₁ = 0.62, so Z = −0.6 and the reports miss it by 0.1; K = 1/6 by (31) and (34), κ₀ = −0.015. The trade was at 0.62.
        var balances = await traders[0].BalancesAsync();
        Assert.Equal((10m + 0.155m - 1.519m - 0.00015m, "-0.3"), (decimal.Parse(balances.Cash), balances.Units["XYZ"]));
        Assert.Equal("0.0015", (await gateway.Operator.BalancesAsync("operator")).Cash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(3_000)]
    [InlineData(60_000)]
    public async Task Restart_WhileASessionIsOpen_ClosesAsItWouldHave(int? downForMilliseconds)
    {
        const string Sessions = $$$"""{"sizeDiscovery":{{{{Economy}}},"traders":"10"},"reference":"lit","trigger":{"afterTrade":{"market":"lit"},"open":"10"}}""";
        using var directory = new TemporaryDirectory();
        var clock = new HandClock();
        var gateway = await TestGateway.StartAsync(directory.Path, clock: clock);
        await gateway.DefineAsync("lit");
        await gateway.DefineSessionAsync("size", Sessions, Lot);
        using var data = gateway.Operator.Subscribe("size");
        await data.ReadUntilAsync(() => data.HasSnapshot("size"));
        var (a, b) = (await gateway.DefineTraderAsync("A", "10", "-4"), await gateway.DefineTraderAsync("B", "10", "6"));
        var (c, d) = (await gateway.DefineTraderAsync("C", "10", "1"), await gateway.DefineTraderAsync("D"));
        await a.SubmitAsync(Say.Inventory(0, 1, "-4", "size", standing: true));
        await b.SubmitAsync(Say.Inventory(0, 1, "6", "size", standing: true));
        clock.Advance(1_000);
        await TradeAsync(d, "0.6");
        await data.ReadUntilAsync(() => data.Events.Count == 1);
        Assert.Equal(["opened size@0.6 until 21"], Say.Texts(data.Events));

        // The price is frozen, whatever the market trades at later; reports may still come and change.
        await TradeAsync(d, "0.9");
        await c.SubmitAsync(Say.Inventory(0, 1, "1", "size"));
        clock.Advance(1_000);
        await a.SubmitAsync(Say.ReplaceInventory(0, 1, "-3.4", "size"));
        if (downForMilliseconds is { } down)
        {
            await gateway.DisposeAsync();
            clock.Advance(down);
            gateway = await TestGateway.StartAsync(directory.Path, clock: clock);
        }
        clock.Advance(10_000);
        await gateway.ClearAsync("size"); // Were the session still open, it would close; it is not, and another opens.

        using var after = gateway.Operator.Subscribe("size");
        await after.ReadUntilAsync(() => after.HasSnapshot("size"));
        Assert.Equal(3UL, after.SequenceOf("size"));
        (string Name, string Cash, string Units)[] expected =
            [("A", "6.892777777778", "0.6"), ("B", "12.532777777778", "1.2"), ("C", "9.532777777778", "1.2")];
        foreach (var (name, cash, units) in expected)
        {
            var balances = await gateway.Operator.BalancesAsync(name);
            Assert.Equal((name, cash, units), (name, balances.Cash, balances.Units["XYZ"]));
        }
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task Clear_ByTheOperator_OpensASessionAndClosesIt()
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineSessionAsync("size", $$$"""{"sizeDiscovery":{{{{Economy}}}},"trigger":{"operator":{},"open":"5"}}""", Lot);
        using var data = gateway.Operator.Subscribe("size");
        await data.ReadUntilAsync(() => data.HasSnapshot("size"));
        var traders = await DefineTradersAsync(gateway);

        await gateway.ClearAsync("size");
        foreach (var (trader, held) in traders.Zip(Held))
        {
            await trader.SubmitAsync(Say.Inventory(0, 1, held, "size"));
        }
        await gateway.ClearAsync("size");
        clock.Advance(60_000);
        await gateway.ClearAsync("size");
        clock.Advance(5_000);
        await data.ReadUntilAsync(() => data.Events.Count == 4);

        Assert.Equal(
            ["opened size@ until 15", "cleared 4.6@ 0 ", "opened size@ until 75", "cleared 0@ 0 TOO_FEW"], Say.Texts(data.Events));
        Assert.Equal(["10", "10", "70", "75"], data.Events.Select(told => told.At));
    }

    [Fact]
    public async Task Clear_PositionsAfterAShock_AreThoseOfNow()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("size", $$$"""{"sizeDiscovery":{{{{Economy}}}}}""", Lot);
        foreach (var (name, units) in new[] { ("A", "-4"), ("B", "6"), ("C", "1") })
        {
            var trader = await gateway.DefineTraderAsync(name, "10", units);
            await trader.SubmitAsync(Say.Inventory(0, 1, units, "size", standing: true));
        }
        await gateway.Operator.Accounts.TransferAsync(
            new() { Account = "C", Units = { ["XYZ"] = "3" } }, gateway.Operator.Options);

        // The reports, not the shock: R = 3 and Z = 6. Without an auction K = γ/r = 1 and κ₀ = −2/9; κ₁ = 0.5 − 2·2.
        await gateway.ClearAsync("size");

        var balances = await Task.WhenAll(new[] { "A", "B", "C", "operator" }.Select(gateway.Operator.BalancesAsync));
        Assert.Equal(["1", "1", "4", "0"], balances.Select(balance => balance.Units["XYZ"]));
        Assert.Equal(["25.5", "-9.5", "8", "6"], balances.Select(balance => balance.Cash));
    }

    [Fact]
    public async Task Submit_WhatASessionDoesNotTake_GetsItsReason()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.DefineSessionAsync("size", $$$"""{"sizeDiscovery":{{{{Economy}}},"maxQuantity":"5"}}""", "1");
        var a = await gateway.DefineTraderAsync("A");
        using var session = await a.OpenAsync();

        var reasons = await session.ActAsync(
            Say.Inventory(1, 1, "6", "size"),
            Say.Inventory(2, 1, "0.5", "size"),
            Say.Endowment(3, 1, "5", "size"),
            Say.Market(4, Side.Buy, 1, "5", "size"),
            Say.ReplaceInventory(5, 1, "5", "size"),
            Say.Inventory(6, 1, "5", "size"),
            Say.Inventory(7, 2, "5", "size"),
            Say.ReplaceInventory(8, 1, "-6", "size"),
            Say.Replace(9, 1, "3", market: "size"),
            Say.ReplaceInventory(10, 1, "-5", "size"));

        Assert.Equal(
            [
                "OUT_OF_RANGE", "OFF_GRID", "WRONG_BID_KIND", "WRONG_BID_KIND", "UNKNOWN_ORDER", "", "DUPLICATE_ACCOUNT",
                "OUT_OF_RANGE", "WRONG_BID_KIND", "",
            ],
            reasons);
    }

    [Fact]
    public async Task Define_MoreSessionsThanThereIsAnEquilibriumFor_WarnsWithTheBoundAndRuns()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        async Task<DefineMarketResponse> DefineAsync(string id, string rate) => await gateway.Operator.Markets.DefineAsync(
            new()
            {
                Market = MarketDefinition.Parser.ParseJson(
                    $$$$"""{"id":"{{{{id}}}}","instrument":"XYZ","tickSize":"0.01","lotSize":"1","sizeDiscovery":{{{{{Economy}}}},"traders":"10"},"reference":"lit","trigger":{"poisson":{"rate":"{{{{rate}}}}","seed":"01"}}}"""),
            },
            gateway.Operator.Options);

        Assert.Empty((await DefineAsync("fine", "0.1")).Warnings);
        Assert.Contains("0.1167184", Assert.Single((await DefineAsync("size", "1000")).Warnings));

        var trader = await gateway.DefineTraderAsync("A");
        using var data = trader.Subscribe("size");
        await data.ReadUntilAsync(() => data.Events.Count > 0);
        Assert.Equal("cleared 0@ 0 TOO_FEW", Say.Text(data.Events[0]));
    }

    [Fact]
    public async Task List_SizeDiscoveryAndWorkups_PrintsBackWhatWasDefinedButForSeeds()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        string[] rules =
        [
            """{"value":"0.5","gamma":"0.1","rate":"0.1","observedAggregate":"-0.5","fraction":"1"}""",
            """{"value":"-0.5","gamma":"0.1","rate":"2","auctionPrice":"0.553","kappa0":"-0.01","curvature":"3","traders":"10","marketAverage":"-7","fraction":"0.25","maxQuantity":"40"}""",
            """{"value":"0.5","gamma":"0.1","rate":"0.1","fraction":"1","positions":true}""",
        ];
        string[] triggers =
        [
            """{"poisson":{"rate":"0.3"},"open":"2.5"}""", """{"afterTrade":{"market":"lit"},"open":"0"}""", """{"every":"60","open":"1"}""",
        ];
        const string Seed = "5ec7e7";
        for (var i = 0; i < rules.Length; i++)
        {
            var trigger = triggers[i].Replace("\"0.3\"", $"\"0.3\",\"seed\":\"{Seed}\"");
            await gateway.DefineSessionAsync($"s{i}", $$$"""{"sizeDiscovery":{{{rules[i]}}},"trigger":{{{trigger}}},"reference":"lit"}""");
            await gateway.DefineSessionAsync($"w{i}", $$$"""{"workup":{"rationing":"PRO_RATA","price":"10.5"},"trigger":{{{trigger}}}}""");
        }

        foreach (var caller in new[] { trader, gateway.Operator })
        {
            var response = await caller.Markets.ListAsync(new(), caller.Options);
            var listed = response.Markets.Skip(1).Select(market => market.Definition).ToArray();

            Assert.DoesNotContain(Seed, response.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(
                triggers.SelectMany(text => Enumerable.Repeat(JsonParser.Default.Parse<Trigger>(text), 2)), listed.Select(market => market.Trigger));
            Assert.Equal(rules.Select(JsonParser.Default.Parse<SizeDiscovery>), listed.Where(IsSizes).Select(market => market.SizeDiscovery));
            Assert.All(listed.Where(market => !IsSizes(market)), market => Assert.Equal(new() { Rationing = Rationing.ProRata, Price = "10.5" }, market.Workup));
        }

        static bool IsSizes(MarketDefinition market) => market.SizeDiscovery is not null;
    }

    /// <summary>The ten with what they hold and 10 in cash.</summary>
    private static async Task<List<TestCaller>> DefineTradersAsync(TestGateway gateway)
    {
        var traders = new List<TestCaller>();
        foreach (var (name, held) in Names.Zip(Held))
        {
            traders.Add(await gateway.DefineTraderAsync(name, "10", held));
        }
        return traders;
    }

    /// <summary>A trade of a trader with itself.</summary>
    private static async Task TradeAsync(TestCaller trader, string price)
    {
        await trader.SubmitAsync(Say.Buy(0, 1, "1", price));
        await trader.SubmitAsync(Say.Sell(0, 2, "1", price));
    }
}
