using System.Text.Json.Nodes;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

/// <summary>Session markets from the command line.</summary>
public sealed class SessionCommandTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly RunningGateway _gateway = fixture.Gateway;

    [Fact]
    public void Trade_SchedulesInACallAuction_AreReplacedClearedAndStand()
    {
        Define("""{"id":"call","instrument":"XYZ","tickSize":"0.01","lotSize":"1","callAuction":{"rationing":"TIME"}}""");
        _gateway.Run("account", "define", "patient").AssertSucceeded();
        _gateway.Run("account", "define", "hasty").AssertSucceeded();

        Assert.Equal(
            ["""{"accepted":{"market":"call","id":"1"}}"""],
            Trade("patient", "schedule", "call", "99:10 101:-5", "--standing", "--id", "1"));
        Assert.Equal(
            ["""{"replaced":{"market":"call","id":"1","quantity":"30","price":""}}"""],
            Trade("patient", "replace", "call", "1", "--schedule", "99:20 101:-10"));
        Assert.Equal(["""{"accepted":{"market":"call","id":"7"}}"""], Trade("hasty", "submit", "call", "sell", "20", "98", "--id", "7"));
        Assert.Equal("", _gateway.Run("markets", "clear", "call").AssertSucceeded());

        // At 99 the schedule buys the 20.
        Assert.Equal("20", Units("patient"));
        Assert.Equal("-20", Units("hasty"));
        Assert.Equal(
            ["""{"cancelled":{"market":"call","id":"1","quantity":"10","reason":"USER"}}"""], Trade("patient", "cancel", "call", "1"));
        _gateway.Run("trade", "cancel", "call", "7", "--account", "hasty").AssertFailed(1, "UNKNOWN_ORDER");
    }

    [Fact]
    public async Task Trade_ConditionalBids_AreReplacedAndClearedAndGroupSumsWatched()
    {
        _gateway.Run("markets", "define", "--preset", "dcda", "--id", "preset", "--instrument", "DEF").AssertSucceeded();
        Define("""
            {"id":"cond","instrument":"DEF","tickSize":"0.01","lotSize":"0.0001",
             "conditionalAuction":{"sigma":"2"},"disclosure":{"depth":"NONE","groupSums":true}}
            """);
        string[] accounts = ["A", "B", "C"];
        using var watch = _gateway.Start("watch", "cond");
        Assert.NotNull(JsonNode.Parse(await watch.ReadLineAsync())!["snapshot"]);
        for (var i = 0; i < accounts.Length; i++)
        {
            _gateway.Run("account", "define", accounts[i], "--groups", i < 1 ? "first" : "second", "all").AssertSucceeded();
        }
        Assert.Equal(
            ["""{"accepted":{"market":"cond","id":"1"}}"""],
            Trade("A", "conditional", "cond", "9 9 @B:1", "--min", "-5", "--max", "5", "--standing", "--id", "1"));
        Assert.Equal(
            ["""{"replaced":{"market":"cond","id":"1","quantity":"0","price":""}}"""],
            Trade("A", "replace", "cond", "1", "--conditional", "4 3.5 second:0.5 first:0.5"));
        for (var i = 1; i < accounts.Length; i++)
        {
            Assert.Single(Trade(accounts[i], "conditional", "cond", "1 4"));
        }
        _gateway.Run("markets", "clear", "cond").AssertSucceeded();

        // Everyone's price falls by four a unit: p = 2, the mean.
        Assert.Equal(["0.5", "-0.25", "-0.25"], accounts.Select(account => Units(account, "DEF")));
        Assert.Equal("2", (string?)JsonNode.Parse(await watch.ReadLineAsync())!["event"]!["cleared"]!["price"]);
        Assert.Equal(
            [
                """{"market":"cond","group":"first","quantity":"0.5"}""",
                """{"market":"cond","group":"all","quantity":"0"}""",
                """{"market":"cond","group":"second","quantity":"-0.5"}""",
            ],
            [await GroupSumAsync(), await GroupSumAsync(), await GroupSumAsync()]);
        watch.Signal("INT");
        Assert.Equal("", (await watch.EndAsync()).AssertSucceeded());
        _gateway.Run("trade", "conditional", "cond", "1 1 nobody:1", "--account", "B").AssertFailed(1, "UNKNOWN_GROUP");

        async Task<string> GroupSumAsync() => JsonNode.Parse(await watch.ReadLineAsync())!["event"]!["groupSum"]!.ToJsonString();
    }

    [Fact]
    public void Trade_ReportsInADirectExchange_AreCleared()
    {
        Define("""
            {"id":"direct","instrument":"ABC","tickSize":"0.01","lotSize":"0.000001",
             "directExchange":{"alpha":"0","payoffMean":"10","uniform":{"low":"-1","high":"1"}}}
            """);
        _gateway.Run("account", "define", "long", "--capacity", "0.5").AssertSucceeded();
        _gateway.Run("account", "define", "short", "--capacity", "0.5").AssertSucceeded();
        _gateway.Run("account", "define", "flat", "--capacity", "-1").AssertFailed(2, "capacity");

        Assert.Single(Trade("long", "report", "direct", "0.5"));
        Assert.Single(Trade("short", "report", "direct", "-0.3", "--id", "4"));
        _gateway.Run("markets", "clear", "direct").AssertSucceeded();

        Assert.Equal("-0.4", Units("long", "ABC"));
        Assert.Equal("0.4", Units("short", "ABC"));
    }

    [Fact]
    public void Trade_InventoriesInSizeDiscovery_AreReplacedAndCleared()
    {
        Define("""
            {"id":"size","instrument":"SIZ","tickSize":"0.01","lotSize":"0.000001",
             "sizeDiscovery":{"value":"0.5","gamma":"0.1","rate":"0.1","observedAggregate":"-0.3"}}
            """);
        string[] accounts = ["first", "second", "third"];
        foreach (var account in accounts)
        {
            _gateway.Run("account", "define", account).AssertSucceeded();
        }
        Assert.Equal(
            ["""{"accepted":{"market":"size","id":"1"}}"""],
            Trade("first", "inventory", "size", "-25", "--standing", "--id", "1"));
        Assert.Equal(
            ["""{"replaced":{"market":"size","id":"1","quantity":"0","price":""}}"""],
            Trade("first", "replace", "size", "1", "--inventory", "-2.5"));
        Assert.Single(Trade("second", "inventory", "size", "2.5"));
        Assert.Single(Trade("third", "inventory", "size", "-0.3"));
        _gateway.Run("markets", "clear", "size").AssertSucceeded();

        Assert.Equal(["2.4", "-2.6", "0.2"], accounts.Select(account => Units(account, "SIZ")));
        Assert.Single(Trade("first", "cancel", "size", "1"));
    }

    [Fact]
    public void Trade_Pegged_CrossesAtTheMidpointOfThePresetsReference()
    {
        _gateway.Run("markets", "define", "--preset", "lit", "--id", "peg-lit").AssertSucceeded();
        _gateway.Run("markets", "define", "--preset", "midpoint", "--id", "peg", "--instrument", "peg-lit", "--reference", "peg-lit")
            .AssertSucceeded();
        string[] accounts = ["maker", "left", "right"];
        foreach (var account in accounts)
        {
            _gateway.Run("account", "define", account).AssertSucceeded();
        }
        Trade("maker", "submit", "peg-lit", "buy", "5", "100");
        Trade("maker", "submit", "peg-lit", "sell", "5", "101");
        Assert.Equal(
            ["""{"accepted":{"market":"peg","id":"7"}}"""],
            Trade("left", "pegged", "peg", "sell", "3", "100", "--id", "7", "--minimum", "2", "--expires", "9000000000"));
        Assert.Equal(
            [
                """{"accepted":{"market":"peg","id":"8"}}""",
                """{"filled":{"market":"peg","id":"8","side":"BUY","quantity":"3","price":"100.5","remaining":"1","liquidity":"CROSS"}}""",
                """{"cancelled":{"market":"peg","id":"8","quantity":"1","reason":"IOC"}}""",
            ],
            Trade("right", "pegged", "peg", "buy", "4", "--id", "8", "--tif", "ioc"));
    }

    [Fact]
    public void Markets_PresetsOfSessions_AreDefinedLinkedAndWarnedOf()
    {
        void DefinePreset(params string[] arguments) =>
            Assert.Equal("", _gateway.Run(["markets", "define", "--instrument", "PRE", "--preset", .. arguments]).AssertSucceeded());
        DefinePreset("auction", "--id", "pre-auction");
        DefinePreset("lit", "--id", "pre-lit");
        DefinePreset("matching");
        DefinePreset("size-discovery", "--reference", "pre-auction");
        DefinePreset("workup", "--reference", "pre-lit");

        var workup = Listed("workup");
        Assert.Equal("""{"afterTrade":{"market":"pre-lit"},"open":"0.1"}""", workup["trigger"]!.ToJsonString());
        Assert.Equal("pre-lit", (string?)workup["reference"]);
        Assert.Equal("pre-auction", (string?)Listed("size-discovery")["reference"]);
        Assert.Equal("PRO_RATA", (string?)Listed("matching")["workup"]!["rationing"]);
        _gateway.Run("markets", "define", "--preset", "workup", "--id", "other", "--reference", "nowhere").AssertFailed(1, "UNKNOWN_MARKET");

        var often = ExchangeProcess.RunWith(
            """
            {"id":"often","instrument":"PRE","tickSize":"1","lotSize":"1","reference":"pre-auction",
             "sizeDiscovery":{"value":"1","gamma":"1","rate":"0.1","traders":"10"},"trigger":{"poisson":{"rate":"0.12","seed":"01"}}}
            """,
            "markets", "define", "-", "--url", _gateway.Url);
        Assert.Equal((0, ""), (often.ExitCode, often.Output));
        Assert.Matches("^exchange: warning: .*0\\.1167184.*\n$", often.Error);
    }

    [Fact]
    public void Run_WhatIsRefusedOrMalformed_IsOneLineAndNothingOnStdout()
    {
        Define("""{"id":"strict","instrument":"XYZ","tickSize":"0.01","lotSize":"1","callAuction":{"rationing":"TIME"}}""");
        _gateway.Run("account", "define", "hand").AssertSucceeded();
        void AssertRefused(int exitCode, string detail, params string[] arguments)
        {
            var result = _gateway.Run(arguments);
            result.AssertFailed(exitCode, detail);
            Assert.Equal("", result.Output);
        }
        void AssertTradeRefused(int exitCode, string detail, params string[] arguments) =>
            AssertRefused(exitCode, detail, ["trade", .. arguments, "--account", "hand"]);

        AssertTradeRefused(1, "NOT_MONOTONE", "schedule", "strict", "99:1 101:2");
        AssertTradeRefused(1, "TOO_FEW_POINTS", "schedule", "strict", "99:1");
        AssertTradeRefused(1, "TOO_FEW_POINTS", "schedule", "strict", "");
        AssertTradeRefused(1, "OFF_GRID", "schedule", "strict", "99.001:1 101:0");
        AssertTradeRefused(2, "MALFORMED", "schedule", "strict", "99:ten 101:0");
        AssertTradeRefused(2, "'99-1'", "schedule", "strict", "99-1 101:0");
        AssertTradeRefused(2, "--schedule", "replace", "strict", "1", "--per-second");
        AssertTradeRefused(1, "UNKNOWN_ORDER", "replace", "strict", "1", "--schedule", "99:1 101:0");
        AssertTradeRefused(1, "WRONG_BID_KIND", "report", "strict", "1");
        AssertRefused(1, "UNKNOWN_MARKET", "markets", "clear", "nowhere");
        AssertRefused(2, "'MARKET'", "markets", "clear");
        _gateway.Run("markets", "phase", "strict", "HALTED").AssertSucceeded();
        AssertRefused(1, "WRONG_PHASE", "markets", "clear", "strict");
    }

    [Fact]
    public async Task Watch_ASessionMarket_PrintsCommitmentClearingAndDraw()
    {
        Define("""
            {"id":"drawn","instrument":"XYZ","tickSize":"0.01","lotSize":"1",
             "callAuction":{"rationing":"RANDOM","seed":"07"},"disclosure":{"depth":"NONE"}}
            """);
        _gateway.Run("account", "define", "both").AssertSucceeded();
        Trade("both", "submit", "drawn", "buy", "2", "10");
        Trade("both", "submit", "drawn", "sell", "1", "10");

        using var watch = _gateway.Start("watch", "drawn");

        var snapshot = JsonNode.Parse(await watch.ReadLineAsync())!["snapshot"]!;
        Assert.Equal("""{"market":"drawn","bids":[],"asks":[]}""", snapshot["depth"]!.ToJsonString());
        var commitment = (string?)snapshot["commitment"];
        _gateway.Run("markets", "clear", "drawn").AssertSucceeded();
        Assert.EndsWith(
            ""","to":"public","cleared":{"market":"drawn","price":"10","volume":"1","surplus":"1","decidedBy":"VOLUME","reason":""}}}""",
            await watch.ReadLineAsync(),
            StringComparison.Ordinal);
        var seed = JsonNode.Parse(await watch.ReadLineAsync())!["event"]!["seed"]!;
        Assert.True(new Exchange.Sdk.RandomDraw((string)seed["revealed"]!).Keeps(commitment!));
        Assert.Equal(64, ((string)JsonNode.Parse(await watch.ReadLineAsync())!["event"]!["seed"]!["commitment"]!).Length);
        watch.Signal("INT");
        Assert.Equal("", (await watch.EndAsync()).AssertSucceeded());
    }

    private void Define(string definition) =>
        ExchangeProcess.RunWith(definition, "markets", "define", "-", "--url", _gateway.Url).AssertSucceeded();

    private string[] Trade(string account, params string[] arguments) =>
        RemoteCommandTests.Events(_gateway.Run(["trade", .. arguments, "--account", account]), account);

    private JsonNode Listed(string id) => _gateway.Run("markets").AssertSucceeded()
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!["definition"]!)
        .Single(definition => (string?)definition["id"] == id);

    private string? Units(string account, string instrument = "XYZ") =>
        (string?)JsonNode.Parse(_gateway.Run("account", "show", account).AssertSucceeded())!["units"]![instrument];
}
