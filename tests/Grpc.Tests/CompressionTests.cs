using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Internal;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Tests;

/// <summary>gzip: what is compressed, what is not, and what a compressed message can do to whoever unpacks it.</summary>
public sealed class CompressionTests
{
    private const string Unary = "/grpc.tests.Echo/Unary";
    private const int Limit = 100_000;

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>((bytes, context) => context.Complete(bytes), context => context.PayloadAsNewBuffer());
    private static readonly Metadata AskForGzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    public static TheoryData<string, byte[], string> Bodies
    {
        get
        {
            var packed = RawClient.Gzip(new Ping { Number = 5 }.ToByteArray());
            return new()
            {
                { "compressed", RawClient.Frame(packed, flag: 1), "0" },
                { "not compressed all the same", RawClient.Frame(new Ping { Number = 5 }), "0" },
                { "no gzip", RawClient.Frame(new Ping { Number = 5 }, flag: 1), "13" },
                { "no end", RawClient.Frame(packed[..^9], flag: 1), "13" },
                { "half a trailer", RawClient.Frame(packed[..^3], flag: 1), "13" },
                { "half of the message", RawClient.Frame(RawClient.Gzip(new Ping { Wish = "a wish that is long enough" }.ToByteArray())[..20], flag: 1), "13" },
                { "nothing", RawClient.Frame([], flag: 1), "13" },
                { "something behind it", RawClient.Frame([.. packed, 1, 2, 3, 4, 5], flag: 1), "13" },
                { "two streams, one behind the other", RawClient.Frame([.. RawClient.Gzip([8]), .. RawClient.Gzip([5])], flag: 1), "13" },
                { "a wrong checksum", RawClient.Frame([.. packed[..^8], 1, 2, 3, 4, .. packed[^4..]], flag: 1), "13" },
                { "another flag", RawClient.Frame(packed, flag: 2), "13" },
                { "garbage in it", RawClient.Frame(RawClient.Gzip([0xff, 0xff, 0xff]), flag: 1), "13" },
                { "too long when unpacked", RawClient.Frame(RawClient.Gzip(new byte[Limit + 1]), flag: 1), "8" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Post_Gzip_HasItsStatus(string what, byte[] body, string expected)
    {
        await using var server = await EchoServer.StartAsync(grpc => grpc.MaxReceiveMessageSize = Limit);
        using var http = new RawClient(server.Address);

        using var response = await http.PostAsync(Unary, body, ("grpc-encoding", "gzip"));
        var (echoed, status) = await RawClient.ReadToEndAsync(response);

        Assert.True(expected == status, $"{what}: {status}");
        Assert.Equal("identity,gzip", RawClient.Header(response.Headers, "grpc-accept-encoding"));
        Assert.True(status != "0" || echoed.SequenceEqual(RawClient.Frame(new Ping { Number = 5 })), what);
        Assert.Empty(server.Errors);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, GZIP,identity", true)]
    [InlineData("identity", false)]
    [InlineData("gzip2", false)]
    [InlineData(null, false)]
    public async Task Response_ClientAcceptsOrNot_IsCompressedOrNot(string? accepts, bool isCompressed)
    {
        await using var server = await EchoServer.StartAsync(grpc => grpc.ResponseCompressionAlgorithm = "gzip");
        using var http = new RawClient(server.Address);
        var ping = new Ping { Payload = ByteString.CopyFrom(new byte[50_000]) };

        using var response = await http.PostAsync(
            Unary, RawClient.Frame(ping), accepts is null ? [] : [("grpc-accept-encoding", accepts)]);
        var (body, status) = await RawClient.ReadToEndAsync(response);

        Assert.Equal("0", status);
        Assert.Equal(isCompressed ? "gzip" : null, RawClient.Header(response.Headers, "grpc-encoding"));
        Assert.Equal(isCompressed ? 1 : 0, body[0]);
        Assert.Equal(body.Length - 5, BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)));
        Assert.Equal(ping, Ping.Parser.ParseFrom(isCompressed ? Unzip(body[5..]) : body[5..]));
        Assert.True(!isCompressed || body.Length < 1000);
    }

    [Fact]
    public async Task Service_WithOptionsOfItsOwn_HasTheOthersToo()
    {
        await using var server = await EchoServer.StartAsync(
            grpc => grpc.MaxReceiveMessageSize = Limit,
            configureServices: services => services.AddServiceOptions<EchoService>(echo => echo.ResponseCompressionAlgorithm = "gzip"));
        using var http = new RawClient(server.Address);
        var accept = ("grpc-accept-encoding", "gzip");

        using var packed = await http.PostAsync(Unary, RawClient.Frame(new Ping { Payload = ByteString.CopyFrom(new byte[2000]) }), accept);
        using var tooLong = await http.PostAsync(Unary, RawClient.Frame(new Ping { Payload = ByteString.CopyFrom(new byte[Limit + 1]) }), accept);

        Assert.Equal(1, (await RawClient.ReadToEndAsync(packed)).Body[0]);
        Assert.Equal("8", (await RawClient.ReadToEndAsync(tooLong)).Status);
    }

    [Fact]
    public Task Server_UnknownAlgorithm_DoesNotStart() =>
        Assert.ThrowsAsync<InvalidOperationException>(() => EchoServer.StartAsync(grpc => grpc.ResponseCompressionAlgorithm = "snappy"));

    [Fact]
    public async Task Call_AllShapesCompressedBothWays_GiveTheSame()
    {
        var seen = new EncodingWatch();
        await using var server = await EchoServer.StartAsync(
            grpc => grpc.ResponseCompressionAlgorithm = "gzip",
            channelOptions: new GrpcChannelOptions { HttpHandler = seen });
        var ping = new Ping { Number = 3, Payload = ByteString.CopyFrom(new byte[5000]) };

        Assert.Equal(ping, await server.Client.UnaryAsync(ping, AskForGzip));
        using var expand = server.Client.Expand(ping, AskForGzip);
        Assert.Equal(3, await expand.ResponseStream.ReadAllAsync().CountAsync(p => p.Payload.Length == 5000));
        using var chat = server.Client.Chat(AskForGzip);
        foreach (var flags in new[] { WriteFlags.None, WriteFlags.NoCompress, WriteFlags.BufferHint, WriteFlags.None })
        {
            chat.RequestStream.WriteOptions = new WriteOptions(flags);
            await chat.RequestStream.WriteAsync(ping);
        }

        await chat.RequestStream.CompleteAsync();
        Assert.Equal(4, await chat.ResponseStream.ReadAllAsync().CountAsync(p => p.Equals(ping)));
        Assert.Equal(["gzip > gzip", "gzip > gzip", "gzip > gzip"], seen.Encodings);
    }

    [Fact]
    public async Task Call_UnknownRequestEncoding_IsUnimplemented()
    {
        await using var server = await EchoServer.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
            await server.Client.UnaryAsync(new Ping(), new Metadata { { "grpc-internal-encoding-request", "snappy" } }));

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    // Written with and without compression, whatever is in them, messages come out as they went in.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Writer_RandomMessages_ComeBack(int seed)
    {
        var random = new Random(seed);
        var sent = Enumerable.Range(0, 100).Select(_ => RandomMessage(random)).ToList();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new MessageWriter(pipe.Writer, maxMessageSize: null, CompressionLevel.Fastest);
        foreach (var message in sent)
        {
            writer.Write(Bytes.ContextualSerializer, message, random.Next(3) == 0 ? WriteFlags.NoCompress : WriteFlags.None);
        }

        await pipe.Writer.CompleteAsync();

        var reader = new MessageReader<byte[]>(pipe.Reader, Bytes, maxMessageSize: null, isGzip: true);
        foreach (var message in sent)
        {
            Assert.True(await reader.ReadAsync(), $"seed {seed}");
            Assert.True(message.AsSpan().SequenceEqual(reader.Current), $"seed {seed}");
        }

        Assert.False(await reader.ReadAsync());
    }

    [Theory]
    [InlineData(2000, false, WriteFlags.None, 1)]
    [InlineData(2000, false, WriteFlags.NoCompress, 0)]
    [InlineData(2000, true, WriteFlags.None, 0)]
    [InlineData(1000, false, WriteFlags.None, 0)]
    public void Writer_WhatPays_IsCompressed(int length, bool isRandom, WriteFlags options, int flag)
    {
        var message = new byte[length];
        if (isRandom)
        {
            new Random(4).NextBytes(message);
        }

        var output = new ArrayBufferWriter<byte>();
        var count = new MessageWriter(output, maxMessageSize: null, CompressionLevel.Fastest).Write(Bytes.ContextualSerializer, message, options);

        Assert.Equal(flag, output.WrittenSpan[0]);
        Assert.Equal(output.WrittenCount, count);
        Assert.True(flag == 0 ? count == length + 5 : count < length);
    }

    [Fact]
    public void Writer_NotToBeCompressed_AllocatesNothing()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var writer = new MessageWriter(output, maxMessageSize: null, CompressionLevel.Fastest);
        var message = new byte[5000];
        writer.Write(Bytes.ContextualSerializer, message, WriteFlags.NoCompress);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            writer.Write(Bytes.ContextualSerializer, message, WriteFlags.NoCompress);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task Reader_Bomb_IsRefusedWithoutUnpackingIt()
    {
        const int Bomb = 1 << 30;
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var chunk = new byte[1 << 20];
            for (var i = 0; i < Bomb / chunk.Length; i++)
            {
                gzip.Write(chunk);
            }
        }

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(RawClient.Frame(packed.ToArray(), flag: 1));
        var reader = new MessageReader<byte[]>(pipe.Reader, Bytes, maxMessageSize: 4 << 20, isGzip: true);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // The bytes are there: all is done on this thread.
        var failure = await Assert.ThrowsAsync<RpcException>(() => reader.ReadAsync());

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
    }

    private static byte[] RandomMessage(Random random)
    {
        var message = new byte[random.Next(4) == 0 ? random.Next(200_000) : random.Next(3000)];
        if (random.Next(2) == 0)
        {
            random.NextBytes(message);
        }

        return message;
    }

    private static byte[] Unzip(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}

/// <summary>Notes in which encodings calls were made and answered.</summary>
internal sealed class EncodingWatch() : DelegatingHandler(new SocketsHttpHandler())
{
    public List<string> Encodings { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        Encodings.Add($"{RawClient.Header(request.Headers, "grpc-encoding")} > {RawClient.Header(response.Headers, "grpc-encoding")}");
        return response;
    }
}
