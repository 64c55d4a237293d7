using System.CommandLine;
using Exchange.Cli.Replay;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Engine.Ring;

namespace Exchange.Load;

/// <summary>
/// <c>pipeline FILE</c>: through ring, journal, kernel and release, from another thread, until the last answer is out.
/// </summary>
internal sealed class PipelineCommand : FlowCommand
{
    private readonly Option<string> _durability = new("--durability")
    {
        Description = "What an answer waits for; off: there is no journal.",
        DefaultValueFactory = _ => "sync",
    };

    private readonly Option<string> _wait = new("--wait")
    {
        Description = "The wait strategy of both rings.",
        DefaultValueFactory = _ => "blocking",
    };

    public PipelineCommand() : base("pipeline", "Ring, journal, kernel and release, fed from another thread.")
    {
        _durability.AcceptOnlyFromAmong("off", "none", "async", "sync");
        _wait.AcceptOnlyFromAmong(WaitStrategies.Names);
        Add(_durability);
        Add(_wait);
    }

    protected override string VariantOf(ParseResult arguments) =>
        $" {arguments.GetRequiredValue(_durability)} {arguments.GetRequiredValue(_wait)}";

    protected override Run Measure(ParseResult arguments, OrderFlow flow)
    {
        var durability = arguments.GetRequiredValue(_durability);
        var directory = Directory.CreateTempSubdirectory("exchange-load-");
        try
        {
            var answers = new AnswerCount();
            using var host = ExchangeHost.Open(
                new()
                {
                    Storage = durability == "off" ? null : new DirectoryStorage(directory.FullName),
                    Durability = durability == "off" ? Durability.None : Enum.Parse<Durability>(durability, ignoreCase: true),
                    SnapshotEvery = 0,
                    WaitStrategy = WaitStrategies.Of(arguments.GetRequiredValue(_wait)),
                },
                answers);
            host.Start();
            CommandFlow.Define(record => host.Input.TryPublish(record.Span, out _));
            var commands = new CommandFlow(flow);
            return Run.Time(commands.Count, () => Feed(host.Input, commands, answers));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static long Feed(CommandInput input, CommandFlow commands, AnswerCount answers)
    {
        for (var i = 0; i < commands.Count; i++)
        {
            while (!input.TryPublish(commands[i], out _))
            {
                Thread.Yield();
            }
        }
        while (answers.Count < commands.Count)
        {
            Thread.Yield();
        }
        return answers.Count;
    }

    private sealed class AnswerCount : IEventConsumer
    {
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public void OnEvent(in Event released)
        {
            if (released.Kind == EventKind.Answered)
            {
                Volatile.Write(ref _count, _count + 1);
            }
        }

        public void OnBatchEnd()
        {
        }
    }
}
