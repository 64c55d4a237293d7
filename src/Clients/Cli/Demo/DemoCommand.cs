using System.CommandLine;
using Exchange.Bots;
using Exchange.Gateway;
using Spectre.Console;

namespace Exchange.Cli.Demo;

/// <summary><c>exchange demo</c>: a gateway, a market of every kind and bots on each, over real gRPC.</summary>
internal sealed class DemoCommand : Command
{
    private readonly Option<double?> _seconds = new("--seconds")
    {
        Description = "How long; until Ctrl-C when absent.",
        HelpName = "N",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the summary as JSON and nothing else.",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the bots' values and decisions.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public DemoCommand() : base("demo", "Watch bots trade in a market of every kind, over gRPC on a free loopback port.")
    {
        _seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (> 0 and <= 1_000_000)))
            {
                result.AddError("--seconds must be above zero and at most 1000000.");
            }
        });
        Add(_seconds);
        Add(_json);
        Add(_seed);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var data = Directory.CreateTempSubdirectory("exchange-demo-");
        try
        {
            FleetReport report;
            await using (var server = await StartAsync(data.FullName))
            {
                var crowds = DemoMarkets.All.Where(market => market.Teams.Count > 0)
                    .Select(market => new Crowd(market.Definition.Id, market.Teams));
                var fleet = new FleetOptions(server.Url, server.OperatorToken, [.. crowds])
                {
                    Seed = arguments.GetValue(_seed),
                };
                if (arguments.GetValue(_seconds) is { } seconds)
                {
                    end.CancelAfter(TimeSpan.FromSeconds(seconds));
                }
                report = arguments.GetValue(_json) || Console.IsOutputRedirected
                    ? await BotFleet.RunAsync(fleet, progress: null, end.Token)
                    : await WatchAsync(fleet, end.Token);
            }
            Print(report, arguments.GetValue(_json));
            return CommandLine.Success;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Task<GatewayServer> StartAsync(string dataDirectory) => GatewayServer.StartAsync(new()
    {
        Listen = new("http://127.0.0.1:0"),
        DataDirectory = dataDirectory,
        Configuration = new() { Markets = { DemoMarkets.All.Select(market => market.Definition) } },
    });

    private static Task<FleetReport> WatchAsync(FleetOptions fleet, CancellationToken end) =>
        AnsiConsole.Live(new Text("connecting the bots…")).StartAsync(live => BotFleet.RunAsync(
            fleet,
            new LiveView(live),
            end));

    private static void Print(FleetReport report, bool asJson)
    {
        if (asJson)
        {
            using var output = Files.OpenOutput();
            DemoSummary.WriteJson(output, report);
        }
        else
        {
            AnsiConsole.Write(DemoSummary.ToTable(report));
        }
    }

    private sealed class LiveView(LiveDisplayContext live) : IProgress<FleetReport>
    {
        public void Report(FleetReport value) => live.UpdateTarget(DemoSummary.ToTable(value));
    }
}
