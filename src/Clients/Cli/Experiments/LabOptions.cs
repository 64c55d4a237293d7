using System.CommandLine;
using Exchange.Lab;

namespace Exchange.Cli.Experiments;

/// <summary>The options that all experiments have, and how their tables are printed.</summary>
internal sealed class LabOptions
{
    private readonly Option<int> _seed;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print JSON lines, one a row.",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="drawn">What the seed is of.</param>
    public LabOptions(Command command, string drawn)
    {
        _seed = Number("--seed", $"The seed of {drawn}.", 1);
        command.Add(_seed);
        command.Add(_json);
    }

    public int Seed(ParseResult arguments) => arguments.GetValue(_seed);

    /// <summary>An option that is a whole number.</summary>
    public static Option<int> Number(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
    };

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
}
