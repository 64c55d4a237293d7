using Exchange.Gateway.Tests.Http2;
using Exchange.V1;
using static Exchange.Gateway.Tests.Http2.Frames;

namespace Exchange.Gateway.Tests;

/// <summary>
/// Much of what alone would be right: each flood costs a bounded amount of memory, most of it while it lasts. Alone, since the
/// memory of the whole process is measured.
/// </summary>
[Collection(nameof(UnreadStreamTests))]
public sealed class FloodTests
{
    private const string List = "/exchange.v1.Markets/List";
    private const string Session = "/exchange.v1.Trading/Session";
    private const string Events = "/exchange.v1.Trading/Events";

    private static readonly byte[] Nothing = new byte[5];

    [Fact]
    public Task Streams_TenThousandWithoutAToken_AreRefusedUnread() =>
        Witness.WatchAsync(async (gateway, _) =>
        {
            await using var connection = await Http2Connection.OpenAsync(gateway.Url);
            var before = Footprint.Of(gateway);
            byte[][] blocks = [.. new[] { List, Session, Events }.Select(path => Block(Call(path, token: null)))];

            // Their messages never come.
            var first = await Task.WhenAll(Calls(0, 300)).WaitAsync(TestCaller.Patience);
            var rest = await Task.WhenAll(Calls(300, 9_700)).WaitAsync(TestCaller.Patience);

            Assert.Equal(["grpc 16"], first.Select(end => $"{end}").Distinct());
            // Who goes on like that is told to calm down, and loses the connection.
            Assert.Empty(rest.Select(end => $"{end}").Distinct().Except(["grpc 16", "reset 7", "reset 11", "lost"]));
            await connection.DisposeAsync();
            before.AssertNotGrown(gateway, maxBytes: 32 << 20);

            IEnumerable<Task<StreamEnd>> Calls(int from, int count) => Enumerable.Range(from, count)
                .Select(i => connection.CallAsync((uint)(2 * i) + 1, blocks[i % 3], [], ends: false));
        });

    [Fact]
    public Task Streams_MoreThanAConnectionMayHave_AreRefusedByTheProtocol() =>
        Witness.WatchAsync(
            async (gateway, culprit) =>
            {
                var before = Footprint.Of(gateway);
                await using var connection = await Http2Connection.OpenAsync(gateway.Url);
                var block = Block(Call(List, culprit.Token));
                var ends = Enumerable.Range(0, 10_000).Select(i => connection.CallAsync((uint)(2 * i) + 1, block, [], ends: false)).ToArray();

                // A few too many cost the calls, many too many the connection.
                await Task.WhenAny(connection.Closed, Task.WhenAll(ends)).WaitAsync(TestCaller.Patience);

                Assert.Empty(ends.Where(end => end.IsCompleted).Select(end => $"{end.Result}").Distinct().Except(["reset 7", "reset 11", "grpc 8", "lost"]));
                await connection.DisposeAsync();
                before.AssertNotGrown(gateway, maxBytes: 32 << 20);
            },
            options => options with { Limits = new() { OpeningTimeout = TimeSpan.FromSeconds(2) } });

    [Fact]
    public Task Streams_MoreThanATokenMayHave_AreRefused() =>
        Witness.WatchAsync(
            async (gateway, culprit) =>
            {
                await using var connection = await Http2Connection.OpenAsync(gateway.Url);
                await using var another = await Http2Connection.OpenAsync(gateway.Url);
                var block = Block(Call(Session, culprit.Token));
                for (var i = 0; i < 20; i++)
                {
                    var number = (ulong)i;
                    (i % 2 == 0 ? connection : another).Send(
                        [.. Headers((uint)(2 * i) + 1, FrameFlags.EndHeaders, block), .. Data((uint)(2 * i) + 1, 0, RawClient.Frame(new SessionRequest { Open = new() { Session = number } }))]);
                    await (i % 2 == 0 ? connection : another).Heard((uint)(2 * i) + 1).WaitAsync(TestCaller.Patience);
                }

                var refused = await connection.CallAsync(101, Block(Call(List, culprit.Token)), Nothing).WaitAsync(TestCaller.Patience);
                Assert.Equal(("grpc 8", "LIMIT: a token has at most 20 calls open"), ($"{refused}", refused.Message));
                connection.Send(Reset(1, Http2Error.Cancel));
                await Until.TrueAsync(() => gateway.Router.Streams.Count == 19 + Witness.Streams);
                var admitted = await connection.CallAsync(103, Block(Call(List, culprit.Token)), Nothing).WaitAsync(TestCaller.Patience);
                Assert.Equal("grpc 0", $"{admitted}");
            },
            options => options with { Limits = new() { CallsPerToken = 20 } });

    [Fact]
    public Task Connections_MoreThanThereMayBe_AreClosedAtOnce() =>
        Witness.WatchAsync(
            async (gateway, culprit) =>
            {
                var connections = new List<Http2Connection>();
                for (var i = 0; i < 200; i++)
                {
                    connections.Add(await Http2Connection.OpenAsync(gateway.Url));
                }

                await Until.TrueAsync(() => connections.Count(connection => connection.Closed.IsCompleted) >= 180);
                Assert.InRange(connections.Count(connection => !connection.Closed.IsCompleted), 1, 20);
                foreach (var connection in connections)
                {
                    await connection.DisposeAsync();
                }
                await Until.TrueAsync(async () =>
                {
                    await using var next = await Http2Connection.OpenAsync(gateway.Url);
                    return $"{await next.CallAsync(1, Block(Call(List, culprit.Token)), Nothing).WaitAsync(TestCaller.Patience)}" == "grpc 0";
                });
            },
            options => options with { Limits = new() { Connections = 20 } });

    [Theory]
    [InlineData("pings")]
    [InlineData("settings")]
    [InlineData("empty data")]
    [InlineData("priorities")]
    [InlineData("window updates")]
    [InlineData("rapid resets")]
    [InlineData("resets of calls at work")]
    public Task Connection_FloodsWithFrames_IsServedOrCut(string what) =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            const int Count = 20_000;
            var before = Footprint.Of(gateway);
            await using var connection = await Http2Connection.OpenAsync(gateway.Url);
            var call = Block(Call(List, culprit.Token));
            var open = Block(Call(Session, culprit.Token));
            connection.Send(Headers(1, FrameFlags.EndHeaders, open));
            for (uint i = 0; i < Count && !connection.Closed.IsCompleted; i++)
            {
                var stream = (2 * i) + 3;
                connection.Send(what switch
                {
                    "pings" => Ping(),
                    "settings" => Settings((4, i)),
                    "empty data" => Data(1, 0, []),
                    "priorities" => Frame(FrameType.Priority, 0, 1, [0, 0, 0, 0, 1]),
                    "window updates" => WindowUpdate(1, 1),
                    "rapid resets" => [.. Headers(stream, FrameFlags.EndHeaders, call), .. Reset(stream, Http2Error.Cancel)],
                    _ => [.. Headers(stream, FrameFlags.EndHeaders, open), .. Data(stream, 0, RawClient.Frame(new SessionRequest { Open = new() { Session = i % 7 } })), .. Reset(stream, Http2Error.Cancel)],
                });
            }
            // Whatever became of it: it is through with it all.
            await Task.WhenAny(connection.Closed, connection.CallAsync((2 * Count) + 5, call, Nothing)).WaitAsync(TestCaller.Patience);

            await connection.DisposeAsync();
            before.AssertNotGrown(gateway, maxBytes: 32 << 20);
        });
}
