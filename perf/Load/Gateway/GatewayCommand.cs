using System.CommandLine;
using Exchange.Load.Ring;
using Exchange.Sdk;

namespace Exchange.Load.Gateway;

/// <summary>
/// <c>gateway</c>: instructions over gRPC to a gateway in another process, by turns with the same messages to an echo in a
/// third. Without a rate as many as go through, and one at a time; with one, how long they take.
/// </summary>
internal sealed class GatewayCommand : LoadCommand
{
    private const int Hops = 2_000;
    private const long HopPauseNs = 50_000;

    private readonly Option<int[]> _streams = new("--streams")
    {
        Description = "How many streams, each of an account of its own.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1, 8, 64],
    };

    private readonly Option<int[]> _batch = new("--batch")
    {
        Description = "How many instructions a message has.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [1],
    };

    private readonly Option<int> _rate = new("--rate")
    {
        Description = "Instructions planned for a second, of all streams together: then the time from that plan is measured. 0: as many as go through.",
    };

    private readonly Option<string> _durability = new("--durability")
    {
        Description = "What an answer waits for; off: there is no journal.",
        DefaultValueFactory = _ => "off",
    };

    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "How long each measurement of a run takes.",
        DefaultValueFactory = _ => 2,
    };

    private readonly Option<string> _client = new("--client")
    {
        Description = "lean: encoded messages and nothing else. sdk: the client library, which puts together what leaves together.",
        DefaultValueFactory = _ => "lean",
    };

    private readonly Option<int> _inFlight = new("--in-flight")
    {
        Description = "How many instructions are in flight, of all streams together; at least a message a stream.",
        DefaultValueFactory = _ => 4096,
    };

    private readonly Option<int> _connections = new("--connections")
    {
        Description = "How many connections the streams share.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _coalesce = new("--coalesce")
    {
        Description = "Client and echo let messages leave together that are ready together; else each leaves at once.",
    };

    public GatewayCommand() : base("gateway", "Instructions over gRPC between two processes, beside a bare echo.")
    {
        _durability.AcceptOnlyFromAmong("off", "none", "async", "sync");
        _client.AcceptOnlyFromAmong("lean", "sdk");
        foreach (var option in (Option[])[_streams, _batch, _rate, _durability, _seconds, _client, _inFlight, _connections, _coalesce])
        {
            Add(option);
        }
    }

    protected override void Execute(ParseResult arguments) => ExecuteAsync(arguments).GetAwaiter().GetResult();

    private async Task ExecuteAsync(ParseResult arguments)
    {
        using var gateway = new ServerProcess("gateway", "--durability", arguments.GetRequiredValue(_durability));
        using var echo = new ServerProcess("echo");
        await Traffic.DefineMarketAsync(gateway);
        foreach (var batch in arguments.GetRequiredValue(_batch))
        {
            if (arguments.GetValue(_rate) == 0)
            {
                await using var alone = await Traffic.OpenAsync(gateway, echo, OptionsOf(arguments, 1, batch));
                MeasureRoundTrip(arguments, gateway, echo, alone, WorkloadOf(arguments, 1, batch));
            }
            foreach (var streams in arguments.GetRequiredValue(_streams))
            {
                await using var traffic = await Traffic.OpenAsync(gateway, echo, OptionsOf(arguments, streams, batch));
                var workload = WorkloadOf(arguments, streams, batch);
                if (arguments.GetValue(_rate) == 0)
                {
                    MeasureThroughput(arguments, gateway, echo, traffic, batch, workload);
                }
                else
                {
                    MeasureLatency(arguments, gateway, echo, traffic, batch, $"{workload}, {arguments.GetValue(_rate)} instructions/s");
                }
            }
        }
    }

    private void MeasureRoundTrip(ParseResult arguments, ServerProcess gateway, ServerProcess echo, Traffic traffic, string workload)
    {
        List<LatencyHistogram> times = [], echoTimes = [], hopTimes = [];
        List<Run> echoRuns = [], hopRuns = [];
        var seconds = arguments.GetValue(_seconds);
        var runs = Repeat(arguments, () =>
        {
            echoRuns.Add(Measure(echo, seconds, () => ClosedLoop.RoundTripAsync(traffic.ToEcho[0], seconds, Next(echoTimes))));
            hopRuns.Add(RingHop.Measure(Hops, HopPauseNs, WaitStrategies.Of("blocking"), Next(hopTimes)));
            return Measure(gateway, seconds, () => ClosedLoop.RoundTripAsync(traffic.ToGateway[0], seconds, Next(times)));
        });
        PrintLatency($"{Name} round trip", workload, runs, Counted(arguments, times));
        PrintLatency($"{Name} echo round trip", workload, Counted(arguments, echoRuns), Counted(arguments, echoTimes));
        PrintLatency($"{Name} thread hop", workload, Counted(arguments, hopRuns), Counted(arguments, hopTimes));
    }

    private void MeasureThroughput(
        ParseResult arguments, ServerProcess gateway, ServerProcess echo, Traffic traffic, int batch, string workload)
    {
        List<Run> echoRuns = [];
        var seconds = arguments.GetValue(_seconds);
        var window = Math.Max(1, arguments.GetValue(_inFlight) / batch / traffic.ToGateway.Length);
        var coalesces = arguments.GetValue(_coalesce);
        var runs = Repeat(arguments, () =>
        {
            echoRuns.Add(Measure(echo, seconds, () => ClosedLoop.RunAsync(traffic.ToEcho, window, seconds, coalesces)));
            return Measure(gateway, seconds, () => ClosedLoop.RunAsync(traffic.ToGateway, window, seconds, coalesces));
        });
        var echoes = Counted(arguments, echoRuns);
        Run[] ratios = [.. runs.Zip(echoes, (run, echoRun) => run with { OpsPerSecond = run.OpsPerSecond / echoRun.OpsPerSecond })];
        Print($"{Name} instructions", workload, "million instructions/s", runs, run => run.OpsPerSecond * batch / 1e6);
        Print($"{Name} messages", workload, "thousand messages/s", runs, run => run.OpsPerSecond / 1e3);
        Print($"{Name} echo messages", workload, "thousand messages/s", echoes, run => run.OpsPerSecond / 1e3);
        Print($"{Name} ratio to echo", workload, "ratio", ratios, ratio => ratio.OpsPerSecond);
    }

    private void MeasureLatency(
        ParseResult arguments, ServerProcess gateway, ServerProcess echo, Traffic traffic, int batch, string workload)
    {
        List<OpenLoop> loops = [], echoLoops = [];
        List<Run> echoRuns = [];
        var seconds = arguments.GetValue(_seconds);
        var rate = arguments.GetValue(_rate) / (double)batch;
        var runs = Repeat(arguments, () =>
        {
            echoRuns.Add(Measure(echo, seconds, () => RunAsync(traffic.ToEcho, echoLoops)));
            return Measure(gateway, seconds, () => RunAsync(traffic.ToGateway, loops));
        });
        var counted = Counted(arguments, loops);
        PrintLatency($"{Name} order to answer", workload, runs, [.. counted.Select(loop => loop.Answered)]);
        PrintLatency($"{Name} order to answer, first quarter", workload, runs, [.. counted.Select(loop => loop.AnsweredIn(0))]);
        PrintLatency($"{Name} order to answer, last quarter", workload, runs, [.. counted.Select(loop => loop.AnsweredIn(3))]);
        PrintLatency($"{Name} order to fill", workload, runs, [.. counted.Select(loop => loop.Filled)]);
        PrintLatency(
            $"{Name} echo", workload, Counted(arguments, echoRuns), [.. Counted(arguments, echoLoops).Select(loop => loop.Answered)]);

        async Task<double> RunAsync(TrafficStream[] streams, List<OpenLoop> ended)
        {
            ended.Add(await OpenLoop.RunAsync(streams, rate, seconds));
            return ended[^1].Answered.Count / seconds;
        }
    }

    private static Run Measure(ServerProcess server, double seconds, Func<Task<double>> action) =>
        server.MeasureAsync(action, seconds).GetAwaiter().GetResult();

    private static LatencyHistogram Next(List<LatencyHistogram> latencies)
    {
        latencies.Add(new());
        return latencies[^1];
    }

    private TrafficOptions OptionsOf(ParseResult arguments, int streams, int batch) => new(
        streams,
        batch,
        arguments.GetValue(_connections),
        arguments.GetValue(_coalesce),
        UsesSdk: arguments.GetRequiredValue(_client) == "sdk");

    private string WorkloadOf(ParseResult arguments, int streams, int batch) =>
        $"{streams} {(streams == 1 ? "stream" : "streams")}, {batch} a message, journal {arguments.GetRequiredValue(_durability)}, {arguments.GetRequiredValue(_client)}"
        + (arguments.GetValue(_coalesce) ? ", coalescing" : "")
        + (arguments.GetValue(_connections) > 1 ? $", {arguments.GetValue(_connections)} connections" : "");
}
