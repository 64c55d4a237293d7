using System.CommandLine;
using Exchange.Lab;

namespace Exchange.Cli.Experiments;

/// <summary><c>exchange lab comparisons</c>: other ways to pay for the conditional auction.</summary>
internal sealed class LabComparisonsCommand : Command
{
    private readonly LabOptions _options;

    public LabComparisonsCommand() : base(
        "comparisons",
        "The conditional auction with its quadratic tax, without, and with a spread or an entry fee instead, on the same signals.")
    {
        _options = new(this, "How many agents", defaultTraders: 16, defaultEconomies: 20);
        SetAction(arguments => _options.Print(
            arguments,
            [Comparisons.Run(_options.Traders(arguments), _options.Economies(arguments), _options.Seed(arguments))]));
    }
}
