using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.DirectExchange;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Session markets of every kind on two instruments: rationing, scope, charges, reference, grid, trigger, delay.</summary>
internal static class SessionMarkets
{
    private const long Second = 1_000_000_000;

    private static readonly Economy Centred = new(IsGaussian: false, 0, 10, 1, 100, []);
    private static readonly Economy Shifted = new(IsGaussian: false, 2, 10, 0.5, 99.5, []);
    private static readonly Economy Gaussian = new(IsGaussian: true, 0, 5, 0.25, 101, []);

    private static readonly Grid Fine = KernelBench.Grid("0.5", "0.25");

    public static MarketDefinition[] All { get; } =
    [
        Define("time", KernelBench.AuctionRule()),
        Define("pro rata", KernelBench.AuctionRule(Rationing.ProRata, RationingScope.All), PerUnit("0.003"), Entry("0.25")) with
        {
            Reference = "time",
            Grid = Fine,
        },
        Define("random", KernelBench.AuctionRule(Rationing.Random, reference: 100)) with
        {
            Trigger = new IntervalTrigger(3 * Second),
        },
        Define("late", KernelBench.AuctionRule(Rationing.Random, RationingScope.All), PerUnit("-0.5")) with
        {
            Instrument = "ABC",
            Disclosure = new(DepthDisclosure.None, 0, 3 * Second),
            Trigger = new IntervalTrigger(5 * Second),
        },
        Define("taxed", KernelBench.AuctionRule(Rationing.ProRata, reference: 98), Tax("0.1"), Spread("0.125")) with
        {
            Reference = "pro rata",
        },
        Define("fee", KernelBench.AuctionRule(), new TransactionFee(Centred.Endowments, Mean(Centred), Grid)),
        Define(
            "everything",
            KernelBench.AuctionRule(Rationing.ProRata),
            Entry("-1"),
            new TransactionFee(Shifted.Endowments, Mean(Shifted), Fine),
            Spread("0.25"),
            Tax("0.01")) with
        {
            Instrument = "ABC",
            Grid = Fine,
        },
        Define("direct", new DirectExchangeDefinition(Centred.Endowments, Mean(Centred))) with
        {
            Disclosure = new(DepthDisclosure.None, 0, Second / 2),
        },
        Define("direct with a mean", new DirectExchangeDefinition(Shifted.Endowments, Mean(Shifted))) with
        {
            Instrument = "ABC",
            Grid = Fine,
            Trigger = new IntervalTrigger(7 * Second),
        },
        Define("direct Gaussian", new DirectExchangeDefinition(Gaussian.Endowments, Mean(Gaussian))),
        .. ConditionalMarkets.All,
    ];

    private static Grid Grid => KernelBench.Grid("1", "1");

    public static Charge PerUnit(string fee) => Made(PerUnitFee.TryCreate(Decimal(fee), Grid, out var charge), charge);

    public static Charge Spread(string delta) => Made(Engine.Markets.Charging.Spread.TryCreate(Decimal(delta), Grid, out var charge), charge);

    public static Charge Tax(string sigma) => Made(QuadraticTax.TryCreate(Decimal(sigma), Grid, out var charge), charge);

    public static Charge Entry(string fee) => Made(EntryFee.TryCreate(Decimal(fee), out var charge), charge);

    private static MarketDefinition Define(string id, Engine.Clearing.SessionRuleDefinition rule, params Charge[] charges) =>
        KernelBench.SessionDefinition(id, rule, charges);

    private static FixedDecimal Mean(Economy economy) => Economy.DecimalOf(economy.PayoffMean);

    private static Charge Made(Reason reason, Charge? charge)
    {
        Assert.Equal(Reason.None, reason);
        return charge!;
    }

    private static FixedDecimal Decimal(string text)
    {
        Assert.True(FixedDecimal.TryParse(text, out var value));
        return value;
    }
}
