using System.CommandLine;
using Exchange.Engine.Ring;
using Exchange.Sdk;

namespace Exchange.Load.Ring;

/// <summary><c>ring</c>: events from thread to thread, by producers, sizes, batches and wait strategies; and single hops.</summary>
internal sealed class RingCommand : LoadCommand
{
    private const int Batch = 16;
    private const int ManyProducers = 3;
    private const long PauseNs = 50_000;

    private readonly Option<int> _events = new("--events")
    {
        Description = "How many events go through the ring in a run.",
        DefaultValueFactory = _ => 5_000_000,
    };

    private readonly Option<int> _hops = new("--hops")
    {
        Description = "How many times a run goes there and back.",
        DefaultValueFactory = _ => 20_000,
    };

    private readonly Option<string[]> _wait = new("--wait")
    {
        Description = "The wait strategies.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => WaitStrategies.Names,
    };

    public RingCommand() : base("ring", "The ring alone: one and three producers, 64 and 128 bytes, single events and batches, and hops.")
    {
        _wait.AcceptOnlyFromAmong(WaitStrategies.Names);
        Add(_events);
        Add(_hops);
        Add(_wait);
    }

    protected override void Execute(ParseResult arguments)
    {
        foreach (var wait in arguments.GetRequiredValue(_wait))
        {
            foreach (var producers in (int[])[1, ManyProducers])
            {
                foreach (var batch in (int[])[1, Batch])
                {
                    MeasureTraffic(arguments, producers, 64, batch, wait, RingTraffic<Event64>.Measure);
                    MeasureTraffic(arguments, producers, 128, batch, wait, RingTraffic<Event128>.Measure);
                }
            }
            MeasureHops(arguments, $"at once, {wait}", pauseNs: 0, wait);
            MeasureHops(arguments, $"after {PauseNs / 1_000} µs of nothing, {wait}", PauseNs, wait);
        }
    }

    private void MeasureTraffic(
        ParseResult arguments, int producers, int bytes, int batch, string wait, Func<int, int, int, Func<WaitStrategy>, Run> measure)
    {
        var events = arguments.GetValue(_events);
        var runs = Repeat(arguments, () => measure(producers, batch, events, WaitStrategies.Of(wait)));
        var workload = $"{producers} to 1, {bytes} bytes, {(batch == 1 ? "single" : $"batches of {batch}")}, {wait}";
        Print(Name, workload, "ns/event", runs, run => 1e9 / run.OpsPerSecond);
    }

    private void MeasureHops(ParseResult arguments, string workload, long pauseNs, string wait)
    {
        List<LatencyHistogram> latencies = [];
        var runs = Repeat(arguments, () =>
        {
            latencies.Add(new());
            return RingHop.Measure(arguments.GetValue(_hops), pauseNs, WaitStrategies.Of(wait), latencies[^1]);
        });
        PrintLatency($"{Name} hop", workload, runs, Counted(arguments, latencies));
    }
}
