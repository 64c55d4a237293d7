using System.CommandLine;
using Exchange.Lab;

namespace Exchange.Cli.Experiments;

/// <summary><c>exchange lab efficiency</c>: what the conditional auction's tax costs, and what conditioning gains.</summary>
internal sealed class LabEfficiencyCommand : Command
{
    private readonly LabOptions _options;

    public LabEfficiencyCommand() : base(
        "efficiency",
        "What the least tax that leaves no deficit costs, by the number of agents; expected utilities over those in the double auction.")
    {
        _options = new(this, "The most agents", defaultTraders: 1024, defaultEconomies: 10);
        SetAction(arguments => _options.Print(arguments, Tables(arguments)));
    }

    private IEnumerable<Table> Tables(ParseResult arguments)
    {
        yield return EfficiencyLoss.Run(_options.Traders(arguments), _options.Economies(arguments), _options.Seed(arguments));
        yield return DoubleAuctionRatio.Run(_options.Traders(arguments));
    }
}
