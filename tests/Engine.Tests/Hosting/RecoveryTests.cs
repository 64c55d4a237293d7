using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Kernel;
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
