namespace Exchange.Gateway.Tests.Peers;

/// <summary>Clients of gRPC-Web that share nothing with us but the contract: two libraries, in Node.js and in a browser.</summary>
public sealed class WebPeerTests
{
    private static readonly string[] Connect =
        ["ok connect unary", "ok connect refused", "ok connect stream", "ok connect streamRefused", "ok connect deadline", "ok connect health"];

    [Fact]
    public async Task Node_WithConnect_CallsAndListens()
    {
        await Peer.SkipWithoutWebAsync();
        await using var gateway = await TestGateway.StartLitAsync();
        using var files = new TemporaryDirectory();

        var lines = await Peer.RunWebAsync(Origin(gateway), await DescribeAsync(files), await TokenAsync(gateway));

        Assert.Equal(Connect, lines);
    }

    [Fact]
    public async Task Browser_PageOfAnotherOrigin_CallsAndListensWhereItMay()
    {
        await Peer.SkipWithoutWebAsync();
        await Peer.SkipWithoutBrowserAsync();
        await using var gateway = await TestGateway.StartLitAsync();
        await using var closed = await TestGateway.StartAsync(with: options => options with { Web = new() { Origins = ["https://exchange.example"] } });
        using var files = new TemporaryDirectory();

        var lines = await Browser.OpenAsync(
            $"open={Origin(gateway)}&closed={Origin(closed)}&token={await TokenAsync(gateway)}", await DescribeAsync(files));

        Assert.Equal(
            [
                .. Connect,
                "ok text unary", "ok text refused", "ok text stream", "ok text streamRefused",
                "ok binary unary", "ok binary refused",
                "ok shut unary",
            ],
            lines);
    }

    private static string Origin(TestGateway gateway) => gateway.Server.WebUrl!.GetLeftPart(UriPartial.Authority);

    private static async Task<string> TokenAsync(TestGateway gateway) => (await gateway.DefineTraderAsync("A")).Token!;

    private static async Task<string> DescribeAsync(TemporaryDirectory files)
    {
        var path = Path.Combine(files.Path, "contract");
        await Peer.DescribeAsync(path);
        return path;
    }
}
