using BenchmarkDotNet.Attributes;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Numerics;
using Exchange.Load;

namespace Exchange.Micro;

/// <summary>Clearings of a thousand bids by each session rule; <c>perf/Load clear</c> has other numbers and shapes of bids.</summary>
[MemoryDiagnoser]
public class ClearingBenchmarks
{
    private const int Bids = 1_000;
    private const int Ticks = 10_000;

    private static readonly FixedDecimal One = new(FixedDecimal.One);
    private static readonly FixedDecimal Thousandth = new(FixedDecimal.One / 1_000);
    private static readonly ClearingMoment Moment = new(default, new Timestamp(1_000_000_000), Number: 1, new Price(100));

    private readonly CollectedBids _schedules = CallAuctionBids.Schedules.Collect(Bids, seed: 1);
    private readonly CollectedBids _lines = ConditionalAuctionBids.Lines(Bids, groups: 2, areBounded: false, seed: 1);
    private readonly CollectedBids _reports = new();
    private readonly AuctionCurves _curves = new();
    private readonly ClearingResult _result = new();
    private readonly CallAuctionRule _callAuction = new(Rationing.Time, RationingScope.Marginal, default);
    private SessionRule _conditionalAuction = null!;
    private SessionRule _sizeDiscovery = null!;

    [GlobalSetup]
    public void Prepare()
    {
        Grid.TryCreate(Thousandth, new(FixedDecimal.One / 1_000_000), out var grid);
        _conditionalAuction = new ConditionalAuctionDefinition(new FixedTaxSlope(Thousandth), null, null, null).Create(grid!, clearsWithoutVolume: false);
        _sizeDiscovery = new SizeDiscoveryDefinition(One, One, One, AggregateSource.Stated).Create(grid!, clearsWithoutVolume: false);
        var random = new SeededGenerator(1);
        for (var account = 1; account <= Bids; account++)
        {
            var report = Bid.Report(BidKind.Inventory, new(random.NextBelow(2_000_001) - 1_000_000));
            _reports.Add(new Bidder(account, default), 1, report, isStanding: true, default);
        }
        _curves.Read(_schedules, Moment);
    }

    /// <summary>Demand and supply of all schedules at one price.</summary>
    [Benchmark]
    public long AggregateSchedules() => _curves.TotalsAt(Ticks).Demand;

    [Benchmark]
    public long CallAuction() => Clear(_callAuction, _schedules);

    [Benchmark]
    public long ConditionalAuction() => Clear(_conditionalAuction, _lines);

    [Benchmark]
    public long SizeDiscovery() => Clear(_sizeDiscovery, _reports);

    private long Clear(SessionRule rule, CollectedBids bids)
    {
        rule.Clear(bids, Moment, _result);
        return _result.Volume.Lots;
    }
}
