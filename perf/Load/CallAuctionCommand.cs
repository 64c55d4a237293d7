using System.CommandLine;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Load;

/// <summary><c>clear callAuction</c>: the clearing of a call auction, and the update of one schedule among its bids.</summary>
internal sealed class CallAuctionCommand : ClearingCommand
{
    // Small auctions are several, this many bids together: the branches of a single one the processor learns by heart, and
    // how often the search looks at its bids is luck.
    private const int DifferentBids = 10_000;

    private static readonly string[] RationingNames = ["TIME", "PRO_RATA", "RANDOM"];

    private static readonly (CallAuctionBids Kind, Rationing Rationing)[] Workloads =
    [
        (CallAuctionBids.Schedules, Rationing.Time),
        (CallAuctionBids.Schedules, Rationing.ProRata),
        (CallAuctionBids.Schedules, Rationing.Random),
        (CallAuctionBids.UpdatedSchedules, Rationing.Time),
        (CallAuctionBids.RateSchedules, Rationing.Time),
        (CallAuctionBids.LimitOrders, Rationing.Time),
        (CallAuctionBids.OneTick, Rationing.Time),
        (CallAuctionBids.OneTick, Rationing.ProRata),
        (CallAuctionBids.OneTick, Rationing.Random),
        (CallAuctionBids.FarApart, Rationing.Time),
        (CallAuctionBids.EndToEnd, Rationing.Time),
    ];

    private static readonly CallAuctionDefinition Rule = new(
        Rationing.Time, RationingScope.Marginal, Secret: default, ReferencePrice: null);

    private readonly Option<int[]> _bids = new("--bids")
    {
        Description = "How many bids an auction has.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [100, 10_000, 1_000_000],
    };

    private readonly Option<int> _work = new("--work")
    {
        Description = "How many bids a run clears, auction after auction, or how many schedules it updates.",
        DefaultValueFactory = _ => 1_000_000,
    };

    public CallAuctionCommand() : base("callAuction", "The call auction alone, one thread: clearings, and updates of single schedules.")
    {
        Add(_bids);
        Add(_work);
    }

    protected override void Execute(ParseResult arguments)
    {
        var one = new FixedDecimal(FixedDecimal.One);
        var grid = GridOf(one, one);
        foreach (var count in arguments.GetRequiredValue(_bids))
        {
            foreach (var (kind, rationing) in Workloads)
            {
                MeasureClearing(arguments, count, kind, rationing);
            }
            MeasureUpdate(arguments, count);
            MeasureMarket(arguments, Rule, grid, CallAuctionBids.Schedules.Collect(count, seed: 0), $"{count} schedules, TIME");
        }
    }

    private void MeasureClearing(ParseResult arguments, int count, CallAuctionBids kind, Rationing rationing)
    {
        var auctions = new CollectedBids[Math.Max(1, DifferentBids / count)];
        for (var i = 0; i < auctions.Length; i++)
        {
            auctions[i] = kind.Collect(count, seed: (ulong)i);
        }
        var rule = new CallAuctionRule(rationing, RationingScope.Marginal, new byte[Lottery.Length]);
        var result = new ClearingResult();
        var moment = new ClearingMoment(default, new Timestamp(1_000_000_000), Number: 1, Reference: null);
        var clearings = Math.Max(1, arguments.GetValue(_work) / count);
        var runs = Repeat(arguments, () => Run.Time(clearings, () =>
        {
            var volume = 0L;
            for (var i = 0; i < clearings; i++)
            {
                rule.Clear(auctions[i % auctions.Length], moment, result);
                volume += result.Volume.Lots;
            }
            return volume;
        }));
        var workload = $"{count} {kind.Name}, {RationingNames[(int)rationing]}";
        Print("clear", workload, "ns/bid", runs, run => 1e9 / run.OpsPerSecond / count);
    }

    private void MeasureUpdate(ParseResult arguments, int count)
    {
        var random = new SeededGenerator(0);
        var bids = CallAuctionBids.Schedules.Collect(count, seed: 0);
        var schedules = Enumerable.Range(0, 1_024).Select(_ => CallAuctionBids.NextAgent(random)).ToArray();
        var accounts = new int[Math.Max(1, arguments.GetValue(_work))];
        var runs = Repeat(arguments, () =>
        {
            // Others every time: after the same updates a bid's neighbours in the list of arrivals would be the last one
            // touched and the next, and in the cache.
            foreach (ref var account in accounts.AsSpan())
            {
                account = 1 + (int)random.NextBelow(count);
            }
            return Run.Time(accounts.Length, () =>
            {
                var updated = 0L;
                for (var i = 0; i < accounts.Length; i++)
                {
                    DemandSchedule.TryCreate(schedules[i % schedules.Length], isPerSecond: false, out var schedule);
                    updated += bids.Replace(accounts[i], CallAuctionBids.Id, schedule, default) == Reason.None ? 1 : 0;
                }
                return updated;
            });
        });
        Print("scheduleUpdate", $"{count} schedules", "ns/op", runs, run => 1e9 / run.OpsPerSecond);
    }
}
