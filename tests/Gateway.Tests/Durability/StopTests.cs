using System.Diagnostics;
using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

public sealed class StopTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Stop_WithOpenStreams_EndsThemWithinTheTimePromised()
    {
        var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        using var silent = new TestSession(trader.Trading.Session(trader.Options));
        using var data = trader.Subscribe("lit");
        using var events = trader.Trading.Events(new(), trader.Options);
        await events.ResponseHeadersAsync;
        await data.ReadUntilAsync(() => data.HasSnapshot("lit"));
        var ends = new[]
        {
            session.ReadToFailureAsync(), silent.ReadToFailureAsync(), data.ReadToFailureAsync(), EndOf(events),
        };

        var watch = Stopwatch.StartNew();
        await gateway.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Promised);
        Assert.All(await Task.WhenAll(ends), status => Assert.True(TestCaller.IsStopped(status), status.ToString()));
    }

    [Fact]
    public async Task Stop_WithAClientThatReadsNothing_StillStops()
    {
        var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var unread = trader.Trading.Events(new(), trader.Options);
        await unread.ResponseHeadersAsync;
        using var session = await trader.OpenAsync();
        for (var number = 0; number < 20_000; number += 1000)
        {
            // More than the transport takes, less than would cut the stream.
            await session.ActAsync([.. Enumerable.Range(number + 1, 1000).Select(n => Say.Buy((ulong)n, (ulong)n, "1", "1"))]);
        }

        var watch = Stopwatch.StartNew();
        await gateway.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Promised);
    }

    [Fact]
    public async Task Stop_Twice_IsFine()
    {
        var gateway = await TestGateway.StartLitAsync();

        await gateway.DisposeAsync();
        await gateway.DisposeAsync();
    }

    private static async Task<Status> EndOf(AsyncServerStreamingCall<EventsResponse> call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).Status;
}
