using Grpc.Core;

namespace Grpc.Tests;

public sealed class CancellationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_CancelsOrDisposes_BothSidesLearn(bool byToken)
    {
        await using var server = await EchoServer.StartAsync();
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception?>();
        server.Script.Chat = async (requests, _, context) =>
        {
            started.SetResult();
            ended.SetResult(await Record.ExceptionAsync(() => Task.Delay(Timeout.Infinite, context.CancellationToken)));
        };
        using var cancellation = new CancellationTokenSource();
        using var call = server.Client.Chat(cancellationToken: cancellation.Token);
        var read = call.ResponseStream.MoveNext();
        await started.Task.WaitAsync(Patience);

        if (byToken)
        {
            cancellation.Cancel();
        }
        else
        {
            call.Dispose();
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => read);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(Patience));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Client_CancelsOneRead_CancelsTheCall()
    {
        await using var server = await EchoServer.StartAsync();
        using var cancellation = new CancellationTokenSource();
        using var call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new Ping());
        Assert.True(await call.ResponseStream.MoveNext(cancellation.Token));

        var read = call.ResponseStream.MoveNext(cancellation.Token);
        cancellation.Cancel();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => read)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new Ping()))).StatusCode);
    }

    [Fact]
    public async Task Client_TokenCancelledBefore_NeverCalls()
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.UnaryAsync(new Ping(), cancellationToken: new CancellationToken(canceled: true));

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseHeadersAsync)).StatusCode);
    }

    [Fact]
    public async Task Client_ChannelDisposed_EndsItsCalls()
    {
        await using var server = await EchoServer.StartAsync();
        using var call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new Ping());
        Assert.True(await call.ResponseStream.MoveNext());

        server.Channel.Dispose();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
        Assert.Throws<ObjectDisposedException>(() => server.Client.UnaryAsync(new Ping()));
    }

    [Fact]
    public async Task Server_ReadsWhenClientCancels_IsCancelled()
    {
        await using var server = await EchoServer.StartAsync();
        var (read, started) = (new TaskCompletionSource<Exception?>(), new TaskCompletionSource());
        server.Script.Chat = async (requests, _, _) =>
        {
            var next = requests.MoveNext();
            started.SetResult();
            read.SetResult(await Record.ExceptionAsync(() => next));
        };
        using var call = server.Client.Chat();
        await started.Task.WaitAsync(Patience);

        call.Dispose();

        Assert.IsAssignableFrom<OperationCanceledException>(await read.Task.WaitAsync(Patience));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Server_WritesAfterClientCancelled_IsCancelled()
    {
        await using var server = await EchoServer.StartAsync();
        var ended = new TaskCompletionSource<Exception>();
        server.Script.Expand = async (request, responses, _) =>
        {
            // Without a look at the token: writing alone must end.
            while (true)
            {
                try
                {
                    await responses.WriteAsync(request);
                }
                catch (Exception e)
                {
                    ended.SetResult(e);
                    throw;
                }
            }
        };
        using var call = server.Client.Expand(new Ping { Number = 1 });
        Assert.True(await call.ResponseStream.MoveNext());

        call.Dispose();

        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(Patience));
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_EndsDuplexEarly_ClientSeesStatusWhereverItLooks(bool writesFirst)
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Chat = async (requests, responses, _) =>
        {
            if (writesFirst)
            {
                await responses.WriteAsync(new Ping { Number = 1 });
            }

            throw new RpcException(new Status(StatusCode.FailedPrecondition, "enough"));
        };
        using var call = server.Client.Chat();
        if (writesFirst)
        {
            Assert.True(await call.ResponseStream.MoveNext());
        }

        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("enough", failure.Status.Detail);

        failure = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync(new Ping()));
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
    }

    [Fact]
    public async Task Server_EndsClientStreamEarly_ClientSeesResponse()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Collect = async (requests, _) =>
        {
            await requests.MoveNext();
            return new Ping { Number = 42 };
        };
        using var call = server.Client.Collect();
        await call.RequestStream.WriteAsync(new Ping());

        Assert.Equal(42, (await call).Number);
        await call.RequestStream.CompleteAsync();
    }

    [Fact]
    public async Task Server_EndsClientStreamEarlyWithFailure_WriterSeesStatus()
    {
        await using var server = await EchoServer.StartAsync();
        server.Script.Collect = (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        using var call = server.Client.Collect();

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(new Ping());
            }
        });

        Assert.Equal(StatusCode.PermissionDenied, failure.StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
    }

    [Fact]
    public async Task Server_GoesAway_CallIsUnavailable()
    {
        var server = await EchoServer.StartAsync();
        var address = server.Address;
        await server.DisposeAsync();
        using var channel = Net.Client.GrpcChannel.ForAddress(address);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).UnaryAsync(new Ping()));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }
}
