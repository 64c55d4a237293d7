using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Grpc.Tests;

public sealed class StreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly WriteOptions Hinted = new(WriteFlags.BufferHint);

    [Fact]
    public async Task Unary_MessageLongerThanEveryWindow_IsEchoed()
    {
        await using var server = await EchoServer.StartAsync(
            options => options.MaxReceiveMessageSize = null,
            channelOptions: new() { MaxReceiveMessageSize = null });
        var payload = new byte[20 << 20];
        new Random(1).NextBytes(payload);

        var response = await server.Client.UnaryAsync(new Ping { Payload = ByteString.CopyFrom(payload) });

        Assert.True(response.Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public async Task Duplex_RandomSizes_ArriveWhole()
    {
        await using var server = await EchoServer.StartAsync();
        var random = new Random(20240607);
        var sent = Enumerable.Range(0, 300)
            .Select(i => new Ping { Number = i, Payload = ByteString.CopyFrom(new byte[random.Next(4) == 0 ? random.Next(100_000) : random.Next(200)]) })
            .ToArray();

        using var call = server.Client.Chat();
        var writing = Task.Run(async () =>
        {
            foreach (var ping in sent)
            {
                call.RequestStream.WriteOptions = ping.Number % 3 == 0 ? null : Hinted;
                await call.RequestStream.WriteAsync(ping);
            }

            await call.RequestStream.CompleteAsync();
        });

        Assert.Equal(sent, await call.ResponseStream.ReadAllAsync().ToListAsync());
        await writing;
        Assert.Empty(server.Errors);
    }

    // Kestrel cuts a request that sends too slowly and a request that is too long; a stream must be neither.
    [Fact]
    public async Task Duplex_SilentUnderStrictLimits_StaysAlive()
    {
        await using var server = await EchoServer.StartAsync(configureKestrel: kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1));
            kestrel.Limits.MaxRequestBodySize = 100;
        });
        using var call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new Ping());
        Assert.True(await call.ResponseStream.MoveNext());

        // The silence itself is what is tested: Kestrel judges once a second.
        await Task.Delay(TimeSpan.FromSeconds(3.5));

        await call.RequestStream.WriteAsync(new Ping { Payload = ByteString.CopyFrom(new byte[1000]) });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(1000, call.ResponseStream.Current.Payload.Length);
    }

    [Fact]
    public async Task Server_HintedMessages_LeaveWithTheNextUnhintedOne()
    {
        await using var server = await EchoServer.StartAsync();
        var release = new TaskCompletionSource();
        server.Script.Expand = async (request, responses, context) =>
        {
            await context.WriteResponseHeadersAsync([]);
            responses.WriteOptions = Hinted;
            await responses.WriteAsync(new Ping { Number = 1 });
            await responses.WriteAsync(new Ping { Number = 2 });
            await release.Task;
            responses.WriteOptions = WriteOptions.Default;
            await responses.WriteAsync(new Ping { Number = 3 });
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        using var call = server.Client.Expand(new Ping());
        await call.ResponseHeadersAsync;

        var first = call.ResponseStream.MoveNext();
        Assert.False(first.IsCompleted);
        release.SetResult();

        Assert.True(await first.WaitAsync(Patience));
        for (var number = 1; number <= 3; number++)
        {
            Assert.Equal(number, call.ResponseStream.Current.Number);
            if (number < 3)
            {
                // One flush, one frame: the rest is here already.
                var next = call.ResponseStream.MoveNext();
                Assert.True(next.IsCompletedSuccessfully);
                Assert.True(await next);
            }
        }
    }

    [Fact]
    public async Task Server_HintedMessages_LeaveWithTheEndAndWhenTheyGrowMany()
    {
        await using var server = await EchoServer.StartAsync();
        var release = new TaskCompletionSource();
        server.Script.Expand = async (request, responses, _) =>
        {
            responses.WriteOptions = Hinted;
            for (var i = 0; i < 100; i++)
            {
                await responses.WriteAsync(new Ping { Number = i, Payload = ByteString.CopyFrom(new byte[1000]) });
            }

            await release.Task;
        };
        using var call = server.Client.Expand(new Ping());

        // More than the bound waits, so some come while the handler still holds on; the last ones come with the end.
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Patience));
        release.SetResult();
        var rest = await call.ResponseStream.ReadAllAsync().ToListAsync();

        Assert.Equal(99, rest.Count);
    }

    [Fact]
    public async Task Client_HintedMessages_LeaveWithTheEnd()
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.Collect(new CallOptions(writeOptions: Hinted));
        await call.RequestStream.WriteAsync(new Ping { Number = 1 });
        await call.RequestStream.WriteAsync(new Ping { Number = 2 });
        await call.RequestStream.CompleteAsync();

        Assert.Equal(3, (await call).Number);
    }

    [Fact]
    public async Task Server_SecondWriteBeforeTheFirstEnded_IsRefused()
    {
        await using var server = await EchoServer.StartAsync();
        var refused = new TaskCompletionSource<Exception?>();
        server.Script.Expand = async (request, responses, context) =>
        {
            // The client does not read, so sooner or later a write waits, and the one after it finds it waiting.
            var write = Task.CompletedTask;
            while (!write.IsFaulted)
            {
                write = WriteAsync(responses, request);
            }
            refused.SetResult(write.Exception!.InnerException);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };

        using var call = server.Client.Expand(new Ping { Payload = ByteString.CopyFrom(new byte[10_000]) });

        Assert.IsType<InvalidOperationException>(await refused.Task.WaitAsync(Patience));
        call.Dispose();
    }

    // Refusals come as faults also where they are thrown.
    private static async Task WriteAsync(IServerStreamWriter<Ping> responses, Ping response) => await responses.WriteAsync(response);

    [Fact]
    public async Task Server_WriteAfterTheHandlerEnded_IsRefused()
    {
        await using var server = await EchoServer.StartAsync();
        IServerStreamWriter<Ping>? kept = null;
        server.Script.Expand = (_, responses, _) =>
        {
            kept = responses;
            return Task.CompletedTask;
        };
        using var call = server.Client.Expand(new Ping());
        Assert.False(await call.ResponseStream.MoveNext());

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => kept!.WriteAsync(new Ping()));
    }

    [Fact]
    public async Task Client_WriteAfterComplete_IsRefused()
    {
        await using var server = await EchoServer.StartAsync();
        using var call = server.Client.Collect();
        await call.RequestStream.CompleteAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new Ping()));
        Assert.Equal(0, (await call).Number);
    }

    [Fact]
    public async Task Client_AskedBeforeTheEnd_HasNoStatus()
    {
        await using var server = await EchoServer.StartAsync();
        using var call = server.Client.Chat();

        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
    }

    [Fact]
    public async Task Server_HintedWrites_AllocateNothingAMessage()
    {
        await using var server = await EchoServer.StartAsync();
        var allocated = new TaskCompletionSource<long>();
        server.Script.Expand = async (request, responses, context) =>
        {
            responses.WriteOptions = Hinted;
            long start = 0;
            const int warmUp = 100, measured = 200;
            for (var i = 0; i < warmUp + measured; i++)
            {
                if (i == warmUp)
                {
                    start = GC.GetAllocatedBytesForCurrentThread();
                }

                // Small enough that nothing is flushed while it is measured: no thread changes.
                var write = responses.WriteAsync(request);
                Assert.True(write.IsCompletedSuccessfully);
            }

            allocated.SetResult(GC.GetAllocatedBytesForCurrentThread() - start);
            await Task.CompletedTask;
        };

        using var call = server.Client.Expand(new Ping { Number = 1 });
        await call.ResponseStream.ReadAllAsync().CountAsync();

        // A few buffer segments, not an object a message.
        Assert.InRange(await allocated.Task, 0, 200 * 24);
    }
}
