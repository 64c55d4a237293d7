using Exchange.V1;

namespace Exchange.Gateway.Tests;

public sealed class SeedingTests
{
    private const string TraderToken = "a-token-of-A's-own-choice";

    private static Configuration Good => new()
    {
        Markets = { TestGateway.Book("lit") },
        Accounts = { new AccountDefinition { Id = "A", Cash = "10" } },
        Tokens = { new TokenGrant { Token = TraderToken, Role = Role.Trader, Account = "A" } },
    };

    [Fact]
    public async Task Configuration_EmptyDirectory_SeedsItOnce()
    {
        using var data = new TemporaryDirectory();
        await using (var gateway = await TestGateway.StartAsync(data.Path, configuration: Good))
        {
            var trader = gateway.Caller(TraderToken, "A");
            Assert.Equal("10", (await trader.BalancesAsync()).Cash);
            Assert.Equal("", (await trader.SubmitAsync(Say.Buy(0, 1, "1", "1"))).Answer.Reason);
        }

        var changed = Good;
        changed.Accounts.Add(new AccountDefinition { Id = "B" });
        changed.Markets.Add(TestGateway.Book("other"));
        await using var again = await TestGateway.StartAsync(data.Path, configuration: changed);

        Assert.Equal(["operator", "A"], (await again.Operator.Accounts.ListAsync(new(), again.Operator.Options)).Accounts);
        Assert.Single((await again.Operator.Markets.ListAsync(new(), again.Operator.Options)).Markets);
        Assert.Equal("1@1 | ", Say.Text(await again.Caller(TraderToken, "A").DepthAsync("lit")));
    }

    [Fact]
    public async Task Configuration_CutShortByACrash_IsCarriedToItsEnd()
    {
        using var data = new TemporaryDirectory();
        var part = Good;
        part.Accounts.Clear();
        part.Tokens.Clear();
        await (await TestGateway.StartAsync(data.Path, configuration: part)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(data.Path, "seeding"), "");

        await (await TestGateway.StartAsync(data.Path, configuration: Good)).DisposeAsync();

        await using var gateway = await TestGateway.StartAsync(data.Path);
        Assert.Equal("10", (await gateway.Caller(TraderToken, "A").BalancesAsync()).Cash);
        Assert.False(File.Exists(Path.Combine(data.Path, "seeding")));
    }

    [Fact]
    public async Task Configuration_WithWhatIsHardlyMeant_WarnsOnce()
    {
        using var data = new TemporaryDirectory();
        var configuration = Good;
        configuration.Markets.Add(MarketDefinition.Parser.ParseJson(
            """{"id":"size","instrument":"XYZ","tickSize":"0.01","lotSize":"1","sizeDiscovery":{"value":"1","gamma":"1","rate":"1","traders":"4"},"reference":"lit","trigger":{"poisson":{"rate":"7","seed":"01"}}}"""));
        var warnings = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await (await TestGateway.StartAsync(data.Path, configuration: configuration, warned: warnings.Add)).DisposeAsync();
        }

        Assert.StartsWith("market size: 7 sessions a second are more than there is an equilibrium for", Assert.Single(warnings));
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { """{"markets":[{"id":"lit"}]}""", "market lit is refused: MALFORMED" },
        { """{"markets":[{"id":"mid","instrument":"X","tickSize":"1","lotSize":"1","callAuction":{"rationing":"TIME"},"reference":"lit"},{"id":"lit","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{}}]}""", "market mid is refused: UNKNOWN_MARKET" },
        { """{"markets":[{"id":"late","instrument":"X","tickSize":"1","lotSize":"1","workup":{"rationing":"TIME"},"trigger":{"afterTrade":{"market":"lit"}}},{"id":"lit","instrument":"X","tickSize":"1","lotSize":"1","continuousBook":{}}]}""", "market late is refused: UNKNOWN_MARKET: its afterTrade market lit is no market before it" },
        { """{"accounts":[{"id":"A","cash":"x"}]}""", "account A is refused: MALFORMED" },
        { """{"accounts":[{"id":"A"},{"id":"A"}]}""", "account A is refused: DUPLICATE_ID" },
        { """{"accounts":[{"id":"operator"}]}""", "account operator is refused: DUPLICATE_ID" },
        { """{"accounts":[{"id":"A"}],"tokens":[{"token":"0123456789abcdef","role":"TRADER","account":"B"}]}""", "token for B is refused: UNKNOWN_ACCOUNT" },
        { """{"accounts":[{"id":"A"}],"tokens":[{"token":"0123456789abcdef","role":"TRADER","account":"operator"}]}""", "token for operator is refused: UNKNOWN_ACCOUNT" },
        { """{"accounts":[{"id":"A"}],"tokens":[{"token":"short","role":"TRADER","account":"A"}]}""", "token for A is refused: MALFORMED" },
        { """{"accounts":[{"id":"A"}],"tokens":[{"token":"0123456789abcdef","account":"A"}]}""", "token for A is refused: MALFORMED" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Configuration_WithAMistake_IsRefusedAndLeavesTheDirectoryEmpty(string json, string expected)
    {
        using var data = new TemporaryDirectory();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => TestGateway.StartAsync(data.Path, configuration: Configuration.Parser.ParseJson(json)));

        Assert.Contains(expected, failure.Message);
        await using var mended = await TestGateway.StartAsync(data.Path, configuration: Good);
        Assert.Equal("10", (await mended.Operator.BalancesAsync("A")).Cash);
    }
}
