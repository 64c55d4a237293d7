using System.Text.Json;
using Exchange.Clients.Tests.Cli;
using Exchange.Sdk;

namespace Exchange.Clients.Tests.Remote;

/// <summary>
/// The gateway's process is killed while it replays an order flow and a second client trades beside it: what was
/// acknowledged is there afterwards, whole instructions only, and starting again leaves no trace of its own.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int FlowMessages = 150_000;

    // The kill comes while the replay is well under way and long before its end.
    private const int MinUpdates = 100;
    private const int MaxUpdates = 12_000;
    private const int MaxRepeats = 200;

    [Fact]
    public async Task Kill_InTheMiddleOfReplays_LosesNothingAcknowledged()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var directory = new TemporaryDirectory();
        var flow = directory.File("flow.bin");
        await File.WriteAllBytesAsync(flow, Flow(random));
        var data = directory.File("data");
        var gateway = await RunningGateway.StartAsync(data);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var name = $"trader-{round}";
                var tradingSeed = random.Next();
                var acknowledged = await KillAsync(gateway, name, tradingSeed, flow, random.Next(MinUpdates, MaxUpdates));
                gateway.Dispose();
                output.WriteLine($"{name}: killed after {acknowledged.Count} answers");

                await AssertRestartLeavesNoTraceAsync(data);

                gateway = await RunningGateway.StartAsync(data);
                await AssertIsThereAsync(gateway.Operator, name, tradingSeed, acknowledged);
            }
            await gateway.StopAsync();
        }
        finally
        {
            gateway.Dispose();
        }
    }

    private static async Task<IReadOnlyList<string>> KillAsync(
        RunningGateway gateway, string name, int seed, string flow, int updates)
    {
        await SeededTrading.DefineAsync(gateway.Operator, name);
        var before = await gateway.Operator.Markets.ListAsync();
        using var replay = gateway.Start("replay", flow);
        var replayed = await NewMarketAsync(gateway.Operator, before.Count);
        var trader = new SeededTrading();
        var trading = trader.RunAsync(gateway.Operator, name, SeededTrading.Instructions(name, seed));
        await foreach (var update in gateway.Operator.MarketData.SubscribeAsync([replayed]))
        {
            if (update.Sequence >= (ulong)updates && trader.Answers.Count > 0)
            {
                break;
            }
        }

        gateway.Kill();

        await Assert.ThrowsAsync<SessionException>(() => trading);
        var result = await replay.EndAsync();
        result.AssertFailed(1, "session failed");
        Assert.Equal("", result.Output);
        return trader.Answers;
    }

    private static async Task<string> NewMarketAsync(ExchangeClient client, int known)
    {
        while (true)
        {
            var markets = await client.Markets.ListAsync();
            if (markets.Count > known)
            {
                return markets[known].Id;
            }
        }
    }

    private static async Task AssertRestartLeavesNoTraceAsync(string data)
    {
        var crashed = Verify(data);
        using (var restarted = await RunningGateway.StartAsync(data))
        {
            var said = await restarted.StopAsync();
            Assert.True(said.Length == 0 || said.StartsWith("exchange: a torn tail was cut", StringComparison.Ordinal), said);
        }
        var stopped = Verify(data);

        Assert.Equal(crashed, stopped with { TruncatedBytes = crashed.TruncatedBytes });
        Assert.Equal(0, stopped.TruncatedBytes);
    }

    private static async Task AssertIsThereAsync(
        ExchangeClient client, string name, int seed, IReadOnlyList<string> acknowledged)
    {
        var carriedOut = await LastNumberAsync(client, name);
        Assert.InRange(carriedOut, acknowledged.Count, int.MaxValue);

        // 1. Repeated numbers get the same answers, and change nothing.
        var step = (acknowledged.Count / MaxRepeats) + 1;
        foreach (var (index, instruction) in SeededTrading.Instructions(name, seed).Take(acknowledged.Count).Index())
        {
            if (index % step == 0)
            {
                var message = instruction.Write(instruction.OrderId);
                message.Number = (ulong)index + 1;
                var repeated = await client.SubmitAsync(
                    new V1.SubmitRequest { Account = name, Session = SeededTrading.Session, Instruction = message });
                Assert.Empty(repeated.Events);
                Assert.StartsWith($"{message.Number} {repeated.Answer.Reason} ", acknowledged[index], StringComparison.Ordinal);
            }
        }

        // 2. The state is that of a market in which just so many of the instructions were carried out.
        var twin = $"{name}-twin";
        await SeededTrading.DefineAsync(client, twin);
        var trading = new SeededTrading();
        await trading.RunAsync(client, twin, SeededTrading.Instructions(twin, seed).Take(carriedOut));
        Assert.Equal(acknowledged, trading.Answers.Take(acknowledged.Count));
        var (bids, asks) = await client.MarketData.GetDepthAsync(name);
        var (twinBids, twinAsks) = await client.MarketData.GetDepthAsync(twin);
        Assert.Equal(twinBids, bids);
        Assert.Equal(twinAsks, asks);
        Assert.Equal(
            (await client.Accounts.GetBalancesAsync(twin)).Held.Cash, (await client.Accounts.GetBalancesAsync(name)).Held.Cash);
    }

    /// <summary>The highest instruction number that the exchange has answered: the ids a session draws start behind it.</summary>
    private static async Task<int> LastNumberAsync(ExchangeClient client, string name)
    {
        await using var session = await client.OpenSessionAsync(new SessionOptions { Account = name, Session = SeededTrading.Session });
        return (int)session.NextOrderId() - 1;
    }

    private static JournalState Verify(string data)
    {
        using var verdict = JsonDocument.Parse(ExchangeProcess.Run("journal", "verify", data).AssertSucceeded());
        var root = verdict.RootElement;
        Assert.True(root.GetProperty("ok").GetBoolean());
        return new(
            root.GetProperty("commands").GetInt64(),
            root.GetProperty("lastSequence").GetInt64(),
            root.GetProperty("truncatedBytes").GetInt64(),
            root.GetProperty("stateHash").GetString()!);
    }

    /// <summary>A flow longer than any that is replayed to its end here.</summary>
    private static byte[] Flow(Random random)
    {
        var flow = new OrderFlowFile();
        for (ulong id = 1; id <= FlowMessages; id++)
        {
            var earlier = (ulong)random.NextInt64((long)id);
            var quantity = (uint)random.Next(1, 100);
            var price = random.Next(900, 1101);
            flow = random.Next(10) switch
            {
                < 6 => flow.New(id, (byte)random.Next(2), quantity, price),
                6 => flow.New(id, (byte)random.Next(2), quantity, price, immediate: true),
                7 => flow.Modify(earlier, quantity, price),
                _ => flow.Cancel(earlier),
            };
        }
        return flow.ToBytes();
    }

    private sealed record JournalState(long Commands, long LastSequence, long TruncatedBytes, string StateHash);
}
