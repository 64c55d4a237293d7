using System.CommandLine;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary>A load program of clearings by one rule: alone, and in a market of the whole kernel.</summary>
internal abstract class ClearingCommand(string name, string description) : LoadCommand(name, description)
{
    /// <summary>A grid of sizes that go together.</summary>
    protected static Grid GridOf(FixedDecimal tickSize, FixedDecimal lotSize)
    {
        Grid.TryCreate(tickSize, lotSize, out var grid);
        return grid!;
    }

    /// <summary>Measures and prints clearings of a whole market.</summary>
    protected void MeasureMarket(ParseResult arguments, RuleDefinition rule, Grid grid, CollectedBids bids, string workload)
    {
        var market = new MarketClearing(rule, grid, bids);
        Print("market clearing", workload, "µs/clearing", Repeat(arguments, market.Measure), run => 1e6 / run.OpsPerSecond);
    }
}
