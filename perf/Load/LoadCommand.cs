using System.CommandLine;
using System.Text.Json;
using Exchange.Cli;
using Exchange.Sdk;

namespace Exchange.Load;

/// <summary>A load program: warms up, repeats, and prints the median as one JSON line a result.</summary>
internal abstract class LoadCommand : Command
{
    private readonly Option<int> _runs = new("--runs")
    {
        Description = "How many runs count.",
        DefaultValueFactory = _ => 7,
    };

    private readonly Option<int> _warmup = new("--warmup")
    {
        Description = "How many runs come first and do not count: compilation in tiers makes the first ones slow.",
        DefaultValueFactory = _ => 3,
    };

    protected LoadCommand(string name, string description) : base(name, description)
    {
        Add(_runs);
        Add(_warmup);
        SetAction(arguments =>
        {
            Execute(arguments);
            return 0;
        });
    }

    /// <summary>Measures and prints whatever the program measures.</summary>
    protected abstract void Execute(ParseResult arguments);

    /// <summary>The runs that count.</summary>
    protected Run[] Repeat(ParseResult arguments, Func<Run> measure)
    {
        for (var i = 0; i < arguments.GetValue(_warmup); i++)
        {
            measure();
        }
        var runs = new Run[Math.Max(1, arguments.GetValue(_runs))];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = measure();
        }
        return runs;
    }

    /// <summary>Prints a result, of which every run has a figure in the unit.</summary>
    protected static void Print(string name, string workload, string unit, Run[] runs, Func<Run, double> figureOf) =>
        Print(name, workload, unit, runs, [.. runs.Select(figureOf).Order()], latency: null);

    /// <summary>Prints latencies: the median is that of the runs' medians, the percentiles are of all runs together.</summary>
    protected static void PrintLatency(string name, string workload, Run[] runs, LatencyHistogram[] latencies)
    {
        var all = new LatencyHistogram();
        foreach (var latency in latencies)
        {
            all.Add(latency);
        }
        Print(name, workload, "ns", runs, [.. latencies.Select(latency => (double)latency.PercentileNs(50)).Order()], all);
    }

    /// <summary>The last runs, those that count.</summary>
    protected T[] Counted<T>(ParseResult arguments, List<T> runs) => [.. runs.TakeLast(Math.Max(1, arguments.GetValue(_runs)))];

    private static void Print(
        string name, string workload, string unit, Run[] runs, double[] figures, LatencyHistogram? latency)
    {
        using var output = Files.OpenOutput();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("workload", workload);
            json.WriteString("commit", Machine.Commit);
            json.WriteString("machine", Machine.Description);
            json.WriteNumber("runs", runs.Length);
            json.WriteNumber("median", Math.Round(figures[figures.Length / 2], 3));
            json.WriteNumber("min", Math.Round(figures[0], 3));
            json.WriteNumber("max", latency is null ? Math.Round(figures[^1], 3) : latency.MaxNs);
            json.WriteString("unit", unit);
            json.WriteNumber("allocatedBytesPerOp", Math.Round(runs.Max(run => run.AllocatedBytesPerOp), 3));
            json.WriteNumber("gcCount", runs.Sum(run => run.GcCount));
            if (latency is not null)
            {
                json.WriteNumber("p50", latency.PercentileNs(50));
                json.WriteNumber("p90", latency.PercentileNs(90));
                json.WriteNumber("p99", latency.PercentileNs(99));
                json.WriteNumber("p99_9", latency.PercentileNs(99.9));
            }
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
