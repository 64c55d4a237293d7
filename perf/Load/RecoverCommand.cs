using System.CommandLine;
using Exchange.Cli;
using Exchange.Cli.Replay;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;

namespace Exchange.Load;

/// <summary>
/// <c>recover FILE</c>: a journal replayed, a snapshot read, and a restart: the newest snapshot and what followed. The files
/// have just been written, so that the disk does not count.
/// </summary>
internal sealed class RecoverCommand : LoadCommand
{
    private const int CommitEvery = 256;

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "An order-flow file, gzipped or not.",
    };

    private readonly Option<ushort> _markets = new("--markets")
    {
        Description = "The flow once in each of so many markets, one after the other.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<long> _every = new("--snapshot-every")
    {
        Description = "A snapshot after so many commands.",
        DefaultValueFactory = _ => 1_000_000,
    };

    public RecoverCommand() : base("recover", "Journal replay, snapshot load and restart, one thread.")
    {
        Add(_file);
        Add(_markets);
        Add(_every);
    }

    protected override void Execute(ParseResult arguments)
    {
        var path = arguments.GetRequiredValue(_file);
        using var file = Files.OpenInput(path);
        var flow = OrderFlow.Read(file);
        var directory = Directory.CreateTempSubdirectory("exchange-load-");
        try
        {
            var storage = new DirectoryStorage(directory.FullName);
            var commands = Write(storage, flow, arguments.GetValue(_markets), arguments.GetValue(_every));
            var workload = $"{Path.GetFileName(path)}, {commands} commands";
            Print("recover journal", workload, "million commands/s", Repeat(arguments, () => Replay(storage, new())), run => run.OpsPerSecond / 1e6);
            if (Snapshot.List(storage) is [var newest, ..])
            {
                Print("recover snapshot", workload, "MB/s", Repeat(arguments, () => Load(storage, newest)), run => run.OpsPerSecond / 1e6);
            }
            Print("recover restart", workload, "s", Repeat(arguments, () => Restart(storage)), run => 1 / run.OpsPerSecond);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Writes journal and snapshots; how many commands there are.</summary>
    private static long Write(JournalStorage storage, OrderFlow flow, ushort markets, long every)
    {
        var options = new JournalOptions
        {
            RulesVersion = ExchangeKernel.RulesVersion,
            Durability = Durability.None,
            MaxRecordBytes = Commands.MaxLength,
        };
        var kernel = new ExchangeKernel();
        using var writer = JournalWriter.Open(storage, options, (_, _) => { });
        CommandFlow.Define(record => Append(record.Span), markets);
        for (ushort market = 0; market < markets; market++)
        {
            var commands = new CommandFlow(flow, market);
            for (var i = 0; i < commands.Count; i++)
            {
                Append(commands[i]);
            }
        }
        return kernel.Sequence;

        void Append(ReadOnlySpan<byte> record)
        {
            writer.Append(record);
            kernel.Apply(record);
            if (kernel.Sequence % CommitEvery == 0)
            {
                writer.Commit();
            }
            if (kernel.Sequence % every == 0)
            {
                KernelSnapshot.Write(storage, kernel);
            }
        }
    }

    private static Run Replay(JournalStorage storage, ExchangeKernel kernel)
    {
        var last = JournalReader.Read(storage, (_, _) => { }).LastSequence;
        return Run.Time(last, () => Follow(storage, kernel));
    }

    private static Run Load(JournalStorage storage, Snapshot snapshot)
    {
        long bytes;
        using (var reader = SnapshotReader.Open(storage, snapshot))
        {
            bytes = reader.Header.StateBytes;
        }
        return Run.Time(bytes, () => KernelSnapshot.Read(storage, snapshot).Sequence);
    }

    private static Run Restart(JournalStorage storage) =>
        Run.Time(1, () => Follow(storage, KernelSnapshot.ReadNewest(storage, warned: null)));

    private static long Follow(JournalStorage storage, ExchangeKernel kernel)
    {
        JournalReader.Read(storage, (_, record) => kernel.Apply(record), kernel.Sequence + 1, rulesVersion: ExchangeKernel.RulesVersion);
        return kernel.Sequence;
    }
}
