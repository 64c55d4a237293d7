using Grpc.AspNetCore.Server;
using Grpc.Core;

namespace Grpc.Tests;

public sealed class StatusTests
{
    public static TheoryData<StatusCode> Failures => [.. Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK)];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Handler_ThrowsStatus_ReachesTheClientWithTrailers(StatusCode code)
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Unary = (_, context) =>
        {
            context.ResponseTrailers.Add("from", "context");
            throw new RpcException(new Status(code, "naïve 100 % – ünïcode\n日本"), new Metadata { { "why", "because" } });
        };

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(new Ping()));

        Assert.Equal(code, failure.StatusCode);
        Assert.Equal("naïve 100 % – ünïcode\n日本", failure.Status.Detail);
        Assert.Equal("because", failure.Trailers.GetValue("why"));
        Assert.Equal("context", failure.Trailers.GetValue("from"));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Handler_SetsStatus_FailsTheCall()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Unary = (request, context) =>
        {
            context.Status = new Status(StatusCode.DataLoss, "gone");
            return Task.FromResult(request);
        };

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(new Ping()));

        Assert.Equal(StatusCode.DataLoss, failure.StatusCode);
    }

    [Fact]
    public async Task Handler_FailsAfterMessages_ClientGetsBoth()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Expand = async (request, responses, _) =>
        {
            await responses.WriteAsync(request);
            throw new RpcException(new Status(StatusCode.Aborted, ""), new Metadata { { "why", "because" } });
        };

        using var call = server.Client.Expand(new Ping { Number = 9 });

        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(9, call.ResponseStream.Current.Number);
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Equal("because", call.GetTrailers().GetValue("why"));
    }

    [Theory]
    [InlineData(false, "The handler failed.")]
    [InlineData(true, "The handler failed. FormatException: secret")]
    public async Task Handler_ThrowsAnythingElse_IsUnknownAndLogged(bool detailed, string detail)
    {
        await using var server = await EchoServer.StartAsync(options => options.EnableDetailedErrors = detailed);
        server.Script.Unary = (_, _) => throw new FormatException("secret");

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(new Ping()));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.Equal(detail, failure.Status.Detail);
        Assert.Equal("The handler of /grpc.tests.Echo/Unary failed. secret", Assert.Single(server.Errors));
    }

    [Fact]
    public async Task Handler_ReturnsNothing_IsUnknown()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Unary = (_, _) => Task.FromResult<Ping>(null!);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(new Ping()));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
    }

    [Theory]
    [InlineData("/grpc.tests.Echo/Nothing")]
    [InlineData("/grpc.tests.Nobody/Unary")]
    public async Task Call_UnknownMethod_IsUnimplemented(string path)
    {
        await using var server = await EchoServer.StartAsync();
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(path, RawClient.Frame(new Ping()));
        var (_, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal("12", status);
    }

    [Fact]
    public async Task Limits_RequestTooLong_IsResourceExhausted()
    {
        await using var server = await EchoServer.StartAsync((GrpcServiceOptions options) => options.MaxReceiveMessageSize = 1000);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(Message(1001)));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.Equal(Message(900), await server.Client.UnaryAsync(Message(900)));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Limits_ResponseTooLongForClient_IsResourceExhausted()
    {
        await using var server = await EchoServer.StartAsync(channelOptions: new() { MaxReceiveMessageSize = 1000 });

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(Message(1001)));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task Limits_TooLongToSend_IsResourceExhaustedOnBothSides()
    {
        await using var server = await EchoServer.StartAsync(
            options => options.MaxSendMessageSize = 500,
            channelOptions: new() { MaxSendMessageSize = 1000 });

        foreach (var length in new[] { 600, 1001 })
        {
            var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(Message(length)));
            Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        }

        using var call = server.Client.Chat();
        var write = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(Message(1001)));
        Assert.Equal(StatusCode.ResourceExhausted, write.StatusCode);
        await call.RequestStream.WriteAsync(Message(10));
        Assert.True(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Limits_ByDefault_AreFourMebibytes()
    {
        await using var server = await EchoServer.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.UnaryAsync(Message(4 * 1024 * 1024)));

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    private static Ping Message(int length) => new() { Payload = Google.Protobuf.ByteString.CopyFrom(new byte[length]) };
}
