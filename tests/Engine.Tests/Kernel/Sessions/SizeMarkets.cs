using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>
/// Size discovery and workups of every kind beside auctions: where the aggregate comes from, who is taken to trade, what opens
/// them and for how long, whom they follow.
/// </summary>
internal static class SizeMarkets
{
    private const long Second = 1_000_000_000;

    private static readonly Grid Fine = KernelBench.Grid("0.5", "0.25");

    public static MarketDefinition[] All { get; } =
    [
        Define("time", KernelBench.AuctionRule()),
        Define("random", KernelBench.AuctionRule(Rationing.Random, reference: 100)) with { Trigger = new IntervalTrigger(3 * Second) },
        Define("seldom", KernelBench.AuctionRule(Rationing.ProRata)) with { Trigger = new SetTimeTrigger(new(20 * Second)), Grid = Fine },
        Define("stated", Rule(AggregateSource.Stated) with { Aggregate = Of("3.5") }) with { Trigger = new IntervalTrigger(4 * Second) },
        Define("positions", Rule(AggregateSource.Positions) with { IsAlone = true, SessionRate = Of("0.4"), Fraction = Of("0.75") }) with
        {
            Trigger = Poisson(Second * 5 / 2) with { OpenNs = Second / 2 },
            Grid = Fine,
        },
        Define("positions of some", Rule(AggregateSource.Positions) with
        {
            Traders = 8,
            Fraction = Of("0.5"),
            MaxQuantity = new Quantity(8),
        }) with
        {
            Trigger = Trigger.Operator with { OpenNs = 2 * Second },
            Reference = "time",
        },
        Define("price", Rule(AggregateSource.Price)) with
        {
            Trigger = new AfterTradeTrigger("time") { OpenNs = Second },
            Reference = "time",
        },
        Define("price and traders", Rule(AggregateSource.Price) with { Traders = 9, SessionRate = Of("0.02"), Fraction = Of("0.96875") }) with
        {
            Trigger = new IntervalTrigger(2 * Second) { OpenNs = 3 * Second }, // longer than the interval
            Reference = "seldom",
            Grid = Fine,
        },
        Define("price stated", Rule(AggregateSource.Price) with { AuctionPrice = Of("99.125"), Kappa0 = Of("-0.03"), Curvature = Of("0.07") }) with
        {
            Trigger = new AfterTradeTrigger("price"),
            Reference = "seldom",
            Disclosure = KernelBench.PrintsOnly with { PrintDelayNs = Second / 2 },
        },
        Define("workup", new WorkupDefinition(Rationing.Time, null), SessionMarkets.Spread("0.125")) with
        {
            Trigger = new AfterTradeTrigger("time") { OpenNs = 2 * Second },
            Reference = "time",
        },
        Define("matching", new WorkupDefinition(Rationing.ProRata, new Price(97)), SessionMarkets.PerUnit("-0.25")) with
        {
            Trigger = new AfterTradeTrigger("random"),
            Reference = "seldom",
            Disclosure = KernelBench.PrintsOnly with { PrintDelayNs = Second },
        },
        Define("third", new WorkupDefinition(Rationing.Time, null)) with
        {
            Trigger = new AfterTradeTrigger("matching"),
            Reference = "workup",
        },
        Define("by chance", new WorkupDefinition(Rationing.ProRata, null)) with
        {
            Trigger = Poisson(4 * Second),
            Reference = "third",
            Grid = Fine,
        },
    ];

    private static SizeDiscoveryDefinition Rule(AggregateSource source) => new(Of("100"), Of("0.25"), Of("0.2"), source);

    private static PoissonTrigger Poisson(long meanNs) => new(meanNs, Auction.Seed);

    private static MarketDefinition Define(string id, SessionRuleDefinition rule, params Charge[] charges) =>
        KernelBench.SessionDefinition(id, rule, charges);

    private static FixedDecimal Of(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }
}
