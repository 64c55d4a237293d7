using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

public sealed class RemoteCommandTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly RunningGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData("up")]
    [InlineData("markets")]
    [InlineData("markets define")]
    [InlineData("markets phase")]
    [InlineData("markets clear")]
    [InlineData("account")]
    [InlineData("account show")]
    [InlineData("account list")]
    [InlineData("account define")]
    [InlineData("account token")]
    [InlineData("account tokens")]
    [InlineData("account revoke")]
    [InlineData("account block")]
    [InlineData("account unblock")]
    [InlineData("account transfer")]
    [InlineData("trade")]
    [InlineData("trade submit")]
    [InlineData("trade schedule")]
    [InlineData("trade report")]
    [InlineData("trade inventory")]
    [InlineData("trade replace")]
    [InlineData("trade cancel")]
    [InlineData("trade cancel-all")]
    [InlineData("watch")]
    public void Help_EveryCommand_IsPrintedWithSuccess(string command) => Assert.Contains(
        $"exchange {command}", ExchangeProcess.Run([.. command.Split(' '), "--help"]).AssertSucceeded(), StringComparison.Ordinal);

    [Fact]
    public void Markets_DefineListPhase_AreCarriedOut()
    {
        const string Definition = """{"id":"book","instrument":"XYZ","tickSize":"0.010","lotSize":"1","continuousBook":{}}""";

        Assert.Equal("", ExchangeProcess.RunWith(Definition, "markets", "define", "-", "--url", _gateway.Url).AssertSucceeded());
        Assert.Equal("", _gateway.Run("markets", "phase", "book", "halted").AssertSucceeded());

        const string Listed = """{"definition":{"id":"book","instrument":"XYZ","tickSize":"0.01","lotSize":"1","continuousBook":{},"trigger":{"continuous":{},"open":"0"},"disclosure":{"depth":"FULL","levels":0,"printDelay":"0","indicative":false,"indicativeEvery":"0.1","groupSums":false,"orders":false},"charges":{"makerFee":"0","takerFee":"0","charges":[]},"reference":"","selfTrade":"SELF_TRADE_ALLOWED","limits":false},"phase":"HALTED"}""";
        Assert.Contains(Listed, _gateway.Run("markets").AssertSucceeded().Split('\n'));
        Assert.Contains(Listed, _gateway.Run("markets", "--json").AssertSucceeded().Split('\n'));
    }

    [Fact]
    public void Markets_WhatIsRefusedOrMalformed_IsOneLine()
    {
        const string Definition = """{"id":"once","instrument":"XYZ","tickSize":"0.01","lotSize":"1","continuousBook":{}}""";
        ProcessResult Define(string definition) => ExchangeProcess.RunWith(definition, "markets", "define", "-", "--url", _gateway.Url);
        Define(Definition).AssertSucceeded();

        Define(Definition).AssertFailed(1, "DUPLICATE_ID");
        Define("{}").AssertFailed(2, "MALFORMED");
        Define("""{"id":7}""").AssertFailed(2, "stdin");
        _gateway.Run("markets", "define", "no-such-file").AssertFailed(2, "no-such-file");
        _gateway.Run("markets", "phase", "once", "ajar").AssertFailed(2, "PRE_OPEN, OPEN, HALTED, CLOSED");
        _gateway.Run("markets", "phase", "nowhere", "OPEN").AssertFailed(1, "UNKNOWN_MARKET");
    }

    [Fact]
    public void Account_DefineTransferShow_AreExact()
    {
        var token = _gateway.Run("account", "define", "exact", "--cash", "1000.000000000001", "--units", "XYZ=0.000001", "ABC=7")
            .AssertSucceeded().TrimEnd('\n');

        Assert.Equal(
            """{"cash":"999.000000000002","units":{"ABC":"7","XYZ":"0.000003"},"reserved":{"cash":"0","units":{}}}""" + "\n",
            _gateway.Run("account", "transfer", "exact", "--cash", "-0.999999999999", "--units", "XYZ=0.000002").AssertSucceeded());
        var other = _gateway.Run("account", "token", "exact").AssertSucceeded().TrimEnd('\n');
        Assert.NotEqual(token, other);
        Assert.Equal(
            _gateway.Run("account", "show", "--token", token).AssertSucceeded(),
            _gateway.Run("account", "show", "exact", "--token", other).AssertSucceeded());
        Assert.Contains("exact", _gateway.Run("account", "list").AssertSucceeded().Split('\n'));
    }

    [Fact]
    public void Account_WhatIsRefusedOrMalformed_IsOneLine()
    {
        _gateway.Run("account", "define", "poor").AssertSucceeded();

        _gateway.Run("account", "define", "poor").AssertFailed(1, "DUPLICATE_ID");
        _gateway.Run("account", "define", "ill named").AssertFailed(2, "MALFORMED");
        _gateway.Run("account", "transfer", "poor", "--cash", "1e3").AssertFailed(2, "'1e3'");
        _gateway.Run("account", "transfer", "poor", "--cash", "0.1234567890123456789012345678").AssertFailed(2, "28 digits");
        _gateway.Run("account", "transfer", "poor", "--units", "XYZ").AssertFailed(2, "XYZ=100");
        _gateway.Run("account", "transfer", "poor", "--units", "XYZ=1", "XYZ=1").AssertFailed(2, "once");
        _gateway.Run("account", "show", "nobody").AssertFailed(1, "UNKNOWN_ACCOUNT");
        _gateway.Run("account", "show").AssertFailed(2, "account is missing");
    }

    [Fact]
    public async Task Trade_OfATrader_PrintsTheEventsOfTheInstruction()
    {
        await _gateway.DefineBookAsync("pit");
        var maker = _gateway.Run("account", "define", "maker", "--units", "XYZ=100").AssertSucceeded().TrimEnd('\n');
        _gateway.Run("account", "define", "taker", "--cash", "1000").AssertSucceeded();
        string[] Trade(string account, params string[] arguments) => Events(_gateway.Run(["trade", .. arguments, .. account == "maker"
            ? (string[])["--token", maker]
            : ["--account", account]]), account);

        Assert.Equal(
            ["""{"accepted":{"market":"pit","id":"7"}}"""],
            Trade("maker", "submit", "pit", "sell", "10", "9.99", "--id", "7"));
        Assert.Equal(
            ["""{"replaced":{"market":"pit","id":"7","quantity":"8","price":"9.98"}}"""],
            Trade("maker", "replace", "pit", "7", "--quantity", "8", "--price", "9.98"));
        Assert.Equal(
            [
                """{"accepted":{"market":"pit","id":"1"}}""",
                """{"filled":{"market":"pit","id":"1","side":"BUY","quantity":"3","price":"9.98","remaining":"0","liquidity":"TAKER"}}""",
            ],
            Trade("taker", "submit", "pit", "buy", "3", "--id", "1"));
        Assert.Equal(
            [
                """{"accepted":{"market":"pit","id":"2"}}""",
                """{"cancelled":{"market":"pit","id":"2","quantity":"6","reason":"FOK"}}""",
            ],
            Trade("taker", "submit", "pit", "buy", "6", "10", "--tif", "fok", "--id", "2"));
        Assert.Equal(
            ["""{"cancelled":{"market":"pit","id":"7","quantity":"5","reason":"USER"}}"""],
            Trade("maker", "cancel", "pit", "7"));
        Assert.Single(Trade("taker", "submit", "pit", "buy", "1", "-5"));
        Assert.Single(Trade("taker", "submit", "pit", "buy", "1", "0.5"));
        Assert.Equal(2, Trade("taker", "cancel-all", "pit").Length);
        Assert.Empty(Trade("taker", "cancel-all"));
        var shown = JsonNode.Parse(_gateway.Run("account", "show", "taker").AssertSucceeded())!;
        Assert.Equal("970.06", (string?)shown["cash"]);
        Assert.Equal("3", (string?)shown["units"]!["XYZ"]);
    }

    [Fact]
    public async Task Trade_OrdersWithTerms_AskForThem()
    {
        await _gateway.DefineBookAsync("terms");
        _gateway.Run("account", "define", "asker").AssertSucceeded();
        string[] Submit(params string[] order) =>
            Events(_gateway.Run(["trade", "submit", "terms", .. order, "--account", "asker"]), "asker");
        const string Expired = """{"cancelled":{"market":"terms","id":"3","quantity":"1","reason":"EXPIRED"}}""";

        Assert.Single(Submit("sell", "4", "10", "--display", "1", "--id", "1"));
        Assert.Equal(
            ["""{"accepted":{"market":"terms","id":"2"}}""", """{"cancelled":{"market":"terms","id":"2","quantity":"9","reason":"MINIMUM"}}"""],
            Submit("buy", "9", "10", "--minimum", "5", "--id", "2"));
        Assert.Equal(Expired, Submit("buy", "1", "9", "--expires", "1.5", "--id", "3")[1]);
        Assert.Equal(Expired, Submit("buy", "1", "9", "--tif", "gtd", "--expires", "1.5", "--id", "3")[1]);
        Assert.Single(Submit("buy", "1", "9.5", "--post-only"));
        Assert.Single(Submit("buy", "1", "10.5", "--stop", "10", "--id", "4"));
        Assert.Single(Submit("buy", "1", "--stop", "10", "--id", "5"));
        var traded = Submit("buy", "1", "10", "--id", "6");
        Assert.Contains("""{"triggered":{"market":"terms","id":"4"}}""", traded);
        Assert.Contains("""{"triggered":{"market":"terms","id":"5"}}""", traded);
    }

    [Fact]
    public void Markets_PresetWithSelfTradeAndCollar_HasThem()
    {
        _gateway.Run("markets", "define", "--preset", "lit", "--id", "bounded", "--instrument", "XYZ", "--self-trade", "decrement", "--collar", "-5", "20")
            .AssertSucceeded();

        var listed = _gateway.Run("markets").AssertSucceeded().Split('\n').Single(line => line.Contains("bounded", StringComparison.Ordinal));
        Assert.Contains("\"collar\":{\"low\":\"-5\",\"high\":\"20\"}", listed, StringComparison.Ordinal);
        Assert.Contains("\"selfTrade\":\"DECREMENT\"", listed, StringComparison.Ordinal);
        _gateway.Run("markets", "define", "--preset", "batch", "--self-trade", "decrement").AssertFailed(2, "selfTrade");
        _gateway.Run("markets", "define", "--preset", "lit", "--collar", "5").AssertFailed(2, "--collar");
        _gateway.Run("markets", "define", "-", "--collar", "5", "6").AssertFailed(2, "--collar");
    }

    [Fact]
    public async Task Trade_WhatIsRefusedOrMalformed_IsOneLineAndNothingOnStdout()
    {
        await _gateway.DefineBookAsync("strict");
        _gateway.Run("account", "define", "hand").AssertSucceeded();
        void AssertRefused(int exitCode, string detail, params string[] arguments)
        {
            var result = _gateway.Run(["trade", .. arguments, "--account", "hand"]);
            result.AssertFailed(exitCode, detail);
            Assert.Equal("", result.Output);
        }

        AssertRefused(1, "OFF_GRID", "submit", "strict", "buy", "1", "9.999");
        AssertRefused(1, "UNKNOWN_MARKET", "submit", "nowhere", "buy", "1", "9.99");
        AssertRefused(1, "UNKNOWN_ORDER", "cancel", "strict", "7");
        AssertRefused(1, "UNKNOWN_ORDER", "replace", "strict", "7", "--quantity", "1");
        AssertRefused(2, "MALFORMED", "submit", "strict", "buy", "ten", "9.99");
        AssertRefused(2, "buy, sell", "submit", "strict", "hold", "10", "9.99");
        AssertRefused(2, "gtc, ioc, fok, gtd", "submit", "strict", "buy", "10", "9.99", "--tif", "never");
        AssertRefused(2, "--tif", "submit", "strict", "buy", "10", "--tif", "ioc");
        AssertRefused(2, "--post-only", "submit", "strict", "buy", "10", "--post-only");
        AssertRefused(2, "--expires", "submit", "strict", "buy", "10", "--stop", "9", "--expires", "7");
        AssertRefused(2, "GTD", "submit", "strict", "buy", "10", "9.99", "--tif", "gtd");
        AssertRefused(2, "GTD", "submit", "strict", "buy", "10", "9.99", "--tif", "ioc", "--expires", "7");
        AssertRefused(2, "MALFORMED", "submit", "strict", "buy", "10", "9.99", "--display", "all");
        AssertRefused(1, "OUT_OF_RANGE", "submit", "strict", "buy", "10", "9.99", "--minimum", "11");
        AssertRefused(2, "'x'", "cancel", "strict", "x");
        _gateway.Run("trade", "cancel-all", "--account", "nobody").AssertFailed(1, "UNKNOWN_ACCOUNT");
        _gateway.Run("trade", "cancel-all", "--token", "nonsense").AssertFailed(1, "--token");
    }

    [Fact]
    public void Run_NoGatewayOrNoToken_SaysWhatToDo()
    {
        const string Nowhere = "http://127.0.0.1:1";

        ExchangeProcess.Run("markets", "--url", Nowhere, "--token", "any").AssertFailed(1, "exchange up");
        ExchangeProcess.Run("watch", "lit", "--url", Nowhere, "--token", "any").AssertFailed(1, "exchange up");
        ExchangeProcess.Run("markets", "--url", Nowhere).AssertFailed(2, "--token");
        ExchangeProcess.Run("markets", "--url", "nowhere").AssertFailed(2, "nowhere");
        ExchangeProcess.Run("account").AssertFailed(2, "exchange account --help");
        ExchangeProcess.Run("trade").AssertFailed(2, "exchange trade --help");
    }

    [Fact]
    public async Task Watch_UntilInterrupted_PrintsSnapshotAndChangesAndEndsWithSuccess()
    {
        await _gateway.DefineBookAsync("seen");
        _gateway.Run("account", "define", "seer").AssertSucceeded();
        void Trade(params string[] order) => _gateway.Run(["trade", "submit", "seen", .. order, "--account", "seer"]).AssertSucceeded();
        Trade("sell", "5", "10.5");

        using var watch = _gateway.Start("watch", "seen");

        Assert.Equal(
            """{"market":"seen","sequence":"1","snapshot":{"depth":{"market":"seen","bids":[],"asks":[{"price":"10.5","quantity":"5"}]},"phase":"OPEN","commitment":""}}""",
            await watch.ReadLineAsync());
        Trade("buy", "2", "10.5");
        var print = await watch.ReadLineAsync();
        Assert.StartsWith("""{"market":"seen","sequence":"2","event":{"at":""" + '"', print, StringComparison.Ordinal);
        Assert.EndsWith(""","to":"public","print":{"market":"seen","price":"10.5","quantity":"2"}}}""", print, StringComparison.Ordinal);
        Assert.Equal(
            """{"market":"seen","sequence":"3","level":{"side":"SELL","price":"10.5","quantity":"3"}}""",
            await watch.ReadLineAsync());
        _gateway.Run("markets", "phase", "seen", "HALTED").AssertSucceeded();
        Assert.EndsWith(""","to":"public","phase":{"market":"seen","to":"HALTED"}}}""", await watch.ReadLineAsync(), StringComparison.Ordinal);
        watch.Signal("INT");
        Assert.Equal("", (await watch.EndAsync()).AssertSucceeded());
        _gateway.Run("watch", "unseen").AssertFailed(1, "UNKNOWN_MARKET");
    }

    /// <summary>The events printed, without the time and whom they went to, which is asserted.</summary>
    internal static string[] Events(ProcessResult result, string to)
    {
        var lines = result.AssertSucceeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            var at = json.RootElement.GetProperty("at").GetString();
            var prefix = $$"""{"at":"{{at}}","to":"{{to}}",""";
            Assert.StartsWith(prefix, line, StringComparison.Ordinal);
            return "{" + line[prefix.Length..];
        })];
    }
}
