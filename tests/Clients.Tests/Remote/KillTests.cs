using System.Globalization;
using System.Text.Json;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

/// <summary>
/// Traders go on through kills of the gateway's process and its restarts: nothing acknowledged is lost, nothing is carried out
/// twice, cash and units stay what they were, and the state is that of an undisturbed replay.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int DefaultKills = 5;
    private const int MaxAnswersBeforeAKill = 800;

    // Every so often it is told to stop instead.
    private const int StopEvery = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan?[] Graces = [null, TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5), TimeSpan.Zero];

    private static int Kills => int.TryParse(
        Environment.GetEnvironmentVariable("EXCHANGE_KILLS"), CultureInfo.InvariantCulture, out var kills) ? kills : DefaultKills;

    [Fact]
    public async Task Kill_UnderLoad_LosesNothingAndDoublesNothing()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        var data = directory.File("data");
        string[] options = ["--snapshot-every", "300", "--segment-size", "1"];
        var gateway = await RunningGateway.StartAsync(data, options);
        options = [.. options, "--listen", gateway.Url];
        var traders = new List<KillTrader>();
        using var stop = new CancellationTokenSource();
        try
        {
            await DefineMarketsAsync(gateway);
            for (var i = 0; i < Graces.Length; i++)
            {
                traders.Add(await DefineTraderAsync(gateway, $"trader-{i}", random.Next()));
            }
            var trading = traders.Select((trader, i) => trader.RunAsync(Graces[i], stop.Token)).ToArray();
            for (var (kill, round) = (1, 1); kill <= Kills; round++)
            {
                await AwaitAnswersAsync(traders, trading, random.Next(MaxAnswersBeforeAKill));
                var clock = System.Diagnostics.Stopwatch.StartNew();
                var isKilled = round % StopEvery != 0;
                if (isKilled)
                {
                    gateway.Kill();
                    kill++;
                }
                else
                {
                    // That it is in time, another test says that does not load the machine so.
                    await gateway.StopAsync(within: Patience);
                }
                var took = clock.Elapsed;
                gateway.Dispose();

                var journal = JournalTwin.Replay(data);
                traders.ForEach(trader => trader.AssertAcknowledgedIsIn(journal));
                output.WriteLine(
                    $"{(isKilled ? "killed" : "stopped")} in {took.TotalMilliseconds:0} ms: {traders.Sum(trader => trader.AnswerCount)} answers, {journal.Repeats} repeats");
                gateway = await RunningGateway.StartAsync(data, options);
            }
            await AwaitAnswersAsync(traders, trading, MaxAnswersBeforeAKill);
            await stop.CancelAsync();
            await Task.WhenAll(trading).WaitAsync(Patience);
            await AssertConservedAsync(gateway, traders);
            await gateway.StopAsync();

            var whole = JournalTwin.Replay(data);
            traders.ForEach(trader => trader.AssertHeardAllOf(whole));
            Assert.All(traders, trader => Assert.InRange(trader.Reconnections, 1, int.MaxValue));
            Assert.Equal(whole.StateHash, Verify(data));
        }
        finally
        {
            await stop.CancelAsync();
            traders.ForEach(trader => trader.Dispose());
            gateway.Dispose();
        }
    }

    private static async Task DefineMarketsAsync(RunningGateway gateway)
    {
        await gateway.Operator.Markets.DefineAsync(new()
        {
            Id = KillTrader.Book,
            Instrument = "XYZ",
            TickSize = "1",
            LotSize = "1",
            ContinuousBook = new(),
            Charges = new() { MakerFee = "0.001", TakerFee = "0.01" },
            Limits = true,
        });
        await gateway.Operator.Markets.DefineAsync(new()
        {
            Id = KillTrader.Auction,
            Instrument = "XYZ",
            TickSize = "1",
            LotSize = "1",
            CallAuction = new() { Rationing = V1.Rationing.Random, Seed = "07" },
            Trigger = new() { Every = "0.05" },
        });
    }

    private static async Task<KillTrader> DefineTraderAsync(RunningGateway gateway, string account, int seed)
    {
        await gateway.Operator.Accounts.DefineAsync(account, 20_000, new Dictionary<string, decimal> { ["XYZ"] = 200 });
        return new(new(gateway.Url), await gateway.Operator.Accounts.IssueTraderTokenAsync(account), account, seed);
    }

    /// <summary>Waits for so many answers more, of all traders together.</summary>
    private static async Task AwaitAnswersAsync(List<KillTrader> traders, Task[] trading, int more)
    {
        var enough = traders.Sum(trader => trader.AnswerCount) + more;
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); traders.Sum(trader => trader.AnswerCount) < enough;)
        {
            Assert.True(clock.Elapsed < Patience, "The answers do not come.");
            if (trading.FirstOrDefault(one => one.IsCompleted) is { } ended)
            {
                await ended;
                Assert.Fail("A trader has ended.");
            }
            await Task.Delay(1);
        }
    }

    private static async Task AssertConservedAsync(RunningGateway gateway, List<KillTrader> traders)
    {
        var (cash, units) = (0m, 0m);
        foreach (var account in await gateway.Operator.Accounts.ListAsync())
        {
            var held = (await gateway.Operator.Accounts.GetBalancesAsync(account)).Held;
            cash += held.Cash;
            units += held.Units.GetValueOrDefault("XYZ");
        }
        Assert.Equal((20_000m * traders.Count, 200m * traders.Count), (cash, units));
    }

    /// <summary>The state's hash, which every snapshot agrees with: the last one is the live kernel's at the stop.</summary>
    private static string Verify(string data)
    {
        using var verdict = JsonDocument.Parse(ExchangeProcess.Run("journal", "verify", data).AssertSucceeded());
        Assert.True(verdict.RootElement.GetProperty("ok").GetBoolean());
        Assert.NotEmpty(Directory.GetFiles(data, "*.snapshot", SearchOption.AllDirectories));
        return verdict.RootElement.GetProperty("stateHash").GetString()!;
    }
}
