using System.CommandLine;
using Exchange.Sdk;
using Exchange.V1;
using Spectre.Console;

namespace Exchange.Cli.Remote.Markets;

/// <summary><c>exchange markets</c>: lists the markets; its subcommands define, move and clear them.</summary>
internal sealed class MarketsCommand : Command
{
    private readonly Option<bool> _json = Printing.JsonOption();
    private readonly Connection _connection;

    public MarketsCommand() : base("markets", "List the markets of a running gateway; define one; move one to another phase; clear one.")
    {
        _connection = new(this);
        Add(_json);
        Add(new MarketsDefineCommand(_connection));
        Add(new MarketsPhaseCommand(_connection));
        Add(new MarketsClearCommand(_connection));
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation) =>
        _connection.CallAsync(arguments, async client =>
        {
            var markets = await client.Markets.ListAsync(cancellation);
            if (Printing.IsJson(arguments.GetValue(_json)))
            {
                Printing.WriteLines(markets.Select(market => new MarketState
                {
                    Definition = market.Definition,
                    Phase = (V1.MarketPhase)market.Phase,
                }));
            }
            else
            {
                AnsiConsole.Write(ToTable(markets));
            }
            return CommandLine.Success;
        });

    private static Table ToTable(IReadOnlyList<Market> markets)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("market", "instrument", "rule", "clears", "tick", "lot", "depth", "phase");
        table.Columns[4].RightAligned();
        table.Columns[5].RightAligned();
        foreach (var market in markets)
        {
            table.AddRow(
                market.Id,
                market.Instrument,
                market.Definition.RuleCase.ToString(),
                Clears(market.Definition.Trigger),
                market.TickSize.ToString(),
                market.LotSize.ToString(),
                market.Definition.Disclosure?.Depth.ToString() ?? "",
                market.Phase.ToString());
        }
        return table;
    }

    private static string Clears(Trigger? trigger) =>
        trigger?.Open is { Length: > 0 } open and not "0" ? $"{Instants(trigger)}, {open} s open" : Instants(trigger);

    private static string Instants(Trigger? trigger) => trigger?.TriggerCase switch
    {
        Trigger.TriggerOneofCase.Every => $"every {trigger.Every} s",
        Trigger.TriggerOneofCase.RandomEnd => $"every {trigger.RandomEnd.Every} s and up to {trigger.RandomEnd.Window} s more",
        Trigger.TriggerOneofCase.Poisson => $"at random, {trigger.Poisson.Rate} a second",
        Trigger.TriggerOneofCase.AfterTrade => $"after trades in {trigger.AfterTrade.Market}",
        Trigger.TriggerOneofCase.At => $"at {trigger.At} s",
        null => "",
        var other => other.ToString()!,
    };
}
