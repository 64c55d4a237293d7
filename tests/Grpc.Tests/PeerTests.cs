using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Tests;

/// <summary>What must hold with any other implementation of gRPC, it as the client and it as the server.</summary>
/// <param name="peer">The implementation.</param>
/// <param name="answersIn">What its server compresses with.</param>
public abstract class PeerTests((string Program, string Script) peer, string answersIn)
{
    private static readonly byte[] Bytes = [0, 1, 254, 255];

    [Fact]
    public async Task OurServer_PeersClient_PassesItsScenarios()
    {
        SkipIfMissing();
        await using var server = await EchoServer.StartAsync(grpc => grpc.ResponseCompressionAlgorithm = "gzip");
        Wishes.Fulfil(server.Script);

        var lines = await Peer.RunClientAsync(peer, server.Address.Port);

        Assert.Equal(13, lines.Length);
        Assert.All(lines, line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task PeersServer_FourShapes_AreServed()
    {
        SkipIfMissing();
        await RunAsync(async client =>
        {
            Assert.Equal("seven", (await client.UnaryAsync(new Ping { Payload = ByteString.CopyFromUtf8("seven") })).Payload.ToStringUtf8());

            using var collect = client.Collect();
            for (var i = 1; i <= 100; i++)
            {
                await collect.RequestStream.WriteAsync(new Ping { Number = i });
            }

            await collect.RequestStream.CompleteAsync();
            Assert.Equal(5050, (await collect).Number);

            using var expand = client.Expand(new Ping { Number = 100 });
            Assert.Equal(Enumerable.Range(0, 100), await expand.ResponseStream.ReadAllAsync().Select(ping => ping.Number).ToListAsync());

            using var chat = client.Chat();
            for (var i = 0; i < 100; i++)
            {
                await chat.RequestStream.WriteAsync(new Ping { Number = i });
                Assert.True(await chat.ResponseStream.MoveNext());
                Assert.Equal(i, chat.ResponseStream.Current.Number);
            }

            await chat.RequestStream.CompleteAsync();
            Assert.False(await chat.ResponseStream.MoveNext());
        });
    }

    [Fact]
    public async Task PeersServer_Metadata_GoesBothWays()
    {
        SkipIfMissing();
        await RunAsync(async client =>
        {
            using var call = client.UnaryAsync(new Ping { Wish = "metadata" }, new Metadata { { "x-text", "text" }, { "x-data-bin", Bytes } });

            Assert.Equal("text", (await call.ResponseHeadersAsync).GetValue("x-text"));
            await call;
            Assert.Equal(Bytes, call.GetTrailers().GetValueBytes("x-data-bin"));
        });
    }

    [Fact]
    public async Task PeersServer_EveryStatus_IsUnderstood()
    {
        SkipIfMissing();
        await RunAsync(async client =>
        {
            foreach (var code in Enum.GetValues<StatusCode>().Where(code => code != StatusCode.OK))
            {
                var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.UnaryAsync(new Ping { Wish = "status", Number = (int)code }));
                Assert.Equal(code, failure.StatusCode);
                Assert.Equal("wünsch 100 %", failure.Status.Detail);
                Assert.Equal("because", failure.Trailers.GetValue("why"));
                Assert.Equal([0, 255], failure.Trailers.GetValueBytes("why-bin")!);
            }
        });
    }

    [Fact]
    public async Task PeersServer_DeadlineCancelAndEarlyEnd_AreUnderstood()
    {
        SkipIfMissing();
        await RunAsync(async client =>
        {
            var late = await Assert.ThrowsAsync<RpcException>(async () =>
                await client.UnaryAsync(new Ping { Wish = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(200)));
            Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);

            using var expand = client.Expand(new Ping { Wish = "wait" });
            Assert.True(await expand.ResponseStream.MoveNext());
            expand.Dispose();
            Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => expand.ResponseStream.MoveNext())).StatusCode);

            using var chat = client.Chat();
            await chat.RequestStream.WriteAsync(new Ping { Wish = "stop" });
            Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => chat.ResponseStream.MoveNext())).StatusCode);
        });
    }

    [Fact]
    public async Task PeersServer_BigMessage_GoesThereAndBack()
    {
        SkipIfMissing();
        await RunAsync(async client =>
        {
            var big = new Ping { Payload = ByteString.CopyFrom(new byte[3 << 20]) };
            Assert.Equal(big, await client.UnaryAsync(big));
        });
    }

    [Fact]
    public async Task PeersServer_Gzip_GoesThereAndBack()
    {
        SkipIfMissing();
        var (process, address) = await Peer.StartServerAsync(peer);
        await using var server = process;
        var seen = new EncodingWatch();
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = seen, DisposeHttpClient = true });
        var client = new Echo.EchoClient(channel);
        var big = new Ping { Payload = ByteString.CopyFrom(new byte[100_000]) };
        var asked = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        Assert.Equal(big, await client.UnaryAsync(big, asked));
        using var chat = client.Chat(asked);
        foreach (var flags in new[] { WriteFlags.None, WriteFlags.NoCompress })
        {
            chat.RequestStream.WriteOptions = new WriteOptions(flags);
            await chat.RequestStream.WriteAsync(big);
            Assert.True(await chat.ResponseStream.MoveNext());
            Assert.Equal(big, chat.ResponseStream.Current);
        }

        await chat.RequestStream.CompleteAsync();
        Assert.False(await chat.ResponseStream.MoveNext());
        Assert.All(seen.Encodings, encoding => Assert.Equal($"gzip > {answersIn}", encoding));
    }

    [Fact]
    public async Task PeersServer_UnknownMethod_IsUnimplemented()
    {
        SkipIfMissing();
        await RunAsync(async client =>
        {
            using var channel = GrpcChannel.ForAddress(client.Address);
            var marshaller = Marshallers.Create<Ping>((ping, context) => context.Complete(ping.ToByteArray()), context => Ping.Parser.ParseFrom(context.PayloadAsNewBuffer()));
            var method = new Method<Ping, Ping>(MethodType.Unary, "grpc.tests.Echo", "Nothing", marshaller, marshaller);

            var failure = await Assert.ThrowsAsync<RpcException>(async () =>
                await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), new Ping()));

            Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        });
    }

    private void SkipIfMissing()
    {
        if (Peer.Missing(peer) is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    private async Task RunAsync(Func<AddressedClient, Task> test)
    {
        var (process, address) = await Peer.StartServerAsync(peer);
        await using var server = process;
        using var channel = GrpcChannel.ForAddress(address);
        await test(new AddressedClient(channel, address));
    }

    private sealed class AddressedClient(GrpcChannel channel, Uri address) : Echo.EchoClient(channel)
    {
        public Uri Address { get; } = address;
    }
}

public sealed class PythonPeerTests() : PeerTests(Peer.Python, answersIn: "gzip");

public sealed class NodePeerTests() : PeerTests(Peer.Node, answersIn: "identity");
