using Exchange.Clients.Tests.Cli;
using Exchange.Sdk;
using Grpc.Core;

namespace Exchange.Clients.Tests.Remote;

public sealed class UpTests
{
    private const string Configuration = """
        {
          "markets": [{"id": "lit", "instrument": "XYZ", "tickSize": "0.01", "lotSize": "1", "continuousBook": {}}],
          "accounts": [{"id": "A", "cash": "1000.5", "units": {"XYZ": "100"}}],
          "tokens": [{"role": "TRADER", "account": "A", "token": "a-token-of-the-configuration"}]
        }
        """;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Up_SignalWhileStreamsAreOpen_StopsInTimeAndEndsThem(string signal)
    {
        using var data = new TemporaryDirectory();
        using var gateway = await RunningGateway.StartAsync(data.Path);
        await gateway.DefineBookAsync("lit");
        await gateway.Operator.Accounts.DefineAsync("A");
        var session = await gateway.Operator.OpenSessionAsync(new SessionOptions { Account = "A", MaxUnanswered = 64, OnEvent = _ => { } });
        var watching = CountAsync(gateway.Operator.MarketData.SubscribeAsync(["lit"]));
        var trading = TradeAsync(session);
        var token = Directory.GetFiles(Path.Combine(ExchangeProcess.StateDirectory, "exchange"), $"*-{new Uri(gateway.Url).Port}.token");
        Assert.Single(token);

        Assert.Equal("", await gateway.StopAsync(signal));

        var ended = await Assert.ThrowsAsync<SessionException>(() => trading);
        Assert.Contains("Unavailable", ended.Message, StringComparison.Ordinal);
        var unavailable = await Assert.ThrowsAsync<RpcException>(() => watching);
        Assert.Equal(StatusCode.Unavailable, unavailable.StatusCode);
        Assert.False(File.Exists(token[0]));
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Up_DirectoryThatIsHeld_IsAFailureAndTheHolderServesOn()
    {
        using var data = new TemporaryDirectory();
        using var gateway = await RunningGateway.StartAsync(data.Path);

        ExchangeProcess.Run("up", "--data", data.Path, "--listen", "http://127.0.0.1:0").AssertFailed(1, data.Path);

        await gateway.DefineBookAsync("lit");
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Up_AddressInUse_IsAFailureAndTheHolderServesOn()
    {
        using var data = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        using var gateway = await RunningGateway.StartAsync(data.Path);

        ExchangeProcess.Run("up", "--data", other.Path, "--listen", gateway.Url).AssertFailed(1, gateway.Url);

        Assert.Equal("operator\n", gateway.Run("account", "list").AssertSucceeded());
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Up_AddressForBrowsersInUse_SaysWhatToDo()
    {
        using var data = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        using var gateway = await RunningGateway.StartAsync(data.Path);

        ExchangeProcess.Run("up", "--data", other.Path, "--listen", "http://127.0.0.1:0", "--web", gateway.Url)
            .AssertFailed(1, $"{gateway.Url}: the address is in use; give another with --web");
        using (var without = await RunningGateway.StartAsync(other.Path, "--web", "off"))
        {
            await without.StopAsync();
        }

        await gateway.StopAsync();
    }

    [Fact]
    public async Task Up_ConfigurationHardlyMeant_WarnsAndServes()
    {
        const string Often = """
            {"id": "size", "instrument": "XYZ", "tickSize": "0.01", "lotSize": "1", "reference": "lit",
             "sizeDiscovery": {"value": "1", "gamma": "1", "rate": "1", "traders": "3"}, "trigger": {"poisson": {"rate": "1", "seed": "01"}}}
            """;
        using var data = new TemporaryDirectory();
        var file = data.File("configuration.json");
        await File.WriteAllTextAsync(file, Configuration.Replace("Book\": {}}],", "Book\": {}}, " + Often + "],", StringComparison.Ordinal));
        using var gateway = await RunningGateway.StartAsync(data.File("data"), "--config", file);

        Assert.Equal(2, (await gateway.Operator.Markets.ListAsync()).Count);
        var said = await gateway.StopAsync();
        Assert.StartsWith("exchange: warning: market size: ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen nowhere", "nowhere")]
    [InlineData("--listen http://exchange.example:5080", "exchange.example")]
    [InlineData("--listen https://127.0.0.1:0", "https")]
    [InlineData("--listen http://127.0.0.1:0/path", "/path")]
    [InlineData("--listen http://127.0.0.1:65536", "65536")]
    [InlineData("--durability often", "sync, async, none")]
    [InlineData("--durability 1", "sync, async, none")]
    [InlineData("--config no-such-file", "no-such-file")]
    public void Up_BadUsage_IsExitCodeTwo(string options, string detail)
    {
        using var data = new TemporaryDirectory();

        ExchangeProcess.Run(["up", "--data", data.Path, .. options.Split(' ')]).AssertFailed(2, detail);
    }

    [Fact]
    public async Task Up_ConfigurationWithAMistake_IsExitCodeTwoAndLeavesTheExchangeEmpty()
    {
        using var data = new TemporaryDirectory();
        var file = data.File("configuration.json");
        string[] command = ["up", "--data", data.File("data"), "--listen", "http://127.0.0.1:0", "--config", file];
        await File.WriteAllTextAsync(file, Configuration.Replace("tokens", "coins", StringComparison.Ordinal));
        ExchangeProcess.Run(command).AssertFailed(2, "coins");
        await File.WriteAllTextAsync(file, Configuration.Replace("1000.5", "1000.5.5", StringComparison.Ordinal));
        ExchangeProcess.Run(command).AssertFailed(2, "account A");
        await File.WriteAllTextAsync(file, Configuration);

        using var gateway = await RunningGateway.StartAsync(data.File("data"), "--config", file);

        Assert.Equal("operator\nA\n", gateway.Run("account", "list").AssertSucceeded());
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Up_Configuration_SeedsAnEmptyDirectoryOnly()
    {
        using var data = new TemporaryDirectory();
        var file = data.File("configuration.json");
        await File.WriteAllTextAsync(file, Configuration);
        using (var first = await RunningGateway.StartAsync(data.File("data"), "--config", file))
        {
            Assert.Equal(
                """{"cash":"1000.5","units":{"XYZ":"100"},"reserved":{"cash":"0","units":{}}}""" + "\n",
                first.Run("account", "show", "--token", "a-token-of-the-configuration").AssertSucceeded());
            await first.StopAsync();
        }
        await File.WriteAllTextAsync(file, Configuration.Replace("\"lit\"", "\"late\"", StringComparison.Ordinal));

        using var second = await RunningGateway.StartAsync(data.File("data"), "--config", file);

        var market = Assert.Single(await second.Operator.Markets.ListAsync());
        Assert.Equal("lit", market.Id);
        await second.StopAsync();
    }

    [Fact]
    public async Task Up_StateDirectoryThatCannotBeWritten_ServesAllTheSame()
    {
        using var data = new TemporaryDirectory();
        var file = data.File("not-a-directory");
        await File.WriteAllTextAsync(file, "");
        var start = ExchangeProcess.StartOf("up", "--data", data.File("data"), "--listen", "http://127.0.0.1:0");
        start.Environment["XDG_STATE_HOME"] = file;
        using var gateway = RunningProcess.Start(start);

        Assert.StartsWith("exchange ready ", await gateway.ReadLineAsync(), StringComparison.Ordinal);

        gateway.Signal("TERM");
        (await gateway.EndAsync()).AssertSucceeded();
    }

    private static async Task CountAsync(IAsyncEnumerable<MarketUpdate> updates)
    {
        await foreach (var _ in updates)
        {
        }
    }

    private static async Task TradeAsync(TradingSession session)
    {
        for (ulong id = 1; ; id++)
        {
            var side = id % 2 == 0 ? Side.Buy : Side.Sell;
            await session.SendAsync(new SubmitBid("lit", new LimitOrder(side, 1, 10)) { Id = id });
        }
    }
}
