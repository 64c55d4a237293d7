using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>What a gateway with a data directory still knows after it was stopped.</summary>
public sealed class RestartTests
{
    [Theory]
    [InlineData(Engine.Journal.Durability.Sync)]
    [InlineData(Engine.Journal.Durability.Async)]
    [InlineData(Engine.Journal.Durability.None)]
    public async Task Restart_EverythingThereWas_IsThereAgain(Engine.Journal.Durability durability)
    {
        using var data = new TemporaryDirectory();
        TestCaller a;
        string[] answers;
        await using (var gateway = await TestGateway.StartAsync(data.Path, durability))
        {
            await gateway.DefineAsync("lit", tick: "0.005");
            await gateway.DefineAsync("closed");
            a = await gateway.DefineTraderAsync("A");
            var b = await gateway.DefineTraderAsync("B");
            using var session = await a.OpenAsync(session: 9);
            answers = await session.ActAsync(Say.Buy(1, 1, "5", "9.995"), Say.Sell(2, 2, "3", "10.5"), Say.Cancel(3, 77));
            await b.SubmitAsync(Say.Sell(0, 1, "2", "9.995"));
            await gateway.Operator.Markets.SetPhaseAsync(new() { Market = "closed", To = MarketPhase.Closed }, gateway.Operator.Options);
        }

        await using var again = await TestGateway.StartAsync(data.Path, durability);
        var trader = again.Returning(a);

        var markets = (await trader.Markets.ListAsync(new(), trader.Options)).Markets;
        Assert.Equal(
            [("lit", "0.005", MarketPhase.Open), ("closed", "0.01", MarketPhase.Closed)],
            markets.Select(market => (market.Definition.Id, market.Definition.TickSize, market.Phase)));
        Assert.Equal("3@9.995 | 3@10.5", Say.Text(await trader.DepthAsync("lit")));
        var balances = await trader.BalancesAsync();
        Assert.Equal(("999980.01", "1002"), (balances.Cash, balances.Units["XYZ"]));
        Assert.Equal(
            ["operator", "A", "B"], (await again.Operator.Accounts.ListAsync(new(), again.Operator.Options)).Accounts);

        using var resumed = await trader.OpenAsync(session: 9);
        Assert.Equal(3UL, resumed.Opened.LastNumber);
        Assert.Equal(answers, await resumed.ActAsync(Say.Buy(1, 1, "5", "9.995"), Say.Sell(2, 2, "3", "10.5"), Say.Cancel(3, 77)));
        Assert.Empty(resumed.Events);
        Assert.Equal([""], await resumed.ActAsync(Say.Cancel(4, 1)));
        Assert.Equal(["cancelled 1 3 USER"], Say.Texts(resumed.Events));
        Assert.Equal(5UL, resumed.FirstSequence);
    }

    [Fact]
    public async Task Start_NewDataDirectory_IsForTheEyesOfItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // It has permissions of another kind.
        }
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var data = new TemporaryDirectory();
        var (made, there) = (Path.Combine(data.Path, "made"), Path.Combine(data.Path, "there"));
        System.IO.Directory.CreateDirectory(there, (UnixFileMode)0b111_101_101);
        foreach (var directory in (string[])[made, there])
        {
            await using var gateway = await TestGateway.StartAsync(directory);
            Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(directory, "journal")));
            Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(directory, "events")));
            Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(directory, "operator.token")));
        }
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
    }

    [Fact]
    public async Task Stop_UnderLoad_LosesNothingAcknowledgedAndTheJournalSaysTheSame()
    {
        using var data = new TemporaryDirectory();
        var gateway = await TestGateway.StartAsync(data.Path);
        await gateway.DefineAsync("lit");
        var traders = new List<TestCaller>();
        for (var i = 0; i < 4; i++)
        {
            traders.Add(await gateway.DefineTraderAsync($"T{i}"));
        }
        var busy = new TaskCompletionSource();
        var trading = traders.Select(trader => TradeUntilStoppedAsync(trader, busy)).ToArray();
        await busy.Task.WaitAsync(TestCaller.Patience);

        var hash = await gateway.StopAsync();
        var acknowledged = await Task.WhenAll(trading);

        var audit = JournalAudit.Run(DataDirectory.OpenJournal(data.Path));
        Assert.Null(audit.Summary.Damage);
        Assert.Equal(hash, audit.StateHash);
        await using var again = await TestGateway.StartAsync(data.Path);
        for (var i = 0; i < traders.Count; i++)
        {
            using var session = await again.Returning(traders[i]).OpenAsync();
            Assert.InRange(session.Opened.LastNumber, acknowledged[i], ulong.MaxValue);
            Assert.True(acknowledged[i] > 0);
        }
    }

    [Fact]
    public async Task Start_DirectoryInUse_IsRefusedAndTheFirstGoesOn()
    {
        using var data = new TemporaryDirectory();
        await using var gateway = await TestGateway.StartAsync(data.Path);

        var failure = await Assert.ThrowsAsync<JournalException>(() => TestGateway.StartAsync(data.Path));

        Assert.Contains("another writer", failure.Message);
        Assert.Contains(data.Path, failure.Message);
        await gateway.DefineAsync("lit");
    }

    [Fact]
    public async Task Start_AddressInUse_FailsAndLetsGoOfTheDirectory()
    {
        using var data = new TemporaryDirectory();
        await using var gateway = await TestGateway.StartAsync();

        await Assert.ThrowsAsync<IOException>(
            () => GatewayServer.StartAsync(new() { Listen = gateway.Url, DataDirectory = data.Path, Logging = _ => { } }));

        await using var other = await TestGateway.StartAsync(data.Path);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://example.org:5080")]
    public async Task Start_AddressThatIsNone_IsRefusedBeforeAnythingIsTouched(string listen)
    {
        using var data = new TemporaryDirectory();

        await Assert.ThrowsAsync<InvalidDataException>(
            () => GatewayServer.StartAsync(new() { Listen = new(listen), DataDirectory = data.Path }));

        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
    }

    [Fact]
    public async Task OperatorToken_InTheDirectory_IsTheOwnersAloneAndStays()
    {
        using var data = new TemporaryDirectory();
        string token;
        await using (var gateway = await TestGateway.StartAsync(data.Path))
        {
            token = gateway.Server.OperatorToken;
        }

        var path = Path.Combine(data.Path, "operator.token");
        Assert.Equal(token, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Trim());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        await using var again = await TestGateway.StartAsync(data.Path);
        Assert.Equal(token, again.Server.OperatorToken);
        await again.DefineAsync("lit");
    }

    [Fact]
    public async Task OperatorToken_FileLost_IsIssuedAnewAndWorks()
    {
        using var data = new TemporaryDirectory();
        await (await TestGateway.StartAsync(data.Path)).DisposeAsync();
        File.Delete(Path.Combine(data.Path, "operator.token"));

        await using var again = await TestGateway.StartAsync(data.Path);

        await again.DefineAsync("lit");
    }

    /// <summary>Trades until the gateway goes; the last number that was answered.</summary>
    private static async Task<ulong> TradeUntilStoppedAsync(TestCaller trader, TaskCompletionSource busy)
    {
        using var session = await trader.OpenAsync();
        var random = new Random(trader.Account[1]);
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            for (ulong number = 1; ; number += 20)
            {
                await session.ActAsync([.. Enumerable.Range(0, 20).Select(i => Say.Limit(
                    number + (ulong)i, random.Next(2) == 0 ? Side.Buy : Side.Sell, number + (ulong)i, "3", $"10.0{random.Next(5)}"))]);
                if (number > 500)
                {
                    busy.TrySetResult();
                }
            }
        });
        Assert.True(TestCaller.IsStopped(failure.Status), failure.Message);
        return session.Answers.Select(answer => answer.Number).LastOrDefault();
    }
}
