using System.Globalization;

namespace Exchange.Gateway.Tests.Peers;

/// <summary>Bots that share nothing with us but the contract.</summary>
public sealed class PeerTests
{
    private static readonly string[] Scenarios = ["ok stranger", "ok markets", "ok session", "ok balances", "ok market_data", "ok gzip", "ok health", "ok reflection"];

    [Fact]
    public async Task Python_WithGrpcio_LogsInTradesAndListens()
    {
        await Peer.SkipWithoutPythonAsync();
        using var messages = new TemporaryDirectory();
        await Peer.CompilePythonAsync(messages.Path);
        await RunAsync((port, a, b) => Peer.RunPythonAsync(port, messages.Path, a, b));
    }

    [Fact]
    public async Task Node_WithGrpcJs_LogsInTradesAndListens()
    {
        await Peer.SkipWithoutNodeAsync();
        await RunAsync((port, a, b) => Peer.RunNodeAsync(port, Peer.ProtoFolder, a, b));
    }

    private static async Task RunAsync(Func<string, string, string, Task<string[]>> runPeerAsync)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var (a, b) = (await gateway.DefineTraderAsync("A"), await gateway.DefineTraderAsync("B"));

        var lines = await runPeerAsync(gateway.Url.Port.ToString(CultureInfo.InvariantCulture), a.Token!, b.Token!);

        Assert.Equal(Scenarios, lines);
        Assert.Equal("998", (await b.BalancesAsync()).Units["XYZ"]);
        Assert.Equal("2@8 | ", Say.Text(await a.DepthAsync("lit")));
    }
}
