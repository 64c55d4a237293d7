using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>Clients that are too many, silent, late or gone.</summary>
public sealed class CrowdTests
{
    [Fact]
    public Task Sessions_FiveHundredAtOnce_AreAllServed() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            var sessions = await Task.WhenAll(Enumerable.Range(1, 500).Select(n => culprit.OpenAsync((ulong)n)));

            var reasons = await Task.WhenAll(sessions.Select(
                (session, i) => session.ActAsync(Say.Buy(1, (ulong)i, "1", "1"), Say.Cancel(2, (ulong)i))));

            Assert.All(reasons, both => Assert.Equal(["", ""], both));
            foreach (var session in sessions)
            {
                await session.EndAsync();
                session.Dispose();
            }
        });

    [Fact]
    public Task Sessions_ThatVanish_LeaveTheirOrdersAndCanBeTakenUp() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            for (ulong n = 1; n <= 50; n++)
            {
                // Each on a connection of its own, which goes with it.
                using var apart = gateway.CallerApart(culprit);
                using var session = await apart.OpenAsync(n);
                await session.SendAsync(Say.Buy(1, n, "1", "2"));
                await session.ReadUntilAsync(() => session.Answers.Count == 1);
                await session.SendAsync([.. Enumerable.Range(2, 500).Select(i => Say.CancelAll((ulong)i))]);
            }

            using var again = await culprit.OpenAsync(50);
            Assert.True(again.Opened.LastNumber >= 1);
            Assert.Equal([""], await again.ActAsync(Say.Buy(1, 50, "1", "2")));
        });

    [Fact]
    public Task Sessions_MoreThanMayBeMissed_AreRefused() =>
        Witness.WatchAsync(async (gateway, culprit) =>
        {
            // Each leaves, and is missed for as long as it asked for.
            for (var number = 1UL; number <= 1024; number++)
            {
                using var session = new TestSession(culprit.Trading.Session(culprit.Options));
                await session.OpenAsync(new OpenSession { Session = number, CancelOnDisconnect = true, Grace = "1000" });
                await session.EndAsync();
            }

            using var refused = new TestSession(culprit.Trading.Session(culprit.Options));
            await refused.SendAsync(new SessionRequest { Open = new() { Session = 5000, CancelOnDisconnect = true, Grace = "1000" } });
            var status = await refused.ReadToFailureAsync();
            Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
            Assert.StartsWith("LIMIT", status.Detail);
            using var plain = await culprit.OpenAsync(5000);
            Assert.Equal([""], await plain.ActAsync(Say.Buy(1, 1, "1", "1")));
        });

    [Fact]
    public Task Session_ThatSaysNothing_HoldsUpNobody() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var silent = new TestSession(culprit.Trading.Session(culprit.Options));
            using var session = await culprit.OpenAsync();

            Assert.Equal([""], await session.ActAsync(Say.Buy(1, 1, "1", "1")));
            await silent.EndAsync();
        });

    [Fact]
    public Task Calls_CancelledOrLate_EndAsTheCallerAsked() =>
        Witness.WatchAsync(async (_, culprit) =>
        {
            using var cancelled = culprit.Trading.Events(new(), culprit.Options);
            await cancelled.ResponseHeadersAsync;
            var reading = cancelled.ResponseStream.MoveNext();
            cancelled.Dispose();
            Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);

            var soon = new CallOptions(culprit.Headers, DateTime.UtcNow.AddSeconds(1));
            using var late = new TestSession(culprit.Trading.Session(soon));
            await late.OpenAsync("", 1);
            Assert.Equal(StatusCode.DeadlineExceeded, (await late.ReadToFailureAsync()).StatusCode);
        });
}
