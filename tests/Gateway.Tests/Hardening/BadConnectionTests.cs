using System.Text;
using Exchange.Gateway.Tests.Http2;
using static Exchange.Gateway.Tests.Http2.Frames;

namespace Exchange.Gateway.Tests;

/// <summary>Frames that no HTTP/2 client sends, and how each ends: with the connection, by the error that the protocol names.</summary>
public sealed class BadConnectionTests
{
    private static readonly byte[] List = Block(Call("/exchange.v1.Markets/List", token: null));

    private static readonly (string What, byte[] Bytes, uint Error)[] Rows =
    [
        ("a frame longer than agreed", Frame(FrameType.Data, 0, 1, new byte[(1 << 14) + 1]), Http2Error.FrameSize),
        ("a length of 16 MB", Frame(0xffffff, FrameType.Data, 0, 1, []), Http2Error.FrameSize),
        ("data on stream 0", Data(0, 0, [1]), Http2Error.Protocol),
        ("data on a stream that is not open", Data(1, 0, [1]), Http2Error.Protocol),
        ("data behind the end", [.. Headers(1, 5, List), .. Data(1, 0, [1])], Http2Error.StreamClosed),
        ("headers on stream 0", Headers(0, 5, List), Http2Error.Protocol),
        ("headers on a server's stream", Headers(2, 5, List), Http2Error.Protocol),
        ("headers on a stream below the last", [.. Headers(5, 5, List), .. Headers(3, 5, List)], Http2Error.StreamClosed),
        ("headers that depend on themselves", Headers(1, 5 | 0x20, [0, 0, 0, 1, 16, .. List]), Http2Error.Protocol),
        ("headers cut short by data", [.. Headers(1, 0, List), .. Data(1, 0, [1])], Http2Error.Protocol),
        ("more padding than frame", Headers(1, 5 | FrameFlags.Padded, [255, .. List.AsSpan(0, 20)]), Http2Error.Protocol),
        ("a continuation of nothing", Frame(FrameType.Continuation, 4, 1, List), Http2Error.Protocol),
        ("a push promise", Frame(FrameType.PushPromise, 4, 1, [0, 0, 0, 2]), Http2Error.Protocol),
        ("a window grown by nothing", WindowUpdate(0, 0), Http2Error.Protocol),
        ("a window beyond 2^31", WindowUpdate(0, int.MaxValue), Http2Error.FlowControl),
        ("a window update of three bytes", Frame(FrameType.WindowUpdate, 0, 0, new byte[3]), Http2Error.FrameSize),
        ("settings of five bytes", Frame(FrameType.Settings, 0, 0, new byte[5]), Http2Error.FrameSize),
        ("settings of a stream", Frame(FrameType.Settings, 0, 1, []), Http2Error.Protocol),
        ("settings that acknowledge and say", Frame(FrameType.Settings, 1, 0, new byte[6]), Http2Error.FrameSize),
        ("an initial window of 2^31", Settings((4, 1u << 31)), Http2Error.FlowControl),
        ("frames of 100 bytes at most", Settings((5, 100)), Http2Error.Protocol),
        ("a ping of seven bytes", Frame(FrameType.Ping, 0, 0, new byte[7]), Http2Error.FrameSize),
        ("a ping of a stream", Frame(FrameType.Ping, 0, 1, new byte[8]), Http2Error.Protocol),
        ("a reset of a stream that never was", Reset(7, 0), Http2Error.Protocol),
        ("a reset of five bytes", [.. Headers(1, 4, List), .. Frame(FrameType.Reset, 0, 1, new byte[5])], Http2Error.FrameSize),
        ("an index beyond the table", Headers(1, 5, [0xff, 0x20]), Http2Error.Compression),
        ("an index of zero", Headers(1, 5, [0x80]), Http2Error.Internal),
        ("an integer without end", Headers(1, 5, [0xff, .. Enumerable.Repeat((byte)0xff, 100)]), Http2Error.Compression),
        ("a name longer than its block", Headers(1, 5, [0, 100, 1]), Http2Error.Compression),
        ("a table larger than allowed", Headers(1, 5, [0x3f, 0xff, 0xff, 0x7f, .. List]), Http2Error.Compression),
        ("a Huffman code that is none", Headers(1, 5, [0, 0x84, 255, 255, 255, 255, 1, 97]), Http2Error.Compression),
        ("a header of 40 kB", Flood([.. List, .. Block(("x", new string('x', 40_000)))]), Http2Error.Compression),
        ("headers without end", Flood(new byte[10_000_000]), Http2Error.Compression),
        ("HTTP/1.1 in the middle", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Http2Error.FrameSize),
        ("a goodbye", Frame(FrameType.GoAway, 0, 0, new byte[8]), Http2Error.None),
    ];

    private static readonly (string What, byte[] Bytes)[] Openings =
    [
        ("HTTP/1.1", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()),
        ("a preface with a slip", [.. Preface[..20], 0, 0, 0, 0, .. List]),
        ("TLS", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, .. new byte[512]]),
        ("nothing", []),
        ("half a preface", Preface[..11].ToArray()),
        ("zeros", new byte[100_000]),
    ];

    /// <summary>What the rows send.</summary>
    internal static byte[][] Bytes => [.. Rows.Select(row => row.Bytes).Where(bytes => bytes.Length < 100_000)];

    [Fact]
    public Task Connection_BadFrames_EndsWithTheProtocolsError() =>
        Witness.WatchAsync(async (gateway, _) =>
        {
            var actual = new List<string>();
            foreach (var (what, bytes, _) in Rows)
            {
                await using var connection = await Http2Connection.OpenAsync(gateway.Url);
                connection.Send(bytes);
                await Task.WhenAny(connection.Closed, Task.Delay(TestCaller.Patience));
                actual.Add($"{what}: {(connection.Closed.IsCompleted ? connection.GoAway : "open")}");
            }

            Assert.Equal(Rows.Select(row => $"{row.What}: {row.Error}"), actual);
        });

    /// <summary>Also where 4 kB were said once, and then a thousand times by one byte.</summary>
    [Fact]
    public Task Headers_TooManyOfThem_EndTheCallOrTheConnection() =>
        Witness.WatchAsync(async (gateway, _) =>
        {
            var ends = new List<string>();
            foreach (var bytes in new[] { Flood([.. List, .. Many(10, new string('x', 4_000))]), Bomb() })
            {
                await using var connection = await Http2Connection.OpenAsync(gateway.Url);
                connection.Send(bytes);
                ends.Add($"{await connection.EndOf(1).WaitAsync(TestCaller.Patience)}, goaway {connection.GoAway}");
            }
            Assert.Equal(["http 431, goaway ", "lost, goaway 1"], ends);
        });

    [Fact]
    public Task Connection_BadOpening_IsClosed() =>
        Witness.WatchAsync(
            async (gateway, _) =>
            {
                foreach (var (what, bytes) in Openings)
                {
                    await using var connection = await Http2Connection.ConnectAsync(gateway.Url);
                    connection.Read();
                    connection.Send(bytes);
                    await Task.WhenAny(connection.Closed, Task.Delay(TestCaller.Patience));
                    Assert.True(connection.Closed.IsCompleted, what);
                }
            },
            options => options with { Limits = new() { IdleTimeout = TimeSpan.FromSeconds(2) } });

    /// <summary>A header block over as many frames as it takes.</summary>
    private static byte[] Flood(byte[] block)
    {
        var frames = new List<byte>();
        for (var i = 0; i < block.Length; i += 1 << 14)
        {
            var part = block.AsSpan(i, Math.Min(1 << 14, block.Length - i));
            var flags = i + (1 << 14) >= block.Length ? FrameFlags.EndHeaders : FrameFlags.None;
            frames.AddRange(i == 0
                ? Headers(1, (byte)(flags | FrameFlags.EndStream), part)
                : Frame(FrameType.Continuation, flags, 1, part));
        }
        return [.. frames];
    }

    private static IEnumerable<byte> Many(int count, string value) =>
        Enumerable.Range(0, count).SelectMany(i => Block(($"x{i}", value)));

    private static byte[] Bomb()
    {
        var value = new string('b', 4000);
        byte[] once = [0x40, .. Block(("x", value)).AsSpan(1)];
        return Flood([.. List, .. once, .. Enumerable.Repeat((byte)(0x80 | 62), 1000)]);
    }
}
