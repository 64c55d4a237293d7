using Grpc.Core;

namespace Grpc.Tests;

public sealed class MetadataTests
{
    private static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    [Fact]
    public async Task RequestHeaders_TextAndBytes_ReachTheHandler()
    {
        await using var server = await EchoServer.StartAsync();
        Metadata? seen = null;
        server.Script.Unary = (request, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(request);
        };

        await server.Client.UnaryAsync(new Ping(), new Metadata
        {
            { "Authorization", "Bearer token" },
            { "trace-bin", AllBytes },
            { "trace-bin", [1] },
            { "empty-bin", [] },
        });

        Assert.Equal("Bearer token", seen!.GetValue("authorization"));
        Assert.Equal([AllBytes, [1]], seen!.GetAll("trace-bin").Select(entry => entry.ValueBytes));
        Assert.Empty(seen!.GetValueBytes("empty-bin")!);
        Assert.Null(seen!.Get("te"));
        Assert.Null(seen!.Get("content-type"));
        Assert.DoesNotContain(seen!, entry => entry.Key.StartsWith(':'));
    }

    [Fact]
    public async Task ResponseHeadersAndTrailers_TextAndBytes_ReachTheClient()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Unary = async (request, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "head", "first" }, { "head-bin", AllBytes } });
            context.ResponseTrailers.Add("tail", "last");
            context.ResponseTrailers.Add("tail-bin", AllBytes);
            return request;
        };

        using var call = server.Client.UnaryAsync(new Ping());
        var headers = await call.ResponseHeadersAsync;
        await call;

        Assert.Equal("first", headers.GetValue("head"));
        Assert.Equal(AllBytes, headers.GetValueBytes("head-bin"));
        Assert.Equal("last", call.GetTrailers().GetValue("tail"));
        Assert.Equal(AllBytes, call.GetTrailers().GetValueBytes("tail-bin"));
        Assert.Null(call.GetTrailers().Get("grpc-status"));
    }

    [Fact]
    public async Task ResponseHeaders_SentByASilentHandler_ArriveBeforeAnyMessage()
    {
        await using var server = await EchoServer.StartAsync();
        var release = new TaskCompletionSource();
        server.Script.Expand = async (request, responses, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "ready", "yes" } });
            await release.Task;
            await responses.WriteAsync(request);
        };

        using var call = server.Client.Expand(new Ping());
        var headers = await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(10));
        release.SetResult();

        Assert.Equal("yes", headers.GetValue("ready"));
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task ResponseHeaders_SentTwice_AreRefused()
    {
        await using var server = await EchoServer.StartAsync();
        Exception? second = null;
        server.Script.Unary = async (request, context) =>
        {
            await context.WriteResponseHeadersAsync([]);
            second = await Record.ExceptionAsync(() => context.WriteResponseHeadersAsync([]));
            return request;
        };

        await server.Client.UnaryAsync(new Ping());

        Assert.IsType<InvalidOperationException>(second);
    }

    [Fact]
    public async Task Context_TellsWhereTheCallComesFrom()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Unary = (request, context) =>
        {
            context.UserState["seen"] = true;
            Assert.Equal("/grpc.tests.Echo/Unary", context.Method);
            Assert.Equal(server.Address.Authority, context.Host);
            Assert.Matches(@"^ipv4:127\.0\.0\.1:\d+$", context.Peer);
            Assert.Equal("/grpc.tests.Echo/Unary", context.GetHttpContext().Request.Path.Value);
            Assert.True((bool)context.UserState["seen"]);
            return Task.FromResult(request);
        };

        await server.Client.UnaryAsync(new Ping());

        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("", "value")]
    [InlineData("with space", "value")]
    [InlineData("ünicode", "value")]
    [InlineData("bytes-bin", "text")]
    [InlineData("key", "line\nbreak")]
    [InlineData("key", "ünicode")]
    public void Entry_CannotTravel_IsRefused(string key, string value) =>
        Assert.ThrowsAny<ArgumentException>(() => new Metadata.Entry(key, value));

    [Fact]
    public void Entry_BytesUnderATextKey_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("text", [1, 2]));

    [Fact]
    public void Empty_Add_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));

    [Fact]
    public void Get_RepeatedKey_IsTheLast()
    {
        var metadata = new Metadata { { "Key", "1" }, { "key", "2" }, { "other", "3" } };

        Assert.Equal("2", metadata.GetValue("KEY"));
        Assert.Equal(["1", "2"], metadata.GetAll("key").Select(entry => entry.Value));
        Assert.Null(metadata.Get("none"));
    }
}
