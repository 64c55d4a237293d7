using System.Text.Json;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Gateway.Mapping;

namespace Exchange.Gateway.Exports;

/// <summary><c>markets.csv</c>: the markets; and <c>phases.csv</c>: the phases they came into.</summary>
internal sealed class MarketFiles : IDisposable
{
    private const string MarketColumns = "time,command,market,instrument,rule,tick_size,lot_size";
    private const string PhaseColumns = "time,command,market,phase";

    private readonly CsvFile _markets;
    private readonly CsvFile _phases;
    private readonly Catalog _catalog;

    public MarketFiles(string folder, Catalog catalog)
    {
        _markets = new(folder, "markets.csv", MarketColumns);
        _phases = new(folder, "phases.csv", PhaseColumns);
        _catalog = catalog;
    }

    /// <summary>Writes a market that was defined.</summary>
    public void WriteDefined(in Event defined)
    {
        var market = _catalog.Market(defined.Market);
        var rule = MarketMapping.Write(market, Secrets.Hidden).RuleCase;
        _markets.Add(defined.Time);
        _markets.Add(defined.Command);
        _markets.Add(market.Id);
        _markets.Add(market.Instrument);
        _markets.Add(JsonNamingPolicy.CamelCase.ConvertName(rule.ToString()));
        _markets.Add(market.Grid.TickSize.ToString());
        _markets.Add(market.Grid.LotSize.ToString());
        _markets.EndRow();
        WritePhase(defined, market, MarketPhase.Open);
    }

    /// <summary>Writes a market's phase that it came into.</summary>
    public void WritePhase(in Event changed) => WritePhase(changed, _catalog.Market(changed.Market), changed.Phase);

    public void Dispose()
    {
        _markets.Dispose();
        _phases.Dispose();
    }

    private void WritePhase(in Event told, MarketDefinition market, MarketPhase phase)
    {
        _phases.Add(told.Time);
        _phases.Add(told.Command);
        _phases.Add(market.Id);
        _phases.Add(phase switch
        {
            MarketPhase.PreOpen => "PRE_OPEN",
            MarketPhase.Open => "OPEN",
            MarketPhase.Halted => "HALTED",
            _ => "CLOSED",
        });
        _phases.EndRow();
    }
}
