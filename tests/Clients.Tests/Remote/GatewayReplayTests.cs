using System.Text.Json;
using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

public sealed class GatewayReplayTests
{
    private const string PublishedHash = "fb91d8c1ab5f656eb9a7eed8f7c109c455e57fe75e4f35684b1a0bf60c30a0a8";
    private const int Messages = 19_957;

    // The operator's token, the replay's market and its account.
    private const int OtherCommands = 3;

    private static string Published => Path.Combine(AppContext.BaseDirectory, "data", "normal-10k.bin.gz");

    [Fact]
    public async Task Replay_ThroughAGatewayWithItsJournalOn_GivesThePublishedAnswer()
    {
        using var data = new TemporaryDirectory();
        using (var gateway = await RunningGateway.StartAsync(data.Path, "--durability", "sync"))
        {
            using var summary = JsonDocument.Parse(gateway.Run("replay", Published).AssertSucceeded());
            Assert.Equal(Messages, summary.RootElement.GetProperty("messages").GetInt32());
            Assert.Equal(415, summary.RootElement.GetProperty("trades").GetInt32());
            Assert.Equal(PublishedHash, summary.RootElement.GetProperty("sha256").GetString());
            await gateway.StopAsync();
        }

        using var verdict = JsonDocument.Parse(ExchangeProcess.Run("journal", "verify", data.Path).AssertSucceeded());
        Assert.Equal(Messages + OtherCommands, verdict.RootElement.GetProperty("commands").GetInt64());
    }
}
