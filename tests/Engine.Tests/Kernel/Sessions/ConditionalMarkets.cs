using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Conditional auctions of every kind: tax, deficit, collar, greatest quantity, limits, charges, trigger, disclosure.</summary>
internal static class ConditionalMarkets
{
    private const long Second = 1_000_000_000;

    private static readonly Disclosure Groups = KernelBench.PrintsOnly with { ShowsGroupSums = true };

    public static MarketDefinition[] All { get; } =
    [
        Define("dcda", KernelBench.ConditionalRule("0.5")) with { Disclosure = Groups },
        Define("balanced", KernelBench.ConditionalRule("2", maxDeficit: "0")) with { Grid = KernelBench.Grid("0.01", "0.001") },
        Define("whoever comes", KernelBench.ConditionalRule(new FundamentalTaxSlope(Of("1"), Of("0.5"), Of("1")))) with
        {
            Instrument = "ABC",
            Reference = "dcda",
        },
        Define("halves", KernelBench.ConditionalRule(new GroupsTaxSlope(Of("1"), Of("0.5"), Of("1")), maxDeficit: "2.5")) with
        {
            Trigger = new IntervalTrigger(4 * Second),
            Grid = KernelBench.Grid("0.5", "0.25"),
        },
        Define(
            "collared",
            KernelBench.ConditionalRule(new BoundsTaxSlope(Of("1"), Of("0.05"), Of("2"), 6)) with
            {
                Collar = new PriceCollar(new(94), new(106)),
                MaxQuantity = new Quantity(6),
            }) with
        {
            Instrument = "ABC",
        },
        Define("limited", KernelBench.ConditionalRule("0.1"), SessionMarkets.Spread("0.125"), SessionMarkets.Entry("2")) with
        {
            HasLimits = true,
            Grid = KernelBench.Grid("0.01", "0.25"),
        },
        Define(
            "late and limited",
            KernelBench.ConditionalRule(new GroupsTaxSlope(Of("2"), Of("1"), Of("0.5"), 4), maxDeficit: "10"),
            SessionMarkets.PerUnit("-0.25")) with
        {
            HasLimits = true,
            Disclosure = Groups with { PrintDelayNs = 2 * Second },
            Trigger = new IntervalTrigger(6 * Second),
        },
    ];

    private static MarketDefinition Define(string id, ConditionalAuctionDefinition rule, params Charge[] charges) =>
        KernelBench.SessionDefinition(id, rule, charges);

    private static FixedDecimal Of(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }
}
