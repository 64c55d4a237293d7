using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Exchange.Gateway.Access;
using Exchange.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Gateway.Tests;

/// <summary>TLS: who may listen without it, and whom either side trusts.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _authority = new();
    private readonly TestCertificates _otherAuthority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _otherAuthority.Dispose();
    }

    [Fact]
    public async Task Https_TrustedAuthority_IsServed()
    {
        await using var server = await StartAsync(new(_authority.Issue("gateway")));

        Assert.Equal(Uri.UriSchemeHttps, server.Url.Scheme);
        Assert.Equal(StatusCode.OK, await CallAsync(server, _authority.Authority, client: null));
    }

    [Fact]
    public async Task Https_AuthorityThatTheClientDoesNotTrust_IsNotCalled()
    {
        await using var server = await StartAsync(new(_authority.Issue("gateway")));

        Assert.Equal(StatusCode.Unavailable, await CallAsync(server, _otherAuthority.Authority, client: null));
    }

    [Fact]
    public async Task Https_ClientCertificatesAsked_OnlyThoseOfTheAuthorityAreServed()
    {
        await using var server = await StartAsync(
            new(_authority.Issue("gateway")) { ClientAuthorities = [_otherAuthority.Authority] });

        Assert.Equal(StatusCode.OK, await CallAsync(server, _authority.Authority, _otherAuthority.Issue("bot")));
        // In TLS 1.3 a client learns of it only after it thought itself connected.
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, _authority.Authority, client: null));
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, _authority.Authority, _authority.Issue("bot")));
    }

    [Fact]
    public async Task Https_AuthoritiesInBetween_AreSentAndTaken()
    {
        using var below = new TestCertificates(_authority);
        using var otherBelow = new TestCertificates(_otherAuthority);
        await using var server = await StartAsync(new(below.Issue("gateway"))
        {
            Intermediates = [below.Authority],
            ClientAuthorities = [_otherAuthority.Authority],
        });

        Assert.Equal(StatusCode.OK, await CallAsync(server, _authority.Authority, otherBelow.Issue("bot"), otherBelow.Authority));
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, _authority.Authority, otherBelow.Issue("bot")));
        Assert.NotEqual(StatusCode.OK, await CallAsync(server, _authority.Authority, below.Issue("bot"), below.Authority));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", false, "https")]
    [InlineData("http://192.0.2.1:0", false, "https")]
    [InlineData("https://127.0.0.1:0", false, "certificate")]
    [InlineData("http://127.0.0.1:0", true, "https")]
    [InlineData("http://example.com:0", false, "IP address")]
    public async Task Start_WithoutWhatItTakes_IsRefusedInOneSentence(string listen, bool hasCertificate, string says)
    {
        var options = new GatewayOptions
        {
            Listen = new(listen),
            Tls = hasCertificate ? new(_authority.Issue("gateway")) : null,
        };
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => GatewayServer.StartAsync(options));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CleartextAskedFor_ListensEverywhere()
    {
        await using var server = await GatewayServer.StartAsync(new() { Listen = new("http://0.0.0.0:0"), AllowsCleartext = true });
        using var channel = GrpcChannel.ForAddress(new Uri($"http://127.0.0.1:{server.Url.Port}"));
        var caller = new TestCaller(channel, server.OperatorToken, "operator");
        Assert.Empty((await caller.Markets.ListAsync(new(), caller.Options)).Markets);
    }

    private static Task<GatewayServer> StartAsync(GatewayTls tls) =>
        GatewayServer.StartAsync(new() { Listen = new("https://127.0.0.1:0"), Tls = tls });

    private static async Task<StatusCode> CallAsync(
        GatewayServer server, X509Certificate2 trusted, X509Certificate2? client, params X509Certificate2Collection inBetween)
    {
        using var handler = TestCertificates.Client(trusted, client, inBetween);
        using var channel = GrpcChannel.ForAddress(server.Url, new() { HttpHandler = handler });
        var caller = new TestCaller(channel, server.OperatorToken, "operator");
        try
        {
            await caller.Markets.DefineAsync(new() { Market = TestGateway.Book("lit") }, caller.Options);
            return StatusCode.OK;
        }
        catch (RpcException failure)
        {
            return failure.StatusCode;
        }
    }
}
