using Grpc.Core;

namespace Grpc.Tests;

public sealed class DeadlineTests
{
    [Fact]
    public async Task Client_HandlerNeverAnswers_ExceedsDeadlineAndTellsHandler()
    {
        await using var server = await EchoServer.StartAsync();
        await server.Client.UnaryAsync(new Ping()); // connected: the handler will be reached well before the deadline
        var cancelled = new TaskCompletionSource();
        server.Script.Unary = async (request, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => cancelled.SetResult());
            return request;
        };

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Client.UnaryAsync(new Ping(), deadline: DateTime.UtcNow.AddSeconds(1)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Client_DeadlineLongPast_FailsWithoutACall()
    {
        await using var server = await EchoServer.StartAsync();
        var called = false;
        server.Script.Unary = (request, _) =>
        {
            called = true;
            return Task.FromResult(request);
        };

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Client.UnaryAsync(new Ping(), deadline: DateTime.UtcNow.AddSeconds(-1)));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.False(called);
    }

    [Fact]
    public async Task Client_LocalTimeAsDeadline_IsRefused()
    {
        await using var server = await EchoServer.StartAsync();

        Assert.Throws<InvalidOperationException>(() => server.Client.UnaryAsync(new Ping(), deadline: DateTime.Now.AddSeconds(1)));
    }

    [Fact]
    public async Task Client_SilentStream_ExceedsDeadline()
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.Chat(deadline: DateTime.UtcNow.AddMilliseconds(100));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Server_Deadline_IsTheClients()
    {
        await using var server = await EchoServer.StartAsync();
        var seen = DateTime.MinValue;
        server.Script.Unary = (request, context) =>
        {
            seen = context.Deadline;
            return Task.FromResult(request);
        };

        var deadline = DateTime.UtcNow.AddMinutes(5);
        await server.Client.UnaryAsync(new Ping(), deadline: deadline);
        Assert.InRange(seen, deadline.AddMinutes(-1), deadline.AddMinutes(1));

        await server.Client.UnaryAsync(new Ping());
        Assert.Equal(DateTime.MaxValue, seen);
    }

    // A client that only says its deadline and does not enforce it, and a handler that does not look at its token.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_HandlerIgnoresDeadline_AnswersForIt(bool headersSent)
    {
        await using var server = await EchoServer.StartAsync();
        var release = new TaskCompletionSource();
        var lateWrite = new TaskCompletionSource<Exception?>();
        server.Script.Expand = async (request, responses, context) =>
        {
            if (headersSent)
            {
                await responses.WriteAsync(request);
            }

            await release.Task;
            lateWrite.SetResult(await Record.ExceptionAsync(() => responses.WriteAsync(request)));
        };

        using var http = new RawClient(server.Address);
        using var response = await http.PostAsync("/grpc.tests.Echo/Expand", RawClient.Frame(new Ping()), ("grpc-timeout", "100m"));
        var (_, status) = await RawClient.ReadToEndAsync(response);
        release.SetResult();

        Assert.Equal("4", status);
        Assert.IsAssignableFrom<OperationCanceledException>(await lateWrite.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Server_DeadlinePassesWhileReading_EndsTheRead()
    {
        await using var server = await EchoServer.StartAsync();
        var read = new TaskCompletionSource<Exception?>();
        server.Script.Chat = async (requests, _, _) =>
        {
            var failure = await Record.ExceptionAsync(() => requests.MoveNext());
            read.SetResult(failure);
            throw failure!;
        };

        using var http = new RawClient(server.Address);
        using var body = new SilentContent();
        using var response = await http.PostAsync("/grpc.tests.Echo/Chat", body, ("grpc-timeout", "100m"));
        var (_, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal("4", status);
        Assert.IsAssignableFrom<OperationCanceledException>(await read.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(server.Errors);
    }
}
