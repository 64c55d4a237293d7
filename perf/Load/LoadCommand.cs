using System.CommandLine;
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

    private readonly Option<bool> _csv = new("--csv")
    {
        Description = "Prints comma-separated values under a heading, in place of JSON lines.",
    };

    private ResultWriter _results = new(asCsv: false);

    protected LoadCommand(string name, string description) : base(name, description)
    {
        Add(_runs);
        Add(_warmup);
        Add(_csv);
        SetAction(arguments =>
        {
            _results = new(arguments.GetValue(_csv));
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
    protected void Print(string name, string workload, string unit, Run[] runs, Func<Run, double> figureOf) =>
        _results.Write(new(name, workload, unit, runs, [.. runs.Select(figureOf).Order()]));

    /// <summary>Prints latencies: the median is that of the runs' medians, the percentiles are of all runs together.</summary>
    protected void PrintLatency(string name, string workload, Run[] runs, LatencyHistogram[] latencies)
    {
        var all = new LatencyHistogram();
        foreach (var latency in latencies)
        {
            all.Add(latency);
        }
        _results.Write(new(name, workload, "ns", runs, [.. latencies.Select(latency => (double)latency.PercentileNs(50)).Order()], all));
    }

    /// <summary>The last runs, those that count.</summary>
    protected T[] Counted<T>(ParseResult arguments, List<T> runs) => [.. runs.TakeLast(Math.Max(1, arguments.GetValue(_runs)))];
}
