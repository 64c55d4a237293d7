using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.Cli.Remote;
using Exchange.Lab;

namespace Exchange.Cli.Experiments;

/// <summary><c>exchange lab sessions</c>: whether size-discovery sessions help a double auction.</summary>
internal sealed class LabSessionsCommand : Command
{
    // λ and the length of the paper's Figures 2 and 3.
    private const double FiguresSessions = 0.1167;
    private const double FiguresHorizon = 800;

    private static readonly SessionDesignOptions Defaults = new();

    private readonly Option<int> _paths = LabOptions.Number("--paths", "How many paths, 2 to 100000.", 100);
    private readonly Option<double?> _sessions = Real("--sessions", "How many size-discovery sessions a second.");
    private readonly Option<double?> _horizon = Real("--horizon", "How long a path is, in seconds.");
    private readonly Option<double?> _interval = Real("--interval", "From one auction to the next, in seconds, 0.001 to 1.");

    private readonly Option<Start> _start = new Option<Start>("--start")
    {
        Description = "What traders start with: all the mean, or as in Figures 2 and 3 the first two -2.5 and 2.5.",
    }.OneOf(("mean", Start.Mean), ("figures", Start.Figures));

    private readonly Option<string?> _csv = new("--csv")
    {
        Description = "Instead: write one path from the figures' start to figure2.csv and figure3.csv.",
        HelpName = "DIR",
    };

    private readonly LabOptions _options;

    public LabSessionsCommand() : base(
        "sessions",
        "What dispersed inventories cost in a double auction without and with size-discovery sessions, and in sessions alone.")
    {
        _paths.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 or > 100_000)
            {
                result.AddError("--paths must be from 2 to 100000.");
            }
        });
        var most = SessionDesigns.FiguresEconomy.MostPriceSessions;
        Limit(_sessions, sessions => sessions >= 1e-6 && sessions <= most, $"from 0.000001 to {most:0.##########}: beyond that bound "
            + "sessions that rely on the auction's price and an auction beside them have no equilibrium.");
        Limit(_interval, interval => interval is >= 0.001 and <= 1, "from 0.001 to 1.");
        Limit(_horizon, horizon => horizon is >= 1 and <= 100_000, "from 1 to 100000.");
        Add(_paths);
        Add(_sessions);
        Add(_horizon);
        Add(_interval);
        Add(_start);
        Add(_csv);
        _options = new(this, "shocks and sessions");
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        if (arguments.GetValue(_csv) is { } directory)
        {
            SessionDesigns.WriteFigures(Read(arguments, FiguresSessions, FiguresHorizon, Start.Figures), directory);
            return CommandLine.Success;
        }
        var options = Read(arguments, Defaults.Sessions, Defaults.Horizon, arguments.GetValue(_start));
        return _options.Print(arguments, Tables(options, arguments.GetValue(_paths)));
    }

    private SessionDesignOptions Read(ParseResult arguments, double sessions, double horizon, Start start) => new()
    {
        Sessions = arguments.GetValue(_sessions) ?? sessions,
        Horizon = arguments.GetValue(_horizon) ?? horizon,
        Interval = arguments.GetValue(_interval) ?? Defaults.Interval,
        Inventories = start == Start.Figures ? SessionDesigns.FiguresStart : Defaults.Inventories,
        Seed = _options.Seed(arguments),
    };

    private static IEnumerable<Table> Tables(SessionDesignOptions options, int paths)
    {
        yield return SessionDesigns.Run(options, paths);
        yield return SessionDesigns.RunAlone(options, paths);
    }

    private static Option<double?> Real(string name, string description) =>
        new(name) { Description = description, HelpName = "X" };

    private static void Limit(Option<double?> option, Func<double, bool> isWithin, string range) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<double?>() is { } value && !isWithin(value))
        {
            result.AddError($"{option.Name} must be {range}");
        }
    });

    private enum Start
    {
        Mean,
        Figures,
    }
}
