using Exchange.Engine.Bids;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Tests.Ring;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>When events leave the host, and in which order.</summary>
public class ReleaseTests
{
    [Fact]
    public void Sync_DiskStillSyncs_NothingIsReleased()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var bench = HostBench.Start();
        bench.Storage.Syncing = () =>
        {
            entered.Set();
            go.Wait();
        };
        var before = bench.Consumer.Count;

        bench.PublishOrder(1, 1);
        Assert.True(entered.Wait(HostBench.Patience));
        bench.Clock.AwaitIdleKernel();

        // The kernel is through with the order and the journal is not.
        var released = bench.Consumer.Count;
        go.Set();
        Assert.Equal(before, released);
        bench.AwaitAnswers(1);
    }

    [Theory]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void AsyncAndNone_DiskStillSyncs_IsReleasedAllTheSame(Durability durability)
    {
        using var go = new ManualResetEventSlim();
        using var bench = HostBench.Start(durability);
        bench.Storage.Syncing = go.Wait;

        bench.PublishOrder(1, 1);
        bench.AwaitAnswers(1);

        go.Set();
        bench.StopAndAudit();
    }

    [Fact]
    public void Events_OfManyProducers_AreReleasedInTheOrderOfTheirCommands()
    {
        const int PerProducer = 5_000;
        using var bench = HostBench.Start(slots: 1 << 10);
        var producers = Enumerable.Range(1, HostBench.Accounts).Select(account => TestThread.Start(() =>
        {
            for (ulong number = 1; number <= PerProducer; number++)
            {
                bench.PublishOrder(account, number, account % 2 == 0 ? Side.Buy : Side.Sell);
            }
        })).ToArray();
        Array.ForEach(producers, producer => producer.Join());
        bench.AwaitAnswers(PerProducer * HostBench.Accounts);

        var events = bench.Consumer.Events();
        Assert.Equal(events.OrderBy(released => released.Command).Select(released => released.Command), events.Select(released => released.Command));
        foreach (var answers in bench.Consumer.Answers().GroupBy(answer => answer.Account))
        {
            Assert.Equal(Enumerable.Range(1, PerProducer), answers.Select(answer => (int)answer.Id));
        }
        foreach (var told in events.Where(told => told is { Account: > 0, Kind: EventKind.Accepted or EventKind.Filled }).GroupBy(told => told.Account))
        {
            Assert.Equal(Enumerable.Range(1, told.Count()), told.Select(one => (int)one.Sequence));
        }
        bench.StopAndAudit();
    }

    [Fact]
    public void FullRing_ConsumerStands_RefusesAndLosesNothing()
    {
        using var bench = HostBench.Start(slots: 512);
        bench.Consumer.Open.Reset();
        var published = 0UL;

        // Until the way out, the way in and what is between are full: then there is no room however long one waits.
        while (SpinWait.SpinUntil(() => bench.TryOrder(1, published + 1), TimeSpan.FromMilliseconds(200)))
        {
            published++;
        }

        Assert.InRange(published, 512UL / 2, 10_000UL);
        bench.Consumer.Open.Set();
        bench.PublishOrder(1, published + 1);
        bench.AwaitAnswers((int)published + 1);
        Assert.Equal(
            Enumerable.Range(1, (int)published + 1), bench.Consumer.Answers().Select(answer => (int)answer.Id));
        bench.StopAndAudit();
    }

    [Fact]
    public void Timer_DueAndNobodySends_FiresByTheHostsClock()
    {
        using var bench = HostBench.Start(disclosure: new(DepthDisclosure.None, 0, PrintDelayNs: 1000));
        bench.PublishOrder(1, 1, Side.Buy);
        bench.PublishOrder(2, 1, Side.Sell);
        bench.AwaitAnswers(2);
        bench.Clock.AwaitIdleKernel();
        Assert.DoesNotContain(bench.Consumer.Events(), released => released.Kind == EventKind.Print);

        bench.Clock.Advance(999);
        bench.Clock.AwaitIdleKernel();
        Assert.DoesNotContain(bench.Consumer.Events(), released => released.Kind == EventKind.Print);

        bench.Clock.Advance(1);
        bench.Consumer.Await(released => released.Kind == EventKind.Print);
        bench.StopAndAudit();
    }
}
