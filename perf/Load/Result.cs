using Exchange.Sdk;

namespace Exchange.Load;

/// <summary>What the runs of a workload came to.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Workload">On what.</param>
/// <param name="Unit">Of the figures.</param>
/// <param name="Runs">The runs that count.</param>
/// <param name="Figures">Each run's figure, ascending; of latencies its median.</param>
/// <param name="Latency">The latencies of all runs together; null where none were measured.</param>
internal sealed record Result(
    string Name, string Workload, string Unit, Run[] Runs, double[] Figures, LatencyHistogram? Latency = null)
{
    /// <summary>Its fields in the order in which they are printed; null where a result has none of that name.</summary>
    public IEnumerable<(string Name, object? Value)> Fields() =>
    [
        ("name", Name),
        ("workload", Workload),
        ("commit", Machine.Commit),
        ("machine", Machine.Description),
        ("runs", Runs.Length),
        ("median", Rounded(Figures[Figures.Length / 2])),
        ("min", Rounded(Figures[0])),
        ("max", Latency is null ? Rounded(Figures[^1]) : Latency.MaxNs),
        ("unit", Unit),
        ("allocatedBytesPerOp", Rounded(Runs.Max(run => run.AllocatedBytesPerOp))),
        ("gcCount", Runs.Sum(run => run.GcCount)),
        ("p50", Latency?.PercentileNs(50)),
        ("p90", Latency?.PercentileNs(90)),
        ("p99", Latency?.PercentileNs(99)),
        ("p99_9", Latency?.PercentileNs(99.9)),
    ];

    private static double Rounded(double figure) => Math.Round(figure, 3);
}
