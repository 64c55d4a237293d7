using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Tests.Journal;
using Exchange.Engine.Tests.Kernel;

namespace Exchange.Engine.Tests.Hosting;

/// <summary>Snapshots beside a journal that is being written, step by step on the test's thread.</summary>
public class SecondKernelTests
{
    private const int Every = 500;

    private static readonly JournalOptions Options = new()
    {
        RulesVersion = ExchangeKernel.RulesVersion,
        MaxRecordBytes = Commands.MaxLength,
        SegmentBytes = 40_000,
        PrepareAhead = false,
    };

    private static readonly List<byte[]> Flow = MakeFlow(3_000);

    [Fact]
    public void WriteIfDue_AsTheJournalGrows_WritesWhatTheLiveKernelIs()
    {
        var disk = new SimulatedDisk();
        using var live = new Live(disk, prunes: false);
        var hashes = new Dictionary<long, string>();
        while (live.Kernel.Sequence < Flow.Count)
        {
            live.Append(1);
            hashes[live.Kernel.Sequence] = live.Kernel.StateHash();
            if (live.Second.WriteIfDue())
            {
                var snapshot = Snapshot.List(disk)[0];
                Assert.True(snapshot.Sequence <= live.Journal.ClosedSequence, "of an open segment");
                Assert.Equal(hashes[snapshot.Sequence], KernelSnapshot.Read(disk, snapshot).StateHash());
                Assert.False(live.Second.WriteIfDue());
            }
        }
        Assert.Equal(2, Snapshot.List(disk).Count);
        Assert.Equal(1, JournalSegment.List(disk)[0].FirstSequence);
        live.Journal.Dispose();
        var audit = JournalAudit.Run(disk);
        Assert.Empty(audit.SnapshotProblems);
        Assert.Equal(live.Kernel.StateHash(), audit.StateHash);
        Assert.Equal(Flow.Count, audit.Summary.Records);
    }

    [Fact]
    public void WriteIfDue_Pruning_KeepsWhatTwoSnapshotsDoNotCover()
    {
        var disk = new SimulatedDisk();
        using var live = new Live(disk, prunes: true);
        var rounds = 0;
        while (live.Kernel.Sequence < Flow.Count)
        {
            live.Append(1);
            if (!live.Second.WriteIfDue())
            {
                continue;
            }
            var first = JournalSegment.List(disk)[0].FirstSequence;
            if (++rounds == 1)
            {
                Assert.Equal(1, first);
                continue;
            }
            var snapshots = Snapshot.List(disk);
            Assert.Equal(2, snapshots.Count);
            Assert.Equal(snapshots[1].Sequence + 1, first);
        }
        Assert.True(rounds > 2);
        live.Journal.Dispose();
        AssertRecovers(disk, live.Kernel.StateHash());
        Damage(disk, Snapshot.List(disk)[0]);
        AssertRecovers(disk, live.Kernel.StateHash());

        Damage(disk, Snapshot.List(disk)[1]);
        var warnings = new List<string>();
        var e = Assert.Throws<JournalException>(() => Recover(disk, warnings));
        Assert.Contains("does not go back to sequence 1", e.Message);
        Assert.Equal(2, warnings.Count);
    }

    [Fact]
    public void WriteIfDue_OlderSnapshotDamaged_CoversNothing()
    {
        var disk = new SimulatedDisk();
        using var live = new Live(disk, prunes: true);
        while (Snapshot.List(disk).Count == 0)
        {
            live.Append(1);
            live.Second.WriteIfDue();
        }
        Damage(disk, Snapshot.List(disk)[0]);
        do
        {
            live.Append(1);
        }
        while (!live.Second.WriteIfDue());
        Assert.Contains("is passed over", Assert.Single(live.Warnings));
        Assert.Equal(1, JournalSegment.List(disk)[0].FirstSequence);
    }

    [Fact]
    public void WriteIfDue_PowerLostAtAnyOperation_RecoversWithEitherSnapshot()
    {
        // A journal that has two snapshots and is due for a third.
        var prepared = new SimulatedDisk();
        string hash;
        using (var live = new Live(prepared, prunes: true))
        {
            while (live.Second.LastSequence < 1_500)
            {
                live.Append(1);
                live.Second.WriteIfDue();
            }
            live.Append(900);
            hash = live.Kernel.StateHash();
        }
        var isDone = false;
        for (var operations = 1; !isDone; operations++)
        {
            foreach (var keep in new[] { 0, 0.5, 1 })
            {
                var disk = prepared.Copy();
                var live = new Live(disk, prunes: true);
                disk.OperationsUntilCrash = operations;
                isDone = TryWrite(live.Second);
                disk.Crash(new Random(operations), 512, keep);

                var when = $"after {operations} operations, {keep} kept";
                Assert.True(Recover(disk, []).StateHash() == hash, when);
                Assert.True(Snapshot.List(disk).Count >= 2, when);
                Damage(disk, Snapshot.List(disk)[0]);
                Assert.True(Recover(disk, []).StateHash() == hash, $"{when}, from the one before");
            }
        }
    }

    private static bool TryWrite(SecondKernel second)
    {
        try
        {
            Assert.True(second.WriteIfDue());
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void AssertRecovers(SimulatedDisk disk, string hash)
    {
        Assert.Equal(hash, Recover(disk, []).StateHash());
        Assert.Equal(hash, JournalAudit.Run(disk).StateHash);
    }

    private static ExchangeKernel Recover(SimulatedDisk disk, List<string> warnings)
    {
        var kernel = KernelSnapshot.ReadNewest(disk, warnings.Add);
        JournalWriter.Open(disk, Options, (_, record) => kernel.Apply(record), kernel.Sequence + 1).Dispose();
        return kernel;
    }

    private static void Damage(SimulatedDisk disk, Snapshot snapshot)
    {
        var bytes = disk.Bytes(snapshot.Name);
        bytes[bytes.Length / 2] ^= 1;
        disk.Replace(snapshot.Name, bytes);
    }

    private static List<byte[]> MakeFlow(int commands)
    {
        var run = new FlowRun(11, new(DepthDisclosure.Levels, 3, 30), new(new(-2), new(5)));
        while (run.Bench.Journal.Count < commands)
        {
            run.Step();
        }
        return run.Bench.Journal;
    }

    /// <summary>A journal with the kernel that it feeds, and the second kernel, which runs when it is told to.</summary>
    private sealed class Live : IDisposable
    {
        public Live(SimulatedDisk disk, bool prunes)
        {
            var kernel = KernelSnapshot.ReadNewest(disk, warned: null);
            var restored = kernel.Sequence;
            Journal = JournalWriter.Open(disk, Options, (_, record) => kernel.Apply(record), restored + 1);
            Kernel = kernel;
            var options = new HostOptions { SnapshotEvery = Every, PrunesJournal = prunes, Warned = Warnings.Add };
            Second = new(disk, Journal, options, restored, new(options, metrics: null));
        }

        public ExchangeKernel Kernel { get; }

        public JournalWriter Journal { get; }

        public SecondKernel Second { get; }

        public List<string> Warnings { get; } = [];

        /// <summary>The next commands of the flow.</summary>
        public void Append(int count)
        {
            for (; count > 0; count--)
            {
                var record = Flow[(int)Kernel.Sequence];
                Journal.Append(record);
                Journal.Commit();
                Kernel.Apply(record);
            }
        }

        public void Dispose()
        {
            Second.Dispose();
            Journal.Dispose();
        }
    }
}
