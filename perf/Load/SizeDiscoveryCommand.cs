using System.CommandLine;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary><c>clear sizeDiscovery</c>: size-discovery sessions, workups and matching sessions.</summary>
internal sealed class SizeDiscoveryCommand : ClearingCommand
{
    private readonly Option<int[]> _bids = new("--bids")
    {
        Description = "How many bids a session has.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [100, 10_000, 1_000_000],
    };

    private readonly Option<int> _work = new("--work")
    {
        Description = "How many bids a run clears, session after session.",
        DefaultValueFactory = _ => 1_000_000,
    };

    public SizeDiscoveryCommand() : base("sizeDiscovery", "Size-discovery sessions alone, one thread.")
    {
        Add(_bids);
        Add(_work);
    }

    protected override void Execute(ParseResult arguments)
    {
        var one = new FixedDecimal(FixedDecimal.One);
        var grid = GridOf(new(FixedDecimal.One / 100), new(FixedDecimal.One / 1_000_000));
        var mechanism = new SizeDiscoveryDefinition(one, one, one, AggregateSource.Stated);
        var workup = new WorkupDefinition(Rationing.Time, new Price(100));
        var matching = workup with { Rationing = Rationing.ProRata };
        foreach (var count in arguments.GetRequiredValue(_bids))
        {
            Measure(arguments, Collect(count, NextReport), mechanism, grid, $"{count} reports");
            Measure(arguments, Collect(count, NextOrder), workup, grid, $"{count} orders, workup");
            Measure(arguments, Collect(count, NextOrder), matching, grid, $"{count} orders, matching session");
        }
    }

    private void Measure(ParseResult arguments, CollectedBids bids, SessionRuleDefinition definition, Grid grid, string workload)
    {
        var rule = definition.Create(grid, clearsWithoutVolume: false);
        var result = new ClearingResult();
        var moment = new ClearingMoment(default, default, Number: 1, new Price(100));
        var clearings = Math.Max(1, arguments.GetValue(_work) / bids.Count);
        var runs = Repeat(arguments, () => Run.Time(clearings, () =>
        {
            var volume = 0L;
            for (var i = 0; i < clearings; i++)
            {
                rule.Clear(bids, moment, result);
                volume += result.Volume.Lots;
            }
            return volume;
        }));
        Print("clear", workload, "ns/bid", runs, run => 1e9 / run.OpsPerSecond / bids.Count);
        MeasureMarket(arguments, definition, grid, bids, workload);
    }

    private static CollectedBids Collect(int count, Func<SeededGenerator, Bid> next)
    {
        var random = new SeededGenerator(0);
        var bids = new CollectedBids();
        for (var account = 1; account <= count; account++)
        {
            bids.Add(new Bidder(account, default), 1, next(random), isStanding: true, default);
        }
        return bids;
    }

    private static Bid NextReport(SeededGenerator random) =>
        Bid.Report(BidKind.Inventory, new(random.NextBelow(2_000_001) - 1_000_000));

    private static Bid NextOrder(SeededGenerator random) =>
        Bid.Of(Order.Market((Side)random.NextBelow(2), new(1 + random.NextBelow(1_000_000))));
}
