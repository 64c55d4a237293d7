using Exchange.Gateway.Tests.Http2;
using Google.Protobuf.Reflection;
using static Exchange.Gateway.Tests.Http2.Frames;

namespace Exchange.Gateway.Tests.Fuzz;

/// <summary>Who calls.</summary>
/// <param name="Token">What is shown; null: nothing.</param>
/// <param name="IsStranger">Whether it lets nobody in.</param>
internal sealed record FuzzCaller(string? Token, bool IsStranger);

/// <summary>A call as the bytes of its frames.</summary>
/// <param name="Frames">The frames.</param>
/// <param name="What">The method and the caller, for whoever must find out what was wrong.</param>
/// <param name="Ends">Whether the exchange ends it: else the caller has.</param>
/// <param name="IsStranger">Whether nothing is wrong with it but its caller: then it must end UNAUTHENTICATED.</param>
/// <param name="IsWhole">Whether nothing is wrong but what is in the message: that is nothing INTERNAL.</param>
internal sealed record FuzzCall(byte[] Frames, string What, bool Ends, bool IsStranger, bool IsWhole);

/// <summary>Random calls of every method by callers of every kind, most of them nearly right.</summary>
internal sealed class RandomCalls(Random random, MethodDescriptor[] methods, FuzzCaller[] callers, RandomMessages messages)
{
    private static readonly (string, string)[][] OddHeaders =
    [
        [("grpc-timeout", "0n")], [("grpc-timeout", "x")], [("grpc-timeout", "99999999H")], [("grpc-timeout", "1m")], [("grpc-timeout", "")],
        [("grpc-encoding", "gzip")], [("grpc-encoding", "zzz")], [("grpc-encoding", "identity")], [("grpc-accept-encoding", "gzip,zzz")],
        [("x-bin", "!!")], [("x-bin", "AAAA,AAA=,A")], [("x", "")], [("grpc-status", "0")], [("content-encoding", "br")],
        [("expect", "100-continue")], [("range", "bytes=0-1")], [("origin", "http://evil")], [("upgrade-insecure-requests", "1")],
    ];

    private static readonly string[] OddPaths =
    [
        "/", "//", "/*", "/exchange.v1.Trading/", "/exchange.v1.Nothing/List", "/exchange.v1.Trading/Nothing", "/a/b/c", "/a%2Fb/c", "/é/b",
        "/grpc.health.v1.Health/Check", "/..%2f..%2fetc/passwd", "/exchange.v1.Trading/Submit?x=1",
    ];

    /// <summary>The next call, for a stream.</summary>
    public FuzzCall Next(uint stream)
    {
        var method = methods[random.Next(methods.Length)];
        var caller = callers[random.Next(callers.Length)];
        // Streams that last end by their deadline, or by the caller's change of mind.
        var lasts = method.IsServerStreaming && !method.IsClientStreaming;
        var odd = random.Next(8) == 0 ? OddHeaders[random.Next(OddHeaders.Length)] : [];
        var deadline = lasts && odd.Length == 0 && random.Next(2) == 0 ? new[] { ("grpc-timeout", $"{random.Next(1, 50)}m") } : [];
        var headers = Call($"/{method.Service.FullName}/{method.Name}", caller.Token, [.. odd, .. deadline]);
        var isOddHead = odd.Length > 0 || TryMakeOdd(headers);
        var body = Body(method, out var isWhole);
        var ends = random.Next(30) != 0;
        var isLeft = !ends || (lasts && deadline.Length == 0) || random.Next(40) == 0;
        return new(
            [
                .. Headers(stream, FrameFlags.EndHeaders, Block(headers)),
                .. body.Chunk(1 << 14).SelectMany(part => Data(stream, FrameFlags.None, part)),
                .. ends ? Data(stream, FrameFlags.EndStream, []) : [],
                .. isLeft ? Reset(stream, Http2Error.Cancel) : [],
            ],
            $"{method.Name} by {(caller.IsStranger ? "a stranger" : "a friend")} with {Convert.ToHexString(body.AsSpan(0, Math.Min(200, body.Length)))}",
            !isLeft,
            caller.IsStranger && !isOddHead && NeedsToken(method),
            isWhole && !isOddHead);
    }

    // Health and reflection are for everybody.
    private static bool NeedsToken(MethodDescriptor method) => method.Service.FullName.StartsWith("exchange.", StringComparison.Ordinal);

    private bool TryMakeOdd((string Name, string Value)[] headers)
    {
        if (random.Next(25) != 0)
        {
            return false;
        }
        var (name, values) = random.Next(4) switch
        {
            0 => (":path", OddPaths),
            1 => ("content-type", ["application/json", "application/grpc-web", "application/grpc-web-text", "application/grpc+json", "text/plain", ""]),
            2 => (":method", ["GET", "PUT", "OPTIONS", "HEAD"]),
            _ => (":authority", ["", "x", "127.0.0.1:99999"]),
        };
        var i = Array.FindIndex(headers, header => header.Name == name);
        headers[i].Value = values[random.Next(values.Length)];
        return true;
    }

    private byte[] Body(MethodDescriptor method, out bool isWhole)
    {
        var count = method.IsClientStreaming ? random.Next(1, 5) : 1;
        var body = Enumerable.Range(0, count).SelectMany(_ => messages.Of(method.InputType) is var message
            ? RawClient.Frame(message, message.Length) : []).ToArray();
        isWhole = random.Next(10) != 0;
        return isWhole ? body : SpoilFrame(body);
    }

    private byte[] SpoilFrame(byte[] body)
    {
        switch (random.Next(7))
        {
            case 0:
                return [];
            case 1:
                return body[..random.Next(body.Length)];
            case 2:
                body[0] = (byte)random.Next(256);
                return body;
            case 3:
                body[random.Next(1, 5)] ^= (byte)random.Next(256);
                return body;
            case 4:
                return [.. body, .. body];
            case 5:
                return [0, 0x7f, 0xff, 0xff, 0xff, .. body];
            default:
                random.NextBytes(body);
                return body;
        }
    }
}
