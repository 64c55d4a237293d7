using System.Net;
using System.Net.Sockets;
using System.Text;
using Exchange.Gateway.Access;
using Exchange.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Exchange.Gateway.Tests;

/// <summary>Where browsers are served, and the pages of which origins. Who may call what there: <see cref="AccessTests"/>.</summary>
public sealed class WebTests : IDisposable
{
    private const string List = "/exchange.v1.Markets/List";
    private const string Page = "https://exchange.example";
    private const int Attempts = 20;

    private readonly TestCertificates _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task Start_AnyPort_ServesBrowsersAtAnother()
    {
        await using var gateway = await TestGateway.StartAsync();
        var web = gateway.Server.WebUrl!;
        using var caller = new WebCaller(web);
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", gateway.Operator.Token) } };
        using var body = new ByteArrayContent([]) { Headers = { ContentType = new("application/grpc") } };

        Assert.Equal(("http", "127.0.0.1"), (web.Scheme, web.Host));
        Assert.NotEqual(gateway.Url.Port, web.Port);
        Assert.Equal(StatusCode.OK, await ListAsync(caller, gateway.Operator.Token));
        // What is no gRPC-Web is no call.
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(web)).StatusCode);
        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, (await http.PostAsync(new Uri(web, List), body)).StatusCode);
    }

    [Fact]
    public async Task Start_Port_ServesBrowsersAtTheNext()
    {
        await using var server = await StartNextToAsync(_ => null);

        Assert.Equal(server.Url.Port + 1, server.WebUrl!.Port);
    }

    [Fact]
    public async Task Start_NextPortInUse_SaysWhatToDo()
    {
        var failure = await Assert.ThrowsAsync<IOException>(() => StartNextToAsync(port =>
        {
            var other = new TcpListener(IPAddress.Loopback, port);
            other.Start();
            return other;
        }));

        Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--web off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutWeb_ServesGrpcAlone()
    {
        await using var gateway = await TestGateway.StartAsync(with: options => options with { Web = null });
        using var raw = new RawClient(gateway.Url, gateway.Operator.Token!);

        Assert.Null(gateway.Server.WebUrl);
        Assert.Equal(
            HttpStatusCode.UnsupportedMediaType, (await raw.PostAsync(List, RawClient.Frame(new ListMarketsRequest()), "application/grpc-web")).Http);
        Assert.Empty((await gateway.Operator.Markets.ListAsync(new(), gateway.Operator.Options)).Markets);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "http://0.0.0.0:0", "*", "cleartext")]
    [InlineData("http://127.0.0.1:0", "https://127.0.0.1:0", "*", "certificate")]
    [InlineData("http://127.0.0.1:65535", null, "*", "65535")]
    [InlineData("http://127.0.0.1:0", null, "exchange.example", "origin")]
    [InlineData("http://127.0.0.1:0", null, "https://exchange.example/path", "origin")]
    [InlineData("http://127.0.0.1:0", null, "ftp://exchange.example", "origin")]
    public async Task Start_WebThatCannotBe_IsRefusedInOneSentence(string listen, string? web, string origin, string says)
    {
        var options = new GatewayOptions
        {
            Listen = new(listen),
            Web = new() { Listen = web is null ? null : new(web), Origins = [origin] },
        };
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => GatewayServer.StartAsync(options));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GatewayWeb.AnyOrigin, Page, "*")]
    [InlineData(Page, Page, Page)]
    [InlineData("https://other.example", Page, null)]
    public async Task Preflight_Origin_IsAnsweredByWhatIsAllowed(string allowed, string origin, string? answer)
    {
        const string Headers = "authorization,content-type,grpc-timeout,x-grpc-web,x-user-agent,x-own-bin";
        await using var gateway = await TestGateway.StartAsync(with: options => options with { Web = new() { Origins = [allowed] } });
        using var http = new HttpClient { BaseAddress = gateway.Server.WebUrl };
        using var request = new HttpRequestMessage(HttpMethod.Options, List)
        {
            Headers = { { "origin", origin }, { "access-control-request-method", "POST" }, { "access-control-request-headers", Headers } },
        };

        using var response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(answer, Header(response, "access-control-allow-origin"));
        Assert.Equal(answer is null ? null : Headers, Header(response, "access-control-allow-headers"));
        Assert.Equal(answer is null ? null : "POST", Header(response, "access-control-allow-methods"));
        Assert.Equal(answer is null ? null : "7200", Header(response, "access-control-max-age"));
        Assert.Null(Header(response, "access-control-allow-credentials"));
    }

    [Fact]
    public async Task Call_FromAPage_ShowsItTheStatusAndTheTrailers()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Server.WebUrl };
        using var request = new HttpRequestMessage(HttpMethod.Post, List)
        {
            Headers = { { "origin", Page } },
            Content = new ByteArrayContent(RawClient.Frame(new ListMarketsRequest())) { Headers = { ContentType = new("application/grpc-web") } },
        };

        using var response = await http.SendAsync(request);

        Assert.Equal("16", Header(response, "grpc-status"));
        Assert.Equal("*", Header(response, "access-control-allow-origin"));
        Assert.Equal("grpc-status,grpc-message,grpc-encoding,grpc-accept-encoding,*", Header(response, "access-control-expose-headers"));
    }

    [Fact]
    public async Task Https_OnePort_ServesBothToThoseWhoShowACertificate()
    {
        using var bot = _authority.Issue("bot");
        await using var server = await GatewayServer.StartAsync(new()
        {
            Listen = new("https://127.0.0.1:0"),
            Tls = new(_authority.Issue("gateway")) { ClientAuthorities = [_authority.Authority] },
        });
        Assert.Equal(server.Url, server.WebUrl);

        using var known = new WebCaller(server.WebUrl!, TestCertificates.Client(_authority.Authority, bot));
        using var channel = GrpcChannel.ForAddress(
            server.Url, new() { HttpHandler = TestCertificates.Client(_authority.Authority, bot), DisposeHttpClient = true });
        var caller = new TestCaller(channel, server.OperatorToken, "operator");
        Assert.Equal(StatusCode.OK, await ListAsync(known, server.OperatorToken));
        Assert.Equal(StatusCode.Unauthenticated, await ListAsync(known, token: null));
        Assert.Empty((await caller.Markets.ListAsync(new(), caller.Options)).Markets);

        using var stranger = new WebCaller(server.WebUrl!, TestCertificates.Client(_authority.Authority));
        // In TLS 1.3 a client learns of it only after it thought itself connected.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => ListAsync(stranger, server.OperatorToken));
    }

    [Fact]
    public async Task Stop_OpenStream_EndsWithItsStatus()
    {
        var gateway = await TestGateway.StartLitAsync();
        using var http = new HttpClient { BaseAddress = gateway.Server.WebUrl, Timeout = TestCaller.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/exchange.v1.MarketData/Subscribe")
        {
            Content = new ByteArrayContent(RawClient.Frame(new SubscribeRequest { Markets = { "lit" } })) { Headers = { ContentType = new("application/grpc-web") } },
        };
        request.Headers.Authorization = new("Bearer", gateway.Operator.Token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsByteArrayAsync();

        await gateway.DisposeAsync();

        Assert.Contains("grpc-status: 14\r\n", Encoding.ASCII.GetString(await reading), StringComparison.Ordinal);
    }

    private static Task<StatusCode> ListAsync(WebCaller caller, string? token) =>
        caller.CallAsync(List, new ListMarketsRequest().ToByteArray(), token, () => Task.CompletedTask);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    // A port is free when one asks; others may be faster.
    private static async Task<GatewayServer> StartNextToAsync(Func<int, IDisposable?> takeNext)
    {
        for (var attempt = 1; ; attempt++)
        {
            int port;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                port = ((IPEndPoint)free.LocalEndpoint).Port;
            }
            try
            {
                using var next = takeNext(port + 1);
                try
                {
                    return await GatewayServer.StartAsync(new() { Listen = new($"http://127.0.0.1:{port}"), Logging = _ => { } });
                }
                catch (IOException) when (next is null && attempt < Attempts)
                {
                    // The next try takes other ports.
                }
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // As above.
            }
        }
    }
}
