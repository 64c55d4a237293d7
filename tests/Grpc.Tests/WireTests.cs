using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Grpc.Tests;

/// <summary>What the server makes of requests that no gRPC client would send.</summary>
public sealed class WireTests
{
    private const string Unary = "/grpc.tests.Echo/Unary";

    [Fact]
    public async Task Post_OneMessage_IsAnsweredByTheBook()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(Unary, RawClient.Frame(new Ping { Number = 5 }));
        var (body, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(RawClient.Frame(new Ping { Number = 5 }), body);
        Assert.Equal("0", status);
        Assert.Null(RawClient.Header(response.Headers, "grpc-status"));
    }

    [Fact]
    public async Task Post_FailureWithoutMessages_IsTrailersOnly()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Unary = (_, _) => throw new Core.RpcException(new Core.Status(Core.StatusCode.NotFound, "50%"));
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(Unary, RawClient.Frame(new Ping()));
        var (body, _) = await RawClient.ReadToEndAsync(response);

        Assert.Empty(body);
        Assert.Equal("5", RawClient.Header(response.Headers, "grpc-status"));
        Assert.Equal("50%25", RawClient.Header(response.Headers, "grpc-message"));
        Assert.Empty(response.TrailingHeaders);
    }

    public static TheoryData<string, byte[], string> BadBodies => new()
    {
        { "garbage in the message", RawClient.Frame([0xff, 0xff, 0xff, 0xff]), "13" },
        { "garbage for the prefix", [0x47, 0x45, 0x54, 0x20, 0x2f, 0x20], "13" },
        { "compressed, no encoding agreed", RawClient.Frame(new Ping(), flag: 1), "13" },
        { "ends within the prefix", [0, 0, 0], "13" },
        { "ends within the message", RawClient.Frame(new Ping { Number = 500 })[..^1], "13" },
        { "a length beyond every limit", [0, 0xff, 0xff, 0xff, 0xff], "8" },
        { "no message", [], "12" },
        { "two messages", [.. RawClient.Frame(new Ping()), .. RawClient.Frame(new Ping())], "12" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Post_BadBody_HasItsStatus(string what, byte[] body, string expected)
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(Unary, body);
        var (_, status) = await RawClient.ReadToEndAsync(response);

        Assert.True(expected == status, $"{what}: {status}");
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Post_UnknownEncoding_IsUnimplementedAndTellsWhatIsKnown()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(Unary, RawClient.Frame(new Ping()), ("grpc-encoding", "snappy"));
        var (_, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal("12", status);
        Assert.Equal("identity,gzip", RawClient.Header(response.Headers, "grpc-accept-encoding"));
        Assert.Contains("gzip", RawClient.Header(response.Headers, "grpc-message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1S")]
    [InlineData("1x")]
    [InlineData("123456789S")]
    public async Task Post_MalformedTimeout_IsInternal(string timeout)
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(Unary, RawClient.Frame(new Ping()), ("grpc-timeout", timeout));
        var (_, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal("13", status);
    }

    [Theory]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc-web", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpcx", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/grpc+proto", HttpStatusCode.OK)]
    [InlineData("application/grpc; charset=utf-8", HttpStatusCode.OK)]
    public async Task Post_ContentType_Decides(string contentType, HttpStatusCode expected)
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);
        using var body = new ByteArrayContent(RawClient.Frame(new Ping()));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await http.PostAsync(Unary, body);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Post_OtherPathsOfTheApplication_StayTheirs()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);

        using var page = await http.PostAsync("/plain/page", new StringContent("{}"));
        using var nothing = await http.PostAsync("/plain/nothing", new StringContent("{}"));

        Assert.Equal("not gRPC", await page.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task Post_MessageInManyPieces_IsPutTogether()
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);
        var frame = RawClient.Frame(new Ping { Number = 300, Payload = ByteString.CopyFrom(new byte[200]) });

        using var response = await http.PostAsync(Unary, new PiecemealContent(frame));
        var (body, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal("0", status);
        Assert.Equal(frame, body);
    }
}
