using Exchange.Clients.Tests.Cli;

namespace Exchange.Clients.Tests.Remote;

/// <summary>Tokens, the kill switch and TLS from the command line.</summary>
public sealed class AccessCommandTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly RunningGateway _gateway = fixture.Gateway;

    [Fact]
    public void Token_IssuedListedAndRevoked_LetsInNoMore()
    {
        _gateway.Run("account", "define", "holder").AssertSucceeded();
        var token = _gateway.Run("account", "token", "holder", "--for", "3600").AssertSucceeded().TrimEnd('\n');
        var listed = _gateway.Run("account", "tokens").AssertSucceeded().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ');

        Assert.Equal([token[..4] + "…", "trader", "holder", "expires"], listed[1..5]);
        _gateway.Run("account", "show", "--token", token).AssertSucceeded();
        _gateway.Run("account", "revoke", listed[0]).AssertSucceeded();
        _gateway.Run("account", "show", "--token", token).AssertFailed(1, "revoked");
        Assert.Contains($"{listed[0]} {token[..4]}… trader holder revoked", _gateway.Run("account", "tokens").AssertSucceeded().Split('\n'));
        _gateway.Run("account", "revoke", "999999").AssertFailed(2, "OUT_OF_RANGE");
    }

    [Fact]
    public void Token_OfAnObserver_SeesMarketsAndTradesForNobody()
    {
        _gateway.Run("account", "define", "watched").AssertSucceeded();
        var token = _gateway.Run("account", "token", "--role", "observer").AssertSucceeded().TrimEnd('\n');

        _gateway.Run("markets", "--token", token).AssertSucceeded();
        _gateway.Run("account", "show", "watched", "--token", token).AssertFailed(1, "NOT_AUTHORISED");
        _gateway.Run("account", "token", "--token", token, "watched").AssertFailed(1, "NOT_AUTHORISED");
    }

    [Theory]
    [InlineData("account token", "A trader's token is for an account")]
    [InlineData("account token A --role observer", "A trader's token is for an account")]
    [InlineData("account token A --for 0", "--for")]
    [InlineData("account block", "Name an account")]
    [InlineData("account block A --all", "Name an account")]
    [InlineData("account revoke -1", "number")]
    public void BadUsage_IsOneLine(string command, string says) =>
        ExchangeProcess.Run(command.Split(' ')).AssertFailed(2, says);

    [Fact]
    public async Task Block_AnAccount_StopsItUntilUnblocked()
    {
        await _gateway.DefineBookAsync("blocked-book");
        var token = _gateway.Run("account", "define", "blocked").AssertSucceeded().TrimEnd('\n');
        string[] order = ["trade", "submit", "blocked-book", "buy", "1", "1", "--token", token];

        _gateway.Run("account", "block", "blocked").AssertSucceeded();
        _gateway.Run(order).AssertFailed(1, "NOT_AUTHORISED");
        _gateway.Run("account", "unblock", "blocked").AssertSucceeded();
        _gateway.Run(order).AssertSucceeded();
    }

    [Theory]
    [InlineData("up --listen http://0.0.0.0:0", "cleartext")]
    [InlineData("up --listen https://127.0.0.1:0", "certificate")]
    [InlineData("up --listen http://127.0.0.1:0 --web http://0.0.0.0:0", "cleartext")]
    [InlineData("up --listen http://127.0.0.1:0 --web https://127.0.0.1:0", "certificate")]
    [InlineData("up --listen http://127.0.0.1:65535", "--web off")]
    [InlineData("up --web on", "off")]
    [InlineData("up --web http://exchange.example:5081", "exchange.example")]
    [InlineData("up --cors https://exchange.example/path", "--cors")]
    [InlineData("up --key nothing", "--cert")]
    [InlineData("up --cert nothing --listen https://127.0.0.1:0", "nothing")]
    [InlineData("up --burst 5", "--rate")]
    [InlineData("up --rate 0", "--rate")]
    [InlineData("up --per-day 0", "--per-day")]
    public void Up_WhatDoesNotFit_IsOneLine(string command, string says)
    {
        using var directory = new TemporaryDirectory();
        ExchangeProcess.Run([.. command.Split(' '), "--data", directory.Path]).AssertFailed(2, says);
    }

    [Fact]
    public void Up_WithAnotherCertificatesKey_IsOneLine()
    {
        using var directory = new TemporaryDirectory();
        var (certificate, other) = (directory.File("gateway.pem"), directory.File("other.pem"));
        SelfSigned.Write(certificate);
        SelfSigned.Write(other);
        ExchangeProcess.Run("up", "--data", directory.File("data"), "--listen", "https://127.0.0.1:0", "--cert", certificate, "--key", other)
            .AssertFailed(2, "key does not match");
    }

    [Fact]
    public async Task Up_WithACertificate_ServesThoseWhoTrustIt()
    {
        using var directory = new TemporaryDirectory();
        var certificate = Path.Combine(directory.Path, "gateway.pem");
        SelfSigned.Write(certificate);
        using var process = RunningProcess.Start(
            ["up", "--data", Path.Combine(directory.Path, "data"), "--listen", "https://127.0.0.1:0", "--cert", certificate]);
        var url = (await process.ReadLineAsync()).Split(' ')[2];

        Assert.StartsWith("https://127.0.0.1:", url, StringComparison.Ordinal);
        ExchangeProcess.Run("account", "list", "--url", url, "--ca", certificate).AssertSucceeded();
        ExchangeProcess.Run("account", "list", "--url", url).AssertFailed(1, "cannot be reached: The remote certificate is invalid");
        process.Signal("TERM");
        Assert.Equal(0, (await process.EndAsync()).ExitCode);
    }
}
