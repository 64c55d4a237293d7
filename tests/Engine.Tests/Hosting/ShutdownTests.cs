using Exchange.Engine.Bids;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Tests.Journal;
using Exchange.Engine.Tests.Ring;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>The host's end, wanted and unwanted.</summary>
public class ShutdownTests
{
    [Theory]
    [InlineData(Durability.Sync)]
    [InlineData(Durability.Async)]
    [InlineData(Durability.None)]
    public void Dispose_CommandsUnderWay_AreCarriedOutAndReleased(Durability durability)
    {
        const int Count = 2_000;
        using var bench = HostBench.Start(durability);
        for (ulong number = 1; number <= Count; number++)
        {
            bench.PublishOrder(1, number, number % 2 == 0 ? Side.Buy : Side.Sell);
        }

        var audit = bench.StopAndAudit();

        Assert.Equal(Count, bench.Consumer.Answers().Length);
        Assert.Equal(1 + HostBench.Accounts + Count, audit.Summary.LastSequence);
        Assert.False(bench.TryOrder(1, Count + 1));
    }

    [Fact]
    public void Dispose_ProducersGoOn_EndsAndKeepsEverythingThatWasReleased()
    {
        for (var round = 0; round < 10; round++)
        {
            using var bench = HostBench.Start(slots: 512);
            var enough = false;
            var producers = Enumerable.Range(1, 3).Select(account => TestThread.Start(() =>
            {
                for (ulong number = 1; !Volatile.Read(ref enough);)
                {
                    number += bench.TryOrder(account, number) ? 1UL : 0;
                }
            })).ToArray();
            bench.Consumer.Await(released => released.Kind == EventKind.Answered, count: 50);

            TestThread.Start(bench.Host.Dispose).Join();
            Volatile.Write(ref enough, true);
            Array.ForEach(producers, producer => producer.Join());

            using var again = HostBench.Recover(bench.Storage);
            var answered = bench.Consumer.Answers().GroupBy(answer => answer.Account);
            again.Host.Start();
            foreach (var answers in answered)
            {
                var query = new CommandHeader { Account = answers.Key, Session = 1, Number = (ulong)answers.Key };
                again.Publish((record, header) => Commands.Query(record, header, CommandKind.ShowSession), query);
                again.Consumer.Await(shown => shown.Kind == EventKind.SessionShown && shown.Account == answers.Key);
                var shown = again.Consumer.Events().Single(one => one.Kind == EventKind.SessionShown && one.Account == answers.Key);
                Assert.InRange(shown.Session, answers.Max(answer => answer.Id), ulong.MaxValue);
            }
        }
    }

    [Fact]
    public void Journal_Fails_IsToldOnceAndNothingMoreIsReleased()
    {
        using var bench = HostBench.Start();
        bench.PublishOrder(1, 1);
        bench.AwaitAnswers(1);
        bench.Storage.Syncing = static () => throw new IOException("the disk is gone");

        for (ulong number = 2; number <= 10; number++)
        {
            bench.TryOrder(1, number);
        }
        Assert.True(SpinWait.SpinUntil(() => bench.Failures.Count > 0, HostBench.Patience));
        Assert.True(SpinWait.SpinUntil(() => !bench.TryOrder(1, 100), HostBench.Patience));
        bench.Host.Dispose();

        Assert.Contains("the disk is gone", Assert.IsType<JournalException>(Assert.Single(bench.Failures)).Message);
        Assert.Single(bench.Consumer.Answers());

        // What was acknowledged is there; what was not may be.
        bench.Storage.Syncing = static () => { };
        using var again = HostBench.Recover(bench.Storage);
        Assert.InRange(again.Host.Recovery!.LastSequence, 2 + HostBench.Accounts, 11 + HostBench.Accounts);
    }

    [Fact]
    public void Dispose_NeverStarted_LetsGoOfTheJournal()
    {
        var disk = new SimulatedDisk();
        HostBench.Recover(disk).Dispose();

        HostBench.Recover(disk).Dispose();
    }
}
