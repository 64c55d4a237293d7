using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Clients that do not read. Alone, since the memory of the whole process is measured.</summary>
[Collection(nameof(UnreadStreamTests))]
[CollectionDefinition(nameof(UnreadStreamTests), DisableParallelization = true)]
public sealed class UnreadStreamTests
{
    private const int MaxBytesKept = 64 << 20;

    [Fact]
    public Task Streams_NobodyReads_KeepNothing() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            // Apart, since a connection that is not read may also hold up others on it.
            using var apart = gateway.CallerApart(culprit);
            var unread = new List<AsyncServerStreamingCall<EventsResponse>>();
            for (var i = 0; i < 10; i++)
            {
                unread.Add(apart.Trading.Events(new(), apart.Options));
                await unread[^1].ResponseHeadersAsync;
            }
            using var data = apart.Subscribe("lit");
            var before = GC.GetTotalMemory(forceFullCollection: true);

            using var busy = await culprit.OpenAsync();
            for (var number = 0; number < 150_000; number += 1000)
            {
                await busy.ActAsync(OrdersAndCancels(number + 1, 1000));
            }

            foreach (var stream in unread)
            {
                var failure = await Assert.ThrowsAsync<RpcException>(async () =>
                {
                    while (await stream.ResponseStream.MoveNext())
                    {
                        // What was sent before the cut.
                    }
                });
                Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
                stream.Dispose();
            }
            busy.Events.Clear();
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MaxBytesKept);
            // Market data is not cut: who reads again is told together what has changed.
            await culprit.SubmitAsync(Say.Buy(0, 1_000_000, "7", "3.33"));
            await data.ReadUntilAsync(() => data.HasSnapshot("lit") && Say.Text(data.BookOf("lit")).Contains("7@3.33"));
            Assert.InRange(data.Conflations, 1, int.MaxValue);
        });

    [Fact]
    public Task Session_SendsAndNeverReads_IsCut() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            using var apart = gateway.CallerApart(culprit);
            using var session = await apart.OpenAsync();
            var isCut = false;
            for (var number = 0; !isCut; number += 1000)
            {
                Assert.InRange(number, 0, 2_000_000);
                try
                {
                    await session.SendAsync(OrdersAndCancels(number + 1, 1000));
                }
                catch (RpcException)
                {
                    // How it ended stands behind the responses.
                    isCut = true;
                }
            }

            Assert.Equal(StatusCode.ResourceExhausted, (await session.ReadToFailureAsync()).StatusCode);
        });

    private static Instruction[] OrdersAndCancels(int first, int count) =>
    [
        .. Enumerable.Range(first, count).Select(n => n % 2 == 1
            ? Say.Buy((ulong)n, (ulong)n, "1", "1")
            : Say.Cancel((ulong)n, (ulong)n - 1)),
    ];
}
