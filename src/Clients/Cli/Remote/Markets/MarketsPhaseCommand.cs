using System.CommandLine;
using Exchange.Sdk;

namespace Exchange.Cli.Remote.Markets;

/// <summary><c>exchange markets phase MARKET PHASE</c>: opens, halts or closes a market.</summary>
internal sealed class MarketsPhaseCommand : Command
{
    private readonly Argument<string> _market = new("MARKET") { Description = "The market's id." };

    private readonly Argument<MarketPhase> _phase = new Argument<MarketPhase>("PHASE") { Description = "Where to." }
        .OneOf(
            ("PRE_OPEN", MarketPhase.PreOpen),
            ("OPEN", MarketPhase.Open),
            ("HALTED", MarketPhase.Halted),
            ("CLOSED", MarketPhase.Closed));

    private readonly Connection _connection;

    public MarketsPhaseCommand(Connection connection) : base("phase", "Move a market to another phase. Needs an operator's token.")
    {
        _connection = connection;
        Add(_market);
        Add(_phase);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            await client.Markets.SetPhaseAsync(
                arguments.GetRequiredValue(_market), arguments.GetRequiredValue(_phase), cancellation);
            return CommandLine.Success;
        });
}
