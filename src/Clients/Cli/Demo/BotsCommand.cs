using System.CommandLine;
using Exchange.Bots;
using Exchange.Cli.Remote;
using Spectre.Console;

namespace Exchange.Cli.Demo;

/// <summary><c>exchange bots</c>: bots against a running gateway, until Ctrl-C.</summary>
internal sealed class BotsCommand : Command
{
    private readonly Connection _connection;

    private readonly Option<string> _market = new("--market")
    {
        Description = "The market's id.",
        HelpName = "M",
        Required = true,
    };

    private readonly Option<string> _strategy = new("--strategy")
    {
        Description = $"One of: {string.Join(", ", Strategy.All.Select(strategy => $"{strategy.Name} ({strategy.Description})"))}.",
        HelpName = "S",
        Required = true,
    };

    private readonly Option<int> _count = new("--count")
    {
        Description = "How many bots, 1 to 1000.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<double?> _seconds = new("--seconds")
    {
        Description = "How long; until Ctrl-C when absent.",
        HelpName = "N",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the bots' values and decisions.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public BotsCommand() : base("bots", "Let bots trade on a running gateway. Needs an operator's token: bots get accounts of their own.")
    {
        _connection = new(this);
        _count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--count must be from 1 to 1000.");
            }
        });
        Add(_market);
        Add(_strategy);
        Add(_count);
        Add(_seconds);
        Add(_seed);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (arguments.GetValue(_seconds) is { } seconds)
        {
            end.CancelAfter(TimeSpan.FromSeconds(seconds));
        }
        var (url, token) = _connection.Target(arguments);
        var team = new Team(arguments.GetRequiredValue(_strategy), arguments.GetValue(_count));
        var crowd = new Crowd(arguments.GetRequiredValue(_market), [team]);
        try
        {
            var report = await BotFleet.RunAsync(
                new(url, token, [crowd]) { Seed = arguments.GetValue(_seed), Tls = _connection.Tls(arguments) }, progress: null, end.Token);
            AnsiConsole.Write(DemoSummary.ToTable(report));
            return CommandLine.Success;
        }
        catch (ArgumentException exception)
        {
            return CommandLine.Fail(CommandLine.BadInput, exception.Message);
        }
    }
}
