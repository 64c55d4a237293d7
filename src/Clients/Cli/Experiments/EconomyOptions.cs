using System.CommandLine;

namespace Exchange.Cli.Experiments;

/// <summary>How many economies are drawn, and how many agents they have.</summary>
internal sealed class EconomyOptions
{
    private readonly Option<int> _traders;
    private readonly Option<int> _economies;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="traders">What the number of traders is.</param>
    /// <param name="defaultTraders">It, when the command line does not say.</param>
    /// <param name="defaultEconomies">How many economies, when the command line does not say.</param>
    public EconomyOptions(Command command, string traders, int defaultTraders, int defaultEconomies)
    {
        _traders = LabOptions.Number("--traders", $"{traders}, even, 4 to 10000.", defaultTraders);
        _traders.Validators.Add(result =>
        {
            var count = result.GetValueOrDefault<int>();
            if (count is < 4 or > 10_000 || int.IsOddInteger(count))
            {
                result.AddError("--traders must be an even number from 4 to 10000.");
            }
        });
        _economies = LabOptions.Number("--economies", "How many economies, 1 to 1000.", defaultEconomies);
        _economies.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000)
            {
                result.AddError("--economies must be from 1 to 1000.");
            }
        });
        command.Add(_traders);
        command.Add(_economies);
    }

    public int Traders(ParseResult arguments) => arguments.GetValue(_traders);

    public int Economies(ParseResult arguments) => arguments.GetValue(_economies);
}
