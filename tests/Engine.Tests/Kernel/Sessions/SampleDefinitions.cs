using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Clearing.ConditionalAuction;
using Exchange.Engine.Clearing.DirectExchange;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Clearing.Workup;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Charging;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Exchange.Engine.Tests.Clearing.CallAuction;
using Economy = Exchange.Engine.Tests.Clearing.DirectExchange.Economy;

namespace Exchange.Engine.Tests.Kernel.Sessions;

/// <summary>Definitions of session markets for tests of what tells one from another.</summary>
internal static class SampleDefinitions
{
    private static readonly Economy Standard = new(IsGaussian: false, 0, 10, 1, 100, []);

    public static DirectExchangeDefinition Direct { get; } = DirectOf(Standard);

    /// <summary>Markets each of which differs from the first in one thing.</summary>
    public static IEnumerable<MarketDefinition> All()
    {
        var first = KernelBench.SessionDefinition("new", KernelBench.AuctionRule());
        yield return first;
        foreach (var rule in Rules())
        {
            yield return first with { Rule = rule };
        }
        foreach (var trigger in Triggers())
        {
            yield return first with { Trigger = trigger };
        }
        foreach (var charge in ChargesOfEveryKind())
        {
            yield return KernelBench.SessionDefinition("new", KernelBench.AuctionRule(), charge);
        }
        yield return KernelBench.SessionDefinition("new", KernelBench.AuctionRule(), [.. ChargesOfEveryKind().Take(2)]);
        yield return first with { Reference = "two" };
        yield return first with { HasLimits = true };
        yield return first with { Disclosure = first.Disclosure with { ShowsGroupSums = true } };
        yield return first with { Disclosure = first.Disclosure with { IsIndicative = true } };
        yield return first with { Disclosure = first.Disclosure with { IsIndicative = true, IndicativeEveryNs = 5_000 } };
    }

    private static IEnumerable<SessionRuleDefinition> Rules()
    {
        yield return KernelBench.AuctionRule(Rationing.ProRata);
        yield return KernelBench.AuctionRule(Rationing.Random);
        yield return KernelBench.AuctionRule(Rationing.Random) with { Secret = new byte[32] };
        yield return KernelBench.AuctionRule(scope: RationingScope.All);
        yield return KernelBench.AuctionRule(reference: 0);
        yield return KernelBench.AuctionRule(reference: 1);
        yield return Direct;
        yield return DirectOf(Standard with { PayoffMean = 101 });
        yield return DirectOf(new(IsGaussian: false, 0, 11, 1, 100, []));
        yield return DirectOf(new(IsGaussian: false, 1, 10, 1, 100, []));
        yield return DirectOf(new(IsGaussian: false, 0, 10, 0.5, 100, []));
        yield return DirectOf(new(IsGaussian: true, 0, 10, 1, 100, []));
        yield return DirectOf(new(IsGaussian: true, 0, 10, 0.5, 100, []));
        foreach (var tax in TaxSlopes())
        {
            yield return KernelBench.ConditionalRule(tax);
        }
        var conditional = KernelBench.ConditionalRule("7");
        yield return conditional with { MaxDeficit = Cash.Zero };
        yield return conditional with { MaxDeficit = new Cash(1) };
        yield return conditional with { MaxQuantity = new Quantity(1) };
        yield return conditional with { MaxQuantity = new Quantity(2) };
        yield return conditional with { Collar = new PriceCollar(new(0), new(0)) };
        yield return conditional with { Collar = new PriceCollar(new(0), new(1)) };
        yield return conditional with { Collar = new PriceCollar(new(-1), new(0)) };
        foreach (var size in Sizes())
        {
            yield return size;
        }
        foreach (var price in new Price?[] { null, new(0), new(1) })
        {
            yield return new WorkupDefinition(Rationing.Time, price);
            yield return new WorkupDefinition(Rationing.ProRata, price);
        }
    }

    private static IEnumerable<SizeDiscoveryDefinition> Sizes()
    {
        var (zero, one, two) = (new FixedDecimal(0), Economy.DecimalOf(1), Economy.DecimalOf(2));
        var first = new SizeDiscoveryDefinition(one, one, one, AggregateSource.Stated);
        yield return first;
        yield return first with { Value = two };
        yield return first with { Gamma = two };
        yield return first with { Rate = two };
        yield return first with { Source = AggregateSource.Positions };
        yield return first with { Source = AggregateSource.Price };
        yield return first with { Aggregate = one };
        yield return first with { Kappa0 = Economy.DecimalOf(-1) };
        yield return first with { Kappa0 = Economy.DecimalOf(-2) };
        yield return first with { Fraction = Economy.DecimalOf(0.5) };
        yield return first with { SessionRate = one };
        yield return first with { IsAlone = true };
        foreach (var value in new[] { zero, one, two })
        {
            yield return first with { AuctionPrice = value };
            yield return first with { MarketAverage = value };
        }
        foreach (var count in new[] { 3, 4 })
        {
            yield return first with { Traders = count };
            yield return first with { MaxQuantity = new Quantity(count) };
            yield return first with { Curvature = Economy.DecimalOf(count) };
        }
    }

    private static IEnumerable<TaxSlope> TaxSlopes()
    {
        var (zero, one, two) = (new FixedDecimal(0), Economy.DecimalOf(1), Economy.DecimalOf(2));
        yield return new FixedTaxSlope(zero);
        yield return new FixedTaxSlope(one);
        yield return new FixedTaxSlope(two);
        foreach (var traders in new int?[] { null, 6, 8 })
        {
            foreach (var (alpha, beta, mu) in new[] { (one, zero, one), (two, zero, one), (one, Economy.DecimalOf(0.5), one), (one, zero, two) })
            {
                yield return new FundamentalTaxSlope(alpha, beta, mu, traders);
                yield return new GroupsTaxSlope(alpha, beta, mu, traders);
                yield return new BoundsTaxSlope(alpha, beta.IsZero ? beta : Economy.DecimalOf(0.1), mu, traders);
            }
        }
    }

    private static IEnumerable<Trigger> Triggers()
    {
        yield return new IntervalTrigger(5_000);
        yield return new IntervalTrigger(6_000);
        yield return new SetTimeTrigger(new(5_000));
        yield return new SetTimeTrigger(new(6_000));
        yield return new RandomEndTrigger(5_000, 1_000, Auction.Seed);
        yield return new RandomEndTrigger(5_000, 1_001, Auction.Seed);
        yield return new RandomEndTrigger(5_000, 1_000, new byte[32]);
        yield return new PoissonTrigger(5_000, Auction.Seed);
        yield return new PoissonTrigger(6_000, Auction.Seed);
        yield return new PoissonTrigger(5_000, new byte[32]);
        yield return new AfterTradeTrigger("auction");
        yield return new AfterTradeTrigger("two");
        foreach (var openNs in new[] { 1, 2 })
        {
            yield return Trigger.Operator with { OpenNs = openNs };
            yield return new IntervalTrigger(5_000) { OpenNs = openNs };
            yield return new SetTimeTrigger(new(5_000)) { OpenNs = openNs };
            yield return new PoissonTrigger(5_000, Auction.Seed) { OpenNs = openNs };
            yield return new AfterTradeTrigger("auction") { OpenNs = openNs };
        }
    }

    private static IEnumerable<Charge> ChargesOfEveryKind()
    {
        var grid = KernelBench.Grid("1", "1");
        yield return SessionMarkets.PerUnit("0.1");
        yield return SessionMarkets.PerUnit("0.2");
        yield return SessionMarkets.Spread("0.1");
        yield return SessionMarkets.Entry("0.1");
        yield return SessionMarkets.Tax("0.1");
        yield return new TransactionFee(Standard.Endowments, Economy.DecimalOf(100), grid);
        yield return new TransactionFee(Standard.Endowments, Economy.DecimalOf(101), grid);
    }

    private static DirectExchangeDefinition DirectOf(Economy economy) =>
        new(economy.Endowments, Economy.DecimalOf(economy.PayoffMean));
}
