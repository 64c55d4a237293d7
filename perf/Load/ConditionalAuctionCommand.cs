using System.CommandLine;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary><c>clear conditionalAuction</c>: clearings with all payments, beside one solution of the dense system.</summary>
internal sealed class ConditionalAuctionCommand : ClearingCommand
{
    private static readonly FixedDecimal Thousandth = new(FixedDecimal.One / 1_000);
    private static readonly Grid MarketGrid = GridOf(Thousandth, new(FixedDecimal.One / 1_000_000));
    private static readonly ConditionalAuctionDefinition Definition = new(new FixedTaxSlope(Thousandth), null, null, null);

    private readonly Option<int[]> _bids = new("--bids")
    {
        Description = "How many bids an auction has.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [100, 1_000, 10_000, 100_000],
    };

    private readonly Option<int[]> _groups = new("--groups")
    {
        Description = "How many groups every bid is conditional on.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [0, 2, 20],
    };

    private readonly Option<int> _work = new("--work")
    {
        Description = "How many bids a run clears, auction after auction.",
        DefaultValueFactory = _ => 100_000,
    };

    private readonly Option<int> _dense = new("--dense")
    {
        Description = "The most bids for which the dense system is solved too: N³ steps.",
        DefaultValueFactory = _ => 1_000,
    };

    public ConditionalAuctionCommand()
        : base("conditionalAuction", "The conditional auction alone, one thread: clearings with every payment.")
    {
        Add(_bids);
        Add(_groups);
        Add(_work);
        Add(_dense);
    }

    protected override void Execute(ParseResult arguments)
    {
        foreach (var count in arguments.GetRequiredValue(_bids))
        {
            foreach (var groups in arguments.GetRequiredValue(_groups))
            {
                var lines = ConditionalAuctionBids.Lines(count, groups, areBounded: false, seed: 1);
                Measure(arguments, lines, $"{count} lines, {groups} groups");
                MeasureMarket(arguments, Definition, MarketGrid, lines, $"{count} lines, {groups} groups");
                Measure(
                    arguments, ConditionalAuctionBids.Lines(count, groups, areBounded: true, seed: 1), $"{count} lines with bounds, {groups} groups");
                if (count <= arguments.GetValue(_dense))
                {
                    MeasureDense(arguments, lines, $"{count} lines, {groups} groups, dense");
                }
            }
            Measure(arguments, ConditionalAuctionBids.Schedules(count, seed: 1), $"{count} schedules");
        }
    }

    private void Measure(ParseResult arguments, CollectedBids bids, string workload)
    {
        var rule = Definition.Create(MarketGrid, clearsWithoutVolume: false);
        var result = new ClearingResult();
        var clearings = Math.Max(1, arguments.GetValue(_work) / bids.Count);
        var runs = Repeat(arguments, () => Run.Time(clearings, () =>
        {
            var volume = 0L;
            for (var i = 0; i < clearings; i++)
            {
                rule.Clear(bids, default, result);
                volume += result.Volume.Lots;
            }
            return volume;
        }));
        Print("clear", workload, "µs/clearing", runs, run => 1e6 / run.OpsPerSecond);
    }

    private void MeasureDense(ParseResult arguments, CollectedBids bids, string workload)
    {
        var dense = new DenseAuction(bids);
        var runs = Repeat(arguments, () => Run.Time(1, () => dense.Solve() != 0 ? 1 : 0));
        Print("denseSolve", workload, "µs/solution", runs, run => 1e6 / run.OpsPerSecond);
    }
}
