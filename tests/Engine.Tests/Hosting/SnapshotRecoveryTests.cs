using System.Buffers.Binary;
using System.Security.Cryptography;
using Exchange.Engine.Bids;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Tests.Journal;
using Exchange.Engine.Tests.Kernel;
using Exchange.Engine.Tests.Numerics;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>A host that stops, or crashes, and the next.</summary>
public class SnapshotRecoveryTests
{
    private static readonly HostOptions Options = new() { SnapshotEvery = 1_000, SegmentBytes = 40_000 };

    [Fact]
    public void Open_AfterACleanStop_ReplaysNothing()
    {
        var disk = new SimulatedDisk();
        var hash = Trade(disk, 200);

        using var again = HostBench.Recover(disk, options: Options);

        Assert.Equal(hash, again.Host.StateHash());
        Assert.Equal(0, again.Host.Recovery!.Records);
        Assert.Equal(1 + HostBench.Accounts + 200, again.Host.Recovery.LastSequence);
    }

    [Fact]
    public void Open_ConsumerHasLostWhatItWasTold_ReplaysAll()
    {
        var disk = new SimulatedDisk();
        var hash = Trade(disk, 200);
        var consumer = new ForgetfulConsumer();

        using var again = ExchangeHost.Open(Options with { Storage = disk, Clock = new TestClock() }, consumer);

        Assert.Equal(hash, again.StateHash());
        Assert.Equal(1 + HostBench.Accounts + 200, again.Recovery!.Records);
        Assert.True(consumer.Replayed > 200);
    }

    [Fact]
    public void Open_NewestSnapshotDamaged_StartsFromTheOneBeforeAndSaysSo()
    {
        var disk = new SimulatedDisk();
        Trade(disk, 200);
        var hash = TradeOn(disk, 300);
        Assert.Equal(2, Snapshot.List(disk).Count);
        disk.Replace(Snapshot.List(disk)[0].Name, [1, 2, 3]);

        using var again = HostBench.Recover(disk, options: Options);

        Assert.Equal(hash, again.Host.StateHash());
        Assert.Equal(300, again.Host.Recovery!.Records);
        Assert.Contains("is passed over", Assert.Single(again.Warnings));
    }

    [Fact]
    public void Open_EverySnapshotDamaged_ReplaysTheWholeJournal()
    {
        var disk = new SimulatedDisk();
        var hash = Trade(disk, 200);
        disk.Replace(Snapshot.List(disk)[0].Name, []);

        using var again = HostBench.Recover(disk, options: Options);

        Assert.Equal(hash, again.Host.StateHash());
        Assert.Equal(1 + HostBench.Accounts + 200, again.Host.Recovery!.Records);
    }

    [Fact]
    public void Dispose_ManyTimes_KeepsTwoSnapshots()
    {
        var disk = new SimulatedDisk();
        Trade(disk, 20);
        for (var i = 0; i < 4; i++)
        {
            TradeOn(disk, 20);
        }
        Assert.Equal(2, Snapshot.List(disk).Count);
        // Nothing happened: it is there already.
        HostBench.Recover(disk, options: Options).Dispose();
        Assert.Equal(2, Snapshot.List(disk).Count);
    }

    [Fact]
    public void Dispose_NoRoomForASnapshot_LeavesTheJournal()
    {
        var disk = new SimulatedDisk();
        using var bench = HostBench.Start(storage: disk, options: Options);
        Send(bench, 50);
        bench.AwaitAnswers(50);
        bench.Storage.Creating = name => throw new IOException($"no room for {name}");
        bench.Host.Dispose();

        Assert.Contains("no snapshot was written", Assert.Single(bench.Warnings));
        Assert.Empty(Snapshot.List(disk));
        using var again = HostBench.Recover(disk, options: Options);
        Assert.Equal(bench.Host.StateHash(), again.Host.StateHash());
    }

    [Fact]
    public void Run_ManyCommands_WritesSnapshotsOnTheWay()
    {
        var disk = new SimulatedDisk();
        using var bench = HostBench.Start(storage: disk, options: Options with { PrunesJournal = true });
        var sent = 0;
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                Send(bench, 100, (ulong)sent);
                sent += 100;
                return JournalSegment.List(disk)[0].FirstSequence > 1;
            },
            HostBench.Patience));
        bench.Host.Dispose();
        Assert.Empty(bench.Failures);
        Assert.Empty(bench.Warnings);
        var audit = JournalAudit.Run(disk);
        Assert.Null(audit.Summary.Damage);
        Assert.Empty(audit.SnapshotProblems);
        Assert.Equal(bench.Host.StateHash(), audit.StateHash);
        Assert.Equal(1 + HostBench.Accounts + sent, audit.Summary.LastSequence);
    }

    [Fact]
    public void Open_JournalOfOtherRules_StartsFromTheSnapshotAtItsEndAlone()
    {
        const int Other = ExchangeKernel.RulesVersion - 1;
        var bench = KernelBench.With("A");
        bench.Buy("A", 1, 5, 100);
        var disk = new SimulatedDisk();
        using (var writer = JournalWriter.Open(disk, new() { RulesVersion = Other, SegmentBytes = 40_000, MaxRecordBytes = Commands.MaxLength }, (_, _) => { }))
        {
            bench.Journal.ForEach(record => writer.Append(record));
        }

        var e = Assert.Throws<JournalException>(() => HostBench.Recover(disk, options: Options));
        Assert.Contains($"rules version {Other}, not {ExchangeKernel.RulesVersion}, and there is no snapshot at its end", e.Message);

        WriteOfOtherRules(disk, bench.Kernel, Other);
        using (var host = HostBench.Recover(disk, options: Options))
        {
            Assert.Equal(bench.Kernel.StateHash(), host.Host.StateHash());
        }
        var hash = TradeOn(disk, 50);
        var audit = JournalAudit.Run(disk);
        Assert.Null(audit.Summary.Damage);
        Assert.Empty(audit.SnapshotProblems);
        Assert.Equal(hash, audit.StateHash);
    }

    [Fact]
    public void Run_SnapshotOfAnotherState_IsFoundByTheAudit()
    {
        var disk = new SimulatedDisk();
        Trade(disk, 20);
        var kernel = KernelBench.With("A").Kernel;
        KernelSnapshot.Write(disk, kernel);
        Assert.Contains("of another state", Assert.Single(JournalAudit.Run(disk).SnapshotProblems));
    }

    /// <summary>A new exchange with so many orders; the hash of its end.</summary>
    private static string Trade(SimulatedDisk disk, int orders)
    {
        using var bench = HostBench.Start(storage: disk, options: Options);
        Send(bench, orders);
        bench.StopAndAudit();
        return bench.Host.StateHash();
    }

    private static string TradeOn(SimulatedDisk disk, int orders)
    {
        using var bench = HostBench.Recover(disk, options: Options);
        bench.Host.Start();
        Send(bench, orders, 1_000_000 + (ulong)bench.Host.Recovery!.LastSequence);
        bench.StopAndAudit();
        return bench.Host.StateHash();
    }

    private static void Send(HostBench bench, int orders, ulong after = 0)
    {
        for (var i = 1; i <= orders; i++)
        {
            bench.PublishOrder(1, after + (ulong)i, i % 2 == 0 ? Side.Buy : Side.Sell, 90 + (i % 7));
        }
    }

    private static void WriteOfOtherRules(SimulatedDisk disk, ExchangeKernel kernel, int rulesVersion)
    {
        var state = StateBytes.Of(kernel);
        BinaryPrimitives.WriteInt64LittleEndian(state, rulesVersion);
        using var writer = new SnapshotWriter(disk);
        writer.Append(state);
        writer.Finish(new(
            ExchangeKernel.StateVersion, rulesVersion, kernel.Sequence, 0, state.Length, Convert.ToHexStringLower(SHA256.HashData(state))));
    }

    private sealed class ForgetfulConsumer : IEventConsumer
    {
        public int Replayed { get; private set; }

        public bool WantsReplay => true;

        public void OnEvent(in Event released) => Assert.Fail("Nothing happens.");

        public void OnReplayed(in Event replayed) => Replayed++;

        public void OnBatchEnd()
        {
        }
    }
}
