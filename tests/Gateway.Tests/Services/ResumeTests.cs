using Exchange.V1;
using Grpc.Core;

namespace Exchange.Gateway.Tests;

/// <summary>What a client that comes back finds: the events it missed, its bids or their end, and the time.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Resume_AfterEveryEvent_BringsExactlyTheRest()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var first = await trader.OpenAsync();
        for (var i = 1ul; i <= 20; i++)
        {
            await first.ActAsync(Say.Buy(i, i, "5", "10"));
        }
        await first.EndAsync();
        var all = first.Events.ConvertAll(Say.Text);

        for (var after = 0ul; after <= 20; after++)
        {
            using var again = await OpenAsync(trader, session: 2 + after, resumeAfter: after);
            Assert.Equal(20ul, again.Opened.Sequence);
            await again.ReadUntilAsync(() => again.Events.Count + (int)after >= 20);
            Assert.Equal(all.Skip((int)after), again.Events.Select(Say.Text));
        }
    }

    [Fact]
    public async Task Resume_WhileEventsGoOn_LosesAndDoublesNothing()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        var other = await gateway.DefineTraderAsync("B");
        var stop = new CancellationTokenSource();
        var trading = Task.Run(async () =>
        {
            for (var i = 1ul; !stop.IsCancellationRequested; i++)
            {
                await trader.SubmitAsync(Say.Buy(0, i, "1", "10"));
                await other.SubmitAsync(Say.Sell(0, i, "1", "10"));
            }
        });
        var heard = new List<string>();
        for (var connection = 0; connection < 25; connection++)
        {
            using var session = await OpenAsync(trader, session: 5, resumeAfter: (ulong)heard.Count);
            var wanted = heard.Count + 7;
            await session.ReadUntilAsync(() => heard.Count + session.Events.Count >= wanted);
            Assert.Equal((ulong)heard.Count + 1, session.FirstSequence);
            heard.AddRange(session.Events.Select(Say.Text));
        }
        await stop.CancelAsync();
        await trading;

        using var whole = await OpenAsync(trader, session: 6, resumeAfter: 0);
        await whole.ReadUntilAsync(() => whole.Events.Count >= heard.Count);
        Assert.Equal(heard, whole.Events.Take(heard.Count).Select(Say.Text));
    }

    [Fact]
    public async Task Instruction_RepeatedWhenNoMoreMayBeSent_IsAnsweredAsBefore()
    {
        await using var gateway = await TestGateway.StartAsync(with: options => options with { Rate = new(PerSecond: 0.000_001, Burst: 1) });
        await gateway.DefineAsync("lit");
        var trader = await gateway.DefineTraderAsync("A");
        using (var session = await OpenAsync(trader, 1))
        {
            Assert.Equal([""], await session.ActAsync(Say.Buy(1, 1, "5", "10")));
        }
        using var back = await OpenAsync(trader, 1);
        // As a client does that does not know the answer: BUSY would tell it that nothing came of the first.
        Assert.Equal(["", "BUSY"], await back.ActAsync(Say.Buy(1, 1, "5", "10"), Say.Buy(2, 2, "5", "10")));
        Assert.Equal("10 5", await BookAsync(gateway));
    }

    [Fact]
    public async Task Open_ArrivesAfterALaterOneOfTheSameClient_DoesNotTakeOver()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var session = new TestSession(trader.Trading.Session(trader.Options));
        await session.OpenAsync(new OpenSession { Session = 1, Client = 7, Opening = 2 });

        using var late = new TestSession(trader.Trading.Session(trader.Options));
        var failure = await Assert.ThrowsAsync<RpcException>(
            () => late.OpenAsync(new OpenSession { Session = 1, Client = 7, Opening = 1 }));
        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Equal([""], await session.ActAsync(Say.Buy(1, 1, "5", "10")));

        using var other = new TestSession(trader.Trading.Session(trader.Options));
        await other.OpenAsync(new OpenSession { Session = 1, Client = 8, Opening = 1 });
        Assert.Equal(StatusCode.Aborted, (await session.ReadToFailureAsync()).StatusCode);
    }

    [Fact]
    public async Task Resume_AfterARestart_FindsWhatWasToldBefore()
    {
        using var directory = new TemporaryDirectory();
        TestCaller trader;
        List<string> told;
        // Without a snapshot of the end, from which replay would begin.
        await using (var gateway = await TestGateway.StartAsync(directory.Path, with: options => options with { SnapshotEvery = 0 }))
        {
            await gateway.DefineAsync("lit");
            trader = await gateway.DefineTraderAsync("A");
            using var session = await trader.OpenAsync();
            await session.ActAsync(Say.Buy(1, 1, "5", "10"), Say.Sell(2, 2, "3", "10"), Say.Cancel(3, 1));
            told = session.Events.ConvertAll(Say.Text);
        }
        foreach (var loss in new[] { "", "events" })
        {
            if (loss.Length > 0)
            {
                // What the log has lost, replay brings.
                File.Delete(Path.Combine(directory.Path, loss));
            }
            await using var again = await TestGateway.StartAsync(directory.Path, with: options => options with { SnapshotEvery = 0 });
            using var session = await OpenAsync(again.Returning(trader), session: 9, resumeAfter: 1);
            await session.ReadUntilAsync(() => session.Events.Count >= told.Count - 1);
            Assert.Equal(told.Skip(1), session.Events.Select(Say.Text));
        }
    }

    [Theory]
    [InlineData(3, 2ul)] // held: three events of five
    [InlineData(1000, 6ul)] // more than was told
    public async Task Resume_FromWhatIsNotHeld_IsOutOfRange(int held, ulong after)
    {
        await using var gateway = await TestGateway.StartAsync(with: options => options with { HeldEvents = held });
        await gateway.DefineAsync("lit");
        var trader = await gateway.DefineTraderAsync("A");
        using var session = await trader.OpenAsync();
        await session.ActAsync([.. Enumerable.Range(1, 5).Select(i => Say.Buy((ulong)i, (ulong)i, "5", "10"))]);

        var failure = await Assert.ThrowsAsync<RpcException>(() => OpenAsync(trader, 7, after == 2 ? 1 : after));
        Assert.Equal(StatusCode.OutOfRange, failure.StatusCode);
        if (after == 2)
        {
            using var last = await OpenAsync(trader, 8, after);
            await last.ReadUntilAsync(() => last.Events.Count == 3);
        }
    }

    [Fact]
    public async Task Events_ResumeAfter_BringsTheRestAndGoesOn()
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        await trader.SubmitAsync(Say.Buy(0, 1, "5", "10"));
        await trader.SubmitAsync(Say.Buy(0, 2, "5", "10"));
        using var call = trader.Trading.Events(new() { ResumeAfter = 1 }, trader.Options);
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal((2ul, 2ul), (call.ResponseStream.Current.FirstSequence, call.ResponseStream.Current.Events[0].Accepted.Id));
        await trader.SubmitAsync(Say.Buy(0, 3, "5", "10"));
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(3ul, call.ResponseStream.Current.FirstSequence);
    }

    [Fact]
    public async Task CancelOnDisconnect_ConnectionLost_CancelsAfterTheGraceUnlessItIsBack()
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineAsync("lit");
        var trader = await gateway.DefineTraderAsync("A");
        using (var session = await OpenAsync(trader, 1, grace: "5"))
        {
            await session.ActAsync(Say.Buy(1, 1, "5", "10"));
        }
        using (var back = await OpenAsync(trader, 1, grace: "5"))
        {
            clock.Advance(60_000);
            await back.ActAsync(Say.Cancel(2, 99));
            Assert.Equal("10 5", await BookAsync(gateway));
        }
        // Without a word it holds no longer.
        using (var back = await OpenAsync(trader, 1))
        {
            await back.EndAsync();
        }
        clock.Advance(60_000);
        await trader.SubmitAsync(Say.Cancel(0, 99));
        Assert.Equal("10 5", await BookAsync(gateway));

        using (var last = await OpenAsync(trader, 1, grace: ""))
        {
            await last.EndAsync();
        }
        await trader.SubmitAsync(Say.Cancel(0, 99));
        Assert.Equal("", await BookAsync(gateway));
    }

    [Fact]
    public async Task CancelOnDisconnect_ExchangeWasDown_CountsFromItsReturn()
    {
        using var directory = new TemporaryDirectory();
        var clock = new HandClock();
        TestCaller trader;
        await using (var gateway = await TestGateway.StartAsync(directory.Path, clock: clock))
        {
            await gateway.DefineAsync("lit");
            trader = await gateway.DefineTraderAsync("A");
            using var session = await OpenAsync(trader, 1, grace: "5");
            await session.ActAsync(Say.Buy(1, 1, "5", "10"));
        }
        await using var again = await TestGateway.StartAsync(directory.Path, clock: clock);
        Assert.Equal("10 5", await BookAsync(again));
        clock.Advance(5_001);
        await again.Returning(trader).SubmitAsync(Say.Cancel(0, 99));
        Assert.Equal("", await BookAsync(again));
    }

    [Fact]
    public async Task Heartbeat_NothingHappens_TellsTheTime()
    {
        var clock = new HandClock();
        await using var gateway = await TestGateway.StartAsync(clock: clock);
        await gateway.DefineAsync("lit");
        var trader = await gateway.DefineTraderAsync("A");
        using var call = trader.Trading.Session(trader.Options);
        await call.RequestStream.WriteAsync(new() { Open = new() { Session = 1, Heartbeat = "0.01" } });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("10", call.ResponseStream.Current.Opened.At);
        clock.Advance(500);
        do
        {
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Empty(call.ResponseStream.Current.Events);
        }
        while (call.ResponseStream.Current.Heartbeat.At != "10.5");
    }

    [Theory]
    [InlineData("0.001", "", false)]
    [InlineData("x", "", false)]
    [InlineData("", "5", false)]
    [InlineData("", "-1", true)]
    [InlineData("", "1000001", true)]
    public async Task Open_TermsThatDoNotFit_AreRefused(string heartbeat, string grace, bool cancels)
    {
        await using var gateway = await TestGateway.StartLitAsync();
        var trader = await gateway.DefineTraderAsync("A");
        using var call = trader.Trading.Session(trader.Options);
        await call.RequestStream.WriteAsync(
            new() { Open = new() { Session = 1, Heartbeat = heartbeat, Grace = grace, CancelOnDisconnect = cancels } });
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
    }

    private static async Task<string> BookAsync(TestGateway gateway) =>
        string.Join(' ', (await gateway.Operator.DepthAsync("lit")).Bids.Select(level => $"{level.Price} {level.Quantity}"));

    private static async Task<TestSession> OpenAsync(
        TestCaller trader, ulong session, ulong? resumeAfter = null, string? grace = null)
    {
        var opened = new TestSession(trader.Trading.Session(trader.Options));
        var open = new OpenSession
        {
            Account = trader.Account,
            Session = session,
            CancelOnDisconnect = grace is not null,
            Grace = grace ?? "",
        };
        if (resumeAfter is { } after)
        {
            open.ResumeAfter = after;
        }
        await opened.OpenAsync(open);
        return opened;
    }
}
