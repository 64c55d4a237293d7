using Exchange.Gateway.Tests.Http2;
using Exchange.V1;
using static Exchange.Gateway.Tests.Http2.Frames;

namespace Exchange.Gateway.Tests;

/// <summary>Clients that hold on to something and do not go on: each loses it in bounded time, by limits that are short here.</summary>
[Collection(nameof(UnreadStreamTests))]
public sealed class SlowClientTests
{
    private const string Calm = "reset 11";
    private const string List = "/exchange.v1.Markets/List";
    private const string Session = "/exchange.v1.Trading/Session";
    private const string Events = "/exchange.v1.Trading/Events";

    private static readonly byte[] Nothing = new byte[5];

    private static readonly ConnectionLimits Short = new()
    {
        OpeningTimeout = TimeSpan.FromSeconds(2),
        PingDelay = TimeSpan.FromSeconds(1),
        PingTimeout = TimeSpan.FromSeconds(1),
        IdleTimeout = TimeSpan.FromSeconds(2),
    };

    [Theory]
    [InlineData(List)]
    [InlineData(Session)]
    [InlineData(Events)]
    [InlineData("/exchange.v1.MarketData/Subscribe")]
    public Task Call_FirstMessageNeverComes_IsReset(string path) => WatchAsync(async (gateway, culprit) =>
    {
        await using var connection = await Http2Connection.OpenAsync(gateway.Url);
        var block = Block(Call(path, culprit.Token));

        var none = connection.CallAsync(1, block, [], ends: false);
        var part = connection.CallAsync(3, block, [0, 0, 0, 0, 100, 1, 2, 3], ends: false);

        Assert.Equal(Calm, $"{await none.WaitAsync(TestCaller.Patience)}");
        Assert.Equal(Calm, $"{await part.WaitAsync(TestCaller.Patience)}");
        await Until.TrueAsync(() => gateway.Router.Held.Tokens == Witness.Streams);
    });

    [Fact]
    public Task Call_TrickleOfBytes_IsReset() => WatchAsync(async (gateway, culprit) =>
    {
        await using var connection = await Http2Connection.OpenAsync(gateway.Url);
        var end = connection.CallAsync(1, Block(Call(List, culprit.Token)), [0, 0, 0, 100, 0], ends: false);
        while (!end.IsCompleted)
        {
            connection.Send(Data(1, 0, [0]));
            await Task.Delay(10);
        }

        Assert.Equal(Calm, $"{await end}");
    });

    [Fact]
    public Task Streams_OnceOpened_MayBeSilent() => WatchAsync(async (gateway, culprit) =>
    {
        await using var connection = await Http2Connection.OpenAsync(gateway.Url);
        byte[] open = RawClient.Frame(new SessionRequest { Open = new() { Session = 1 } });
        Task<StreamEnd>[] ends =
        [
            connection.CallAsync(1, Block(Call(Session, culprit.Token)), open, ends: false),
            connection.CallAsync(3, Block(Call(Events, culprit.Token)), Nothing),
            connection.CallAsync(5, Block(Call("/exchange.v1.MarketData/Subscribe", culprit.Token)), Nothing),
        ];

        // Longer than anything may take that must not be silent; pings go to and fro meanwhile.
        await Until.TrueAsync(() => connection.Pings >= 5);

        Assert.All(ends, end => Assert.False(end.IsCompleted));
    });

    [Fact]
    public Task Headers_HalfOfThem_EndTheConnection() => WatchAsync(async (gateway, culprit) =>
    {
        await using var connection = await Http2Connection.OpenAsync(gateway.Url);
        connection.Send(Headers(1, FrameFlags.None, Block(Call(List, culprit.Token))));

        await connection.Closed.WaitAsync(TestCaller.Patience);
    });

    [Fact]
    public Task Connection_WithoutACall_IsClosed() => WatchAsync(async (gateway, _) =>
    {
        await using var connection = await Http2Connection.OpenAsync(gateway.Url);

        await connection.Closed.WaitAsync(TestCaller.Patience);

        Assert.Equal(Http2Error.None, connection.GoAway);
    });

    [Fact]
    public Task Connection_HalfOpen_IsFoundOutByPings() => WatchAsync(async (gateway, culprit) =>
    {
        await using var connection = await Http2Connection.OpenAsync(gateway.Url);
        connection.AnswersPings = false;
        byte[] open = RawClient.Frame(new SessionRequest { Open = new() { Session = 1, CancelOnDisconnect = true } });
        await culprit.SubmitAsync(Say.Buy(0, 1, "1", "1"));
        var end = connection.CallAsync(1, Block(Call(Session, culprit.Token)), open, ends: false);

        // The socket stays open, as where a cable was pulled.
        await end.WaitAsync(TestCaller.Patience);

        Assert.InRange(connection.Pings, 1, int.MaxValue);
        await Until.TrueAsync(() => gateway.Router.Held.Tokens == Witness.Streams);
        // And the exchange acts on the loss.
        await Until.TrueAsync(async () => !Say.Text(await gateway.Operator.DepthAsync("lit")).Contains("@1 "));
    });

    [Fact]
    public Task LargeResponse_NeverRead_IsReset() => WatchAsync(async (gateway, culprit) =>
    {
        using var session = await culprit.OpenAsync();
        await session.ActAsync([.. Enumerable.Range(1, 500).Select(i => Say.Buy((ulong)i, (ulong)i, "1", $"1.{i % 100:00}"))]);
        await session.ActAsync([.. Enumerable.Range(501, 500).Select(i => Say.Buy((ulong)i, (ulong)i, "1", $"{i / 100}.{i % 100:00}"))]);
        await using var connection = await Http2Connection.OpenAsync(gateway.Url, streamWindow: 0);

        var end = await connection.CallAsync(1, Block(Call("/exchange.v1.MarketData/GetDepth", culprit.Token)), RawClient.Frame(new GetDepthRequest { Market = "lit" }))
            .WaitAsync(TestCaller.Patience);

        Assert.Equal(Calm, $"{end with { Grpc = null }}");
    });

    [Fact]
    public Task Streams_ManyNeverRead_HoldTogetherNoMoreThanAFew() => WatchAsync(async (gateway, culprit) =>
    {
        // Without a window nothing leaves: all that comes waits in the exchange.
        await using var connection = await Http2Connection.OpenAsync(gateway.Url, streamWindow: 0);
        var before = Footprint.Of(gateway);
        var ends = Enumerable.Range(0, 100)
            .Select(i => connection.CallAsync((uint)(2 * i) + 1, Block(Call(Events, culprit.Token)), Nothing)).ToArray();
        for (var i = 0; i < 100; i++)
        {
            await connection.Heard((uint)(2 * i) + 1).WaitAsync(TestCaller.Patience);
        }
        using var busy = await culprit.OpenAsync();
        var most = 0L;
        for (var number = 1UL; number <= 40_000; number += 1000)
        {
            await busy.ActAsync([.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0
                ? Say.Buy(number + (ulong)i, number + (ulong)i, "1", "1")
                : Say.Cancel(number + (ulong)i, number + (ulong)i - 1))]);
            busy.Events.Clear();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before.Bytes);
        }

        // A hundred times what waits for one would be twice that and more.
        Assert.InRange(most, 0, 224 << 20);
        // Those that read were not cut, those that did not were, and by then the others' share was small enough.
        Assert.Equal([Calm], ends.Where(end => end.IsCompleted).Select(end => $"{end.Result with { Grpc = null }}").Distinct());
        Assert.InRange(ends.Count(end => end.IsCompleted), 70, 99);
    });

    private static Task WatchAsync(Func<TestGateway, TestCaller, Task> misbehaveAsync) =>
        Witness.WatchAsync(misbehaveAsync, options => options with { Limits = Short });
}
