using System.CommandLine;
using System.Diagnostics.Metrics;
using Exchange.Cli.Replay;
using Exchange.Engine.Hosting;
using Exchange.Engine.Journal;
using Exchange.Engine.Kernel;
using Exchange.Sdk;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Exchange.Load;

/// <summary>
/// <c>pipeline FILE</c>: through ring, journal, kernel and release, from another thread, until the last answer is out. With a
/// rate: how long an answer takes, from the moment its command was planned for.
/// </summary>
internal sealed class PipelineCommand : FlowCommand
{
    private const int Syncs = 200;

    private readonly Option<string> _durability = new("--durability")
    {
        Description = "What an answer waits for; off: there is no journal.",
        DefaultValueFactory = _ => "sync",
    };

    private readonly Option<string> _wait = new("--wait")
    {
        Description = "The wait strategy of both rings.",
        DefaultValueFactory = _ => WaitStrategies.Names[0],
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Commands planned for a second: then the time from that plan to the answer is measured. 0: as many as go through.",
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "With a rate, how long a run takes, if there are as many messages.",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<string> _metrics = new("--metrics")
    {
        Description = "Whether the host counts (counted), and whether somebody listens to what it measures (watched).",
        DefaultValueFactory = _ => "off",
    };

    public PipelineCommand() : base("pipeline", "Ring, journal, kernel and release, fed from another thread.")
    {
        _durability.AcceptOnlyFromAmong("off", "none", "async", "sync");
        _wait.AcceptOnlyFromAmong(WaitStrategies.Names);
        Add(_durability);
        Add(_wait);
        _metrics.AcceptOnlyFromAmong("off", "counted", "watched");
        Add(_metrics);
        Add(_rate);
        Add(_seconds);
    }

    protected override string VariantOf(ParseResult arguments) =>
        $" {arguments.GetRequiredValue(_durability)} {arguments.GetRequiredValue(_wait)}"
        + (arguments.GetRequiredValue(_metrics) is not "off" and var metrics ? $" {metrics}" : "");

    protected override void Execute(ParseResult arguments, OrderFlow flow, string workload)
    {
        if (arguments.GetValue(_rate) == 0)
        {
            base.Execute(arguments, flow, workload);
            return;
        }
        MeasureLatency(arguments, flow, $"{workload}, {arguments.GetValue(_rate)} commands/s");
        if (arguments.GetRequiredValue(_durability) == "sync")
        {
            MeasureSync(arguments);
        }
    }

    protected override Run Measure(ParseResult arguments, OrderFlow flow)
    {
        var answers = new Answers();
        using var meter = new Meter("pipeline");
        using var watch = arguments.GetRequiredValue(_metrics) == "watched" ? Watch(meter) : null;
        using var pipeline = new Pipeline(
            arguments.GetRequiredValue(_durability),
            arguments.GetRequiredValue(_wait),
            answers,
            arguments.GetRequiredValue(_metrics) == "off" ? null : meter);
        var commands = new CommandFlow(flow);
        return Run.Time(commands.Count, () =>
        {
            for (var i = 0; i < commands.Count; i++)
            {
                pipeline.Publish(commands[i]);
            }
            return answers.Await(commands.Count);
        });
    }

    private void MeasureLatency(ParseResult arguments, OrderFlow flow, string workload)
    {
        List<LatencyHistogram> latencies = [];
        var commands = new CommandFlow(flow);
        var rate = arguments.GetValue(_rate);
        var count = (int)Math.Clamp(rate * arguments.GetValue(_seconds), 1, commands.Count);
        var runs = Repeat(arguments, () =>
        {
            var answers = new Answers();
            using var pipeline = new Pipeline(arguments.GetRequiredValue(_durability), arguments.GetRequiredValue(_wait), answers);
            ShortSleep.BePunctual();
            latencies.Add(answers.Latency);
            return Run.Time(count, () =>
            {
                var plan = answers.Plan = new(rate);
                for (var i = 0; i < count; i++)
                {
                    plan.Await(i);
                    pipeline.Publish(commands[i]);
                }
                return answers.Await(count);
            });
        });
        PrintLatency($"{Name}{VariantOf(arguments)} latency", workload, runs, Counted(arguments, latencies));
    }

    /// <summary>What the disk alone takes for one record: an answer cannot be faster.</summary>
    private void MeasureSync(ParseResult arguments)
    {
        List<LatencyHistogram> latencies = [];
        var runs = Repeat(arguments, () =>
        {
            latencies.Add(new());
            return SyncAlone.Measure(Syncs, latencies[^1]);
        });
        PrintLatency($"{Name} sync alone", "one record", runs, Counted(arguments, latencies));
    }

    /// <summary>Takes the host's metrics in, as an exporter does.</summary>
    private static MeterProvider Watch(Meter meter) => OpenTelemetry.Sdk.CreateMeterProviderBuilder()
        .AddMeter(meter.Name)
        .AddReader(new PeriodicExportingMetricReader(new Discarded(), exportIntervalMilliseconds: 100))
        .Build();

    private sealed class Discarded : BaseExporter<Metric>
    {
        public override ExportResult Export(in OpenTelemetry.Batch<Metric> batch) => ExportResult.Success;
    }
}
