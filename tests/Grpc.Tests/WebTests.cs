using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.AspNetCore.Web;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;

namespace Grpc.Tests;

/// <summary>gRPC-Web, over both HTTP/1.1 and HTTP/2, in bytes and in base64: what holds for calls holds for these.</summary>
public sealed class WebTests
{
    public static MatrixTheoryData<string, bool> Ways => new(["1.1", "2.0"], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Unary_OneMessage_IsAnsweredWithTrailersBehindIt(string version, bool isText)
    {
        await using var server = await StartAsync();
        Wishes.Fulfil(server.Script);
        using var client = WebClient.Of(server, version, isText);
        var ping = new Ping { Wish = "metadata" };

        using var response = await client.PostAsync(
            "Unary", client.Body(ping), default, ("x-text", "text"), ("x-data-bin", "AAH+/w"));

        Assert.Equal([ping], await response.ReadToEndAsync());
        Assert.Equal((HttpStatusCode.OK, client.ContentType), (response.HttpStatus, response.ContentType));
        Assert.Equal("text", response.Header("x-text"));
        Assert.Null(response.Header("grpc-status"));
        Assert.Equal(new Dictionary<string, string> { ["grpc-status"] = "0", ["x-data-bin"] = "AAH+/w" }, response.Trailers);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ServerStreaming_EveryMessage_IsThereWhenItIsWritten(string version, bool isText)
    {
        await using var server = await StartAsync();
        var next = new SemaphoreSlim(0);
        server.Script.Expand = async (request, responses, context) =>
        {
            await context.WriteResponseHeadersAsync([]);
            for (var i = 0; i < request.Number; i++)
            {
                await next.WaitAsync(context.CancellationToken);
                await responses.WriteAsync(new Ping { Number = i, Payload = ByteString.CopyFrom(new byte[i * i * 100]) });
            }
        };
        using var client = WebClient.Of(server, version, isText);

        using var response = await client.PostAsync("Expand", new Ping { Number = 10 });
        for (var i = 0; i < 10; i++)
        {
            next.Release();
            Assert.Equal(i, (await response.ReadAsync())!.Number);
        }

        Assert.Null(await response.ReadAsync());
        Assert.Equal("0", response.Status);
        Assert.True(server.Errors.Count == 0, string.Join('\n', server.Errors));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Failure_BeforeAnyMessage_IsTrailersOnly(string version, bool isText)
    {
        await using var server = await StartAsync();
        Wishes.Fulfil(server.Script);
        using var client = WebClient.Of(server, version, isText);

        using var response = await client.PostAsync("Unary", new Ping { Wish = "status", Number = 9 });

        Assert.Empty(await response.ReadToEndAsync());
        Assert.Null(response.Trailers);
        Assert.Equal((HttpStatusCode.OK, client.ContentType), (response.HttpStatus, response.ContentType));
        Assert.Equal("9", response.Header("grpc-status"));
        Assert.Equal("w%C3%BCnsch 100 %25", response.Header("grpc-message"));
        Assert.Equal(("because", "AP8"), (response.Header("why"), response.Header("why-bin")));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Failure_BehindMessages_StandsInTheTrailersFrame(string version, bool isText)
    {
        await using var server = await StartAsync();
        Wishes.Fulfil(server.Script);
        using var client = WebClient.Of(server, version, isText);

        using var response = await client.PostAsync("Chat", new Ping { Number = 1 }, new Ping { Number = 2 }, new Ping { Wish = "stop" });

        Assert.Equal([1, 2], (await response.ReadToEndAsync()).Select(ping => ping.Number));
        Assert.Equal("9", response.Trailers!["grpc-status"]);
        Assert.Equal("w%C3%BCnsch 100 %25", response.Trailers["grpc-message"]);
        Assert.Equal(("because", "AP8"), (response.Trailers["why"], response.Trailers["why-bin"]));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ClientStreamingAndDuplex_WholeBody_AreServed(string version, bool isText)
    {
        await using var server = await StartAsync();
        using var client = WebClient.Of(server, version, isText);
        var requests = Enumerable.Range(1, 100).Select(i => new Ping { Number = i, Payload = ByteString.CopyFrom(new byte[i]) }).ToArray();

        using var collected = await client.PostAsync("Collect", requests);
        using var chatted = await client.PostAsync("Chat", requests);

        Assert.Equal(5050, Assert.Single(await collected.ReadToEndAsync()).Number);
        Assert.Equal(requests, await chatted.ReadToEndAsync());
        Assert.Equal(("0", "0"), (collected.Status, chatted.Status));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Deadline_Passes_IsTheStatusInTime(string version, bool isText)
    {
        await using var server = await StartAsync();
        var end = new TaskCompletionSource();
        server.Script.Unary = async (request, _) =>
        {
            await end.Task;
            return request;
        };
        server.Script.Expand = async (request, responses, _) =>
        {
            await responses.WriteAsync(request);
            await end.Task;
        };
        using var client = WebClient.Of(server, version, isText);
        using var other = WebClient.Of(server, version, isText);

        using var unary = await client.PostAsync("Unary", client.Body(new Ping()), default, ("grpc-timeout", "200m"));
        using var expand = await other.PostAsync("Expand", client.Body(new Ping()), default, ("grpc-timeout", "200m"));
        Assert.Empty(await unary.ReadToEndAsync());
        Assert.Single(await expand.ReadToEndAsync());
        Assert.Equal(("4", "4"), (unary.Status, expand.Status));

        // The handlers have not ended, and the client can call again.
        using var again = await client.PostAsync("Chat", new Ping());
        Assert.Single(await again.ReadToEndAsync());
        end.SetResult();
    }

    [Fact]
    public async Task Deadline_RequestsNeverEnd_IsTheStatusInTime()
    {
        await using var server = await StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, server.WebAddress.Port);

        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /grpc.tests.Echo/Chat HTTP/1.1\r\nhost: x\r\ncontent-type: application/grpc-web\r\ngrpc-timeout: 200m\r\n"
            + "transfer-encoding: chunked\r\n\r\n5\r\n\0\0\0\0\0\r\n"));
        var answer = "";
        for (var buffer = new byte[1000]; !answer.Contains("grpc-status: 4", StringComparison.Ordinal);)
        {
            var count = await tcp.GetStream().ReadAsync(buffer).AsTask().WaitAsync(WebClient.Patience);
            Assert.NotEqual(0, count);
            answer += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Client_Goes_CancelsTheHandler(string version, bool isText)
    {
        await using var server = await StartAsync();
        var cancelled = new TaskCompletionSource();
        server.Script.Expand = async (request, responses, context) =>
        {
            using var registration = context.CancellationToken.Register(() => cancelled.TrySetResult());
            await responses.WriteAsync(request);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        using var client = WebClient.Of(server, version, isText);

        var response = await client.PostAsync("Expand", new Ping());
        Assert.NotNull(await response.ReadAsync());
        response.Dispose();

        await cancelled.Task.WaitAsync(WebClient.Patience);
        Assert.True(server.Errors.Count == 0, string.Join('\n', server.Errors));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Deadline_ClientDoesNotRead_CutsTheResponse(string version, bool isText)
    {
        await using var server = await StartAsync();
        var ended = new TaskCompletionSource();
        server.Script.Expand = async (_, responses, context) =>
        {
            try
            {
                while (true)
                {
                    await responses.WriteAsync(new Ping { Payload = ByteString.CopyFrom(new byte[100_000]) });
                }
            }
            finally
            {
                ended.SetResult();
            }
        };
        using var client = WebClient.Of(server, version, isText);

        using var response = await client.PostAsync("Expand", client.Body(new Ping()), default, ("grpc-timeout", "500m"));
        await ended.Task.WaitAsync(WebClient.Patience);

        Assert.True(server.Errors.Count == 0, string.Join('\n', server.Errors));
    }

    public static TheoryData<string, string, string> BadBodies => new()
    {
        { "not base64", "AAAA!AAA", "13" },
        { "ends within four characters", "AAAAAAA", "13" },
        { "padding alone", "====", "13" },
        { "ends within the message", "AAAAAAI=", "13" },
        { "a length beyond the limit", "AP////8=", "8" },
        { "no message", "", "12" },
        { "a trailers frame", "gAAAAAA=", "13" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Text_BadBody_HasItsStatus(string what, string body, string expected)
    {
        await using var server = await StartAsync();
        using var client = WebClient.Of(server, "1.1", isText: true);

        using var response = await client.PostAsync("Unary", new ByteArrayContent(Encoding.ASCII.GetBytes(body)));
        await response.ReadToEndAsync();

        Assert.True(expected == response.Status, $"{what}: {response.Status}");
        Assert.True(server.Errors.Count == 0, string.Join('\n', server.Errors));
    }

    // However the text is cut into reads and padded, the messages come out as they went in.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Text_RandomPaddingAndCuts_GiveTheSameMessages(int seed)
    {
        var random = new Random(seed);
        var requests = Enumerable.Range(1, 200)
            .Select(i => new Ping { Number = i, Payload = ByteString.CopyFrom(RandomBytes(random, random.Next(random.Next(3) == 0 ? 5000 : 10))) }).ToArray();
        var bytes = requests.SelectMany(request => RawClient.Frame(request)).ToArray();
        var text = new StringBuilder();
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, random.Next(1, 6000));
            text.Append(Convert.ToBase64String(bytes.AsSpan(at, count)));
            at += count;
        }

        await using var server = await StartAsync();
        using var client = WebClient.Of(server, "1.1", isText: true);
        using var response = await client.PostAsync("Chat", new PiecemealContent(Encoding.ASCII.GetBytes(text.ToString())) { PieceLength = random.Next(1, 500) });

        Assert.True(requests.SequenceEqual(await response.ReadToEndAsync()), $"seed {seed}");
        Assert.True(response.Status == "0", $"seed {seed}");
    }

    [Fact]
    public async Task Compressed_BothWays_IsAsInGrpc()
    {
        await using var server = await EchoServer.StartAsync(grpc => grpc.ResponseCompressionAlgorithm = "gzip", useWeb: Everywhere);
        using var client = WebClient.Of(server, "1.1", isText: false);
        var packed = RawClient.Gzip(new Ping { Number = 5 }.ToByteArray());

        using var accepted = await client.PostAsync("Unary", new ByteArrayContent(RawClient.Frame(packed, flag: 1)), default, ("grpc-encoding", "gzip"));
        using var refused = await client.PostAsync("Unary", client.Body(new Ping()), default, ("grpc-encoding", "snappy"));

        Assert.Equal([new Ping { Number = 5 }], await accepted.ReadToEndAsync());
        Assert.Empty(await refused.ReadToEndAsync());
        Assert.Equal(("12", "identity,gzip"), (refused.Status, refused.Header("grpc-accept-encoding")));
    }

    [Theory]
    [InlineData("application/grpc-web", HttpStatusCode.OK, "application/grpc-web+proto")]
    [InlineData("application/grpc-web+proto; charset=utf-8", HttpStatusCode.OK, "application/grpc-web+proto")]
    [InlineData("APPLICATION/GRPC-WEB", HttpStatusCode.OK, "application/grpc-web+proto")]
    [InlineData("application/grpc-web+json", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("application/grpc-webby", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("application/grpc", HttpStatusCode.HttpVersionNotSupported, null)]
    public async Task Post_ContentType_Decides(string contentType, HttpStatusCode http, string? answer)
    {
        await using var server = await StartAsync();
        using var client = WebClient.Of(server, "1.1", isText: false);
        var body = client.Body(new Ping());
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var response = await client.PostAsync("Unary", body);

        Assert.Equal((http, answer), (response.HttpStatus, response.ContentType));
    }

    [Theory]
    [InlineData(false, "application/grpc-web-text", true)]
    [InlineData(false, "text/html, application/grpc-web-text+proto;q=1", true)]
    [InlineData(true, "application/grpc-web", false)]
    [InlineData(true, "*/*", true)]
    public async Task Post_Accept_SaysHowTheAnswerIsWritten(bool asksInText, string accept, bool isText)
    {
        await using var server = await StartAsync();
        using var client = WebClient.Of(server, "1.1", asksInText);

        using var response = await client.PostAsync("Unary", client.Body(new Ping { Number = 4 }), default, ("accept", accept));

        Assert.Equal([new Ping { Number = 4 }], await response.ReadToEndAsync());
        Assert.Equal((isText, "0"), (response.IsText, response.Status));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Post_UnknownMethod_IsUnimplemented(string version)
    {
        await using var server = await StartAsync();
        using var client = WebClient.Of(server, version, isText: true);

        using var response = await client.PostAsync("Nothing", new Ping());

        Assert.Equal((HttpStatusCode.OK, "12"), (response.HttpStatus, response.Status));
    }

    [Theory]
    [InlineData(false, null, HttpStatusCode.UnsupportedMediaType)]
    [InlineData(true, null, HttpStatusCode.OK)]
    [InlineData(false, true, HttpStatusCode.OK)]
    [InlineData(true, false, HttpStatusCode.UnsupportedMediaType)]
    public async Task Endpoint_SaysForItself_AndElseTheDefaultCounts(bool byDefault, bool? ofItself, HttpStatusCode expected)
    {
        await using var server = await EchoServer.StartAsync(
            useWeb: app => app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = byDefault }),
            configureEndpoints: echo => _ = ofItself switch
            {
                true => echo.EnableGrpcWeb(),
                false => echo.DisableGrpcWeb(),
                null => echo,
            });
        using var client = WebClient.Of(server, "2.0", isText: false);

        using var response = await client.PostAsync("Unary", new Ping());

        Assert.Equal(expected, response.HttpStatus);
    }

    private static Task<EchoServer> StartAsync() => EchoServer.StartAsync(useWeb: Everywhere);

    private static void Everywhere(WebApplication app) => app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
