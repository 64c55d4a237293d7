using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Kernel;
using Exchange.Engine.Tests.Ring;

namespace Exchange.Engine.Tests.Hosting;

public class RecoveryTests
{
    [Fact]
    public void Open_AfterManyProducers_ReplaysToTheSameState()
    {
        const int PerProducer = 3_000;
        using var bench = HostBench.Start(disclosure: new(Engine.Markets.DepthDisclosure.Levels, 3, PrintDelayNs: 100));
        var producers = Enumerable.Range(1, HostBench.Accounts).Select(account => TestThread.Start(() =>
        {
            var random = new Random(account);
            for (ulong number = 1; number <= PerProducer; number++)
            {
                bench.PublishOrder(account, number, random.Next(2) == 0 ? Side.Buy : Side.Sell, random.Next(90, 110));
                bench.Clock.Advance(random.Next(20));
            }
        })).ToArray();
        Array.ForEach(producers, producer => producer.Join());
        var audit = bench.StopAndAudit();

        using var again = HostBench.Recover(bench.Storage);

        Assert.Equal(audit.StateHash, again.Host.StateHash());
        Assert.Equal(bench.Host.StateHash(), again.Host.StateHash());
        Assert.Equal(audit.Summary.LastSequence, again.Host.Recovery!.LastSequence);
    }

    [Fact]
    public void Records_LongAndShort_PassTheRingsEndWhole()
    {
        const int Rounds = 200;
        // The longest takes an eighth of the ring, so that claims pass its end at every offset.
        using var bench = HostBench.Start(slots: 512);
        var random = new Random(7);
        var definitions = new List<AccountDefinition>();
        for (var round = 0; round < Rounds; round++)
        {
            var definition = new AccountDefinition(
                $"long-{round}",
                new(KernelBench.Cash("1.5"), [.. Enumerable.Range(0, random.Next(64)).Select(i => ($"instrument-{i}", KernelBench.Units("2")))]),
                [.. Enumerable.Range(0, random.Next(64)).Select(i => $"group-of-this-account-number-{i}")],
                default);
            definitions.Add(definition);
            bench.Publish((record, header) => Commands.DefineAccount(record, header, definition));
            bench.PublishOrder(1, (ulong)round + 1);
        }
        bench.AwaitAnswers(Rounds);
        bench.StopAndAudit();

        using var again = HostBench.Recover(bench.Storage);
        for (var round = 0; round < Rounds; round++)
        {
            var found = again.Host.Catalog.Account(HostBench.Accounts + 1 + round);
            Assert.Equal(definitions[round].Id, found.Id);
            Assert.Equal(definitions[round].Groups, found.Groups);
            Assert.Equal(definitions[round].Deposit.Units, found.Deposit.Units);
        }
    }

    [Fact]
    public void Start_AfterDowntime_ExpiresWhatWasDueAndKeepsWhatSleepsAndHides()
    {
        using var bench = HostBench.Start();
        var stopped = bench.Clock.Now;
        Submit(bench, 1, 1, Side.Buy, 5, 90, new() { Expires = stopped.After(1_000) });
        Submit(bench, 1, 2, Side.Sell, 9, 110, new() { Display = new(2) });
        Submit(bench, 1, 3, Side.Buy, 1, 120, new() { Stop = new Price(110) });
        Submit(bench, 1, 4, Side.Buy, 5, 80, new() { Expires = stopped.After(1_000_000) });
        bench.AwaitAnswers(4);
        bench.StopAndAudit();

        bench.Clock.Advance(50_000);
        using var again = HostBench.Recover(bench.Storage, bench.Clock);
        Assert.Equal(bench.Host.StateHash(), again.Host.StateHash());
        again.Host.Start();
        again.Consumer.Await(released => released.Kind == EventKind.Cancelled);
        Submit(again, 2, 5, Side.Buy, 3, 110, default);
        again.AwaitAnswers(1);

        // The iceberg sells its slices, and the stop that slept through the restart wakes and takes from the next.
        Assert.Equal(
            [
                (EventKind.Cancelled, 1, 1UL, 0L), (EventKind.Accepted, 2, 5, 0), (EventKind.Filled, 1, 2, 7), (EventKind.Filled, 2, 5, 1),
                (EventKind.Filled, 1, 2, 6), (EventKind.Filled, 2, 5, 0), (EventKind.Triggered, 1, 3, 0), (EventKind.Filled, 1, 2, 5),
                (EventKind.Filled, 1, 3, 0),
            ],
            again.Consumer.Events().Where(e => e.Kind <= EventKind.Triggered)
                .Select(e => (e.Kind, e.Account, e.Id, e.Kind == EventKind.Filled ? e.Remaining.Lots : 0)));
        Assert.Equal((stopped.After(1_000), CancelReason.Expired), again.Consumer.Events()
            .Where(e => e.Kind == EventKind.Cancelled).Select(e => (e.Time, e.CancelReason)).Single());
        again.StopAndAudit();
    }

    private static void Submit(
        HostBench bench, int account, ulong id, Side side, long lots, int price, OrderTerms terms)
    {
        var order = Order.Limit(side, new(lots), new(price), TimeInForce.GoodTillCancelled);
        bench.Publish(
            (record, header) => Commands.SubmitOrder(record, header, id, order, terms), new() { Account = account, Session = 1, Number = id });
    }

    [Fact]
    public void Queries_BetweenCommands_LeaveNoTraceInTheJournal()
    {
        using var bench = HostBench.Start();
        bench.PublishOrder(1, 1);
        bench.Publish((record, header) => Commands.Query(record, header, CommandKind.ShowBalances), new() { Account = 1, Number = 5 });
        bench.PublishOrder(1, 2);
        bench.Consumer.Await(released => released is { Kind: EventKind.QueryEnded, Id: 5 });

        var audit = bench.StopAndAudit();

        Assert.Equal(1 + HostBench.Accounts + 2, audit.Summary.LastSequence);
    }
}
