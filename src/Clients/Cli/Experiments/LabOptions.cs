using System.CommandLine;
using Exchange.Lab;

namespace Exchange.Cli.Experiments;

/// <summary>The options that experiments have in common, and how their tables are printed.</summary>
internal sealed class LabOptions
{
    private readonly Option<int> _traders;
    private readonly Option<int> _economies;

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "The seed of the agents' signals.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON lines, one a row.",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="traders">What the number of traders is.</param>
    /// <param name="defaultTraders">It, when the command line does not say.</param>
    /// <param name="defaultEconomies">How many economies, when the command line does not say.</param>
    public LabOptions(Command command, string traders, int defaultTraders, int defaultEconomies)
    {
        _traders = Number("--traders", $"{traders}, even, 4 to 10000.", defaultTraders);
        _traders.Validators.Add(result =>
        {
            var count = result.GetValueOrDefault<int>();
            if (count is < 4 or > 10_000 || int.IsOddInteger(count))
            {
                result.AddError("--traders must be an even number from 4 to 10000.");
            }
        });
        _economies = Number("--economies", "How many economies, 1 to 1000.", defaultEconomies);
        _economies.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--economies must be from 1 to 1000.");
            }
        });
        command.Add(_traders);
        command.Add(_economies);
        command.Add(_seed);
        command.Add(_json);
    }

    public int Traders(ParseResult arguments) => arguments.GetValue(_traders);

    public int Economies(ParseResult arguments) => arguments.GetValue(_economies);

    public int Seed(ParseResult arguments) => arguments.GetValue(_seed);

    /// <summary>Prints tables as they are found.</summary>
    public int Print(ParseResult arguments, IEnumerable<Table> tables)
    {
        if (arguments.GetValue(_json))
        {
            using var output = Files.OpenOutput();
            foreach (var table in tables)
            {
                table.WriteJson(output);
            }
            return CommandLine.Success;
        }
        var isFirst = true;
        foreach (var table in tables)
        {
            if (!isFirst)
            {
                Console.Out.WriteLine();
            }
            table.WriteText(Console.Out);
            isFirst = false;
        }
        return CommandLine.Success;
    }

    private static Option<int> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
    };
}
