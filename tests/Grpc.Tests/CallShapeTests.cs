using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Tests;

public sealed class CallShapeTests
{
    [Fact]
    public async Task Unary_Message_IsEchoed()
    {
        await using var server = await EchoServer.StartAsync();

        var response = await server.Client.UnaryAsync(new Ping { Number = 7, Payload = ByteString.CopyFromUtf8("seven") });

        Assert.Equal(7, response.Number);
        Assert.Equal("seven", response.Payload.ToStringUtf8());
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Unary_Blocking_IsEchoed()
    {
        await using var server = await EchoServer.StartAsync();

        var response = await Task.Run(() => server.Client.Unary(new Ping { Number = 7 }));

        Assert.Equal(7, response.Number);
    }

    [Fact]
    public async Task Unary_EmptyMessage_IsEchoed()
    {
        await using var server = await EchoServer.StartAsync();

        Assert.Equal(new Ping(), await server.Client.UnaryAsync(new Ping()));
    }

    [Fact]
    public async Task Unary_Ended_KnowsStatusAndTrailers()
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.UnaryAsync(new Ping());
        await call;

        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task ClientStreaming_Messages_AreCollected(int count)
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.Collect();
        for (var i = 1; i <= count; i++)
        {
            await call.RequestStream.WriteAsync(new Ping { Number = i });
        }

        await call.RequestStream.CompleteAsync();

        Assert.Equal(count * (count + 1) / 2, (await call).Number);
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task ServerStreaming_Messages_ArriveInOrder(int count)
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.Expand(new Ping { Number = count });
        var numbers = await call.ResponseStream.ReadAllAsync().Select(ping => ping.Number).ToListAsync();

        Assert.Equal(Enumerable.Range(0, count), numbers);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Duplex_Messages_GoThereAndBack()
    {
        await using var server = await EchoServer.StartAsync();

        using var call = server.Client.Chat();
        for (var i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new Ping { Number = i });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Duplex_FiveHundredStreamsAtOnce_AllSpeak()
    {
        await using var server = await EchoServer.StartAsync(configureKestrel: kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = int.MaxValue);

        await SpeakOnAsync(server.Client, streams: 500);

        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Duplex_MoreStreamsThanOneConnectionAllows_OpensConnections()
    {
        await using var server = await EchoServer.StartAsync(configureKestrel: kestrel => kestrel.Limits.Http2.MaxStreamsPerConnection = 100);

        await SpeakOnAsync(server.Client, streams: 250);

        Assert.Empty(server.Errors);
    }

    // Every stream is open before any closes.
    private static async Task SpeakOnAsync(Echo.EchoClient client, int streams)
    {
        var calls = Enumerable.Range(0, streams).Select(_ => client.Chat()).ToArray();
        await Task.WhenAll(calls.Select(async (call, i) =>
        {
            await call.RequestStream.WriteAsync(new Ping { Number = i });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }));
        await Task.WhenAll(calls.Select(async call =>
        {
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext());
            call.Dispose();
        }));
    }
}
