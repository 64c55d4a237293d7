using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Case = Exchange.V1.SizeDiscovery.AggregateOneofCase;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what a size-discovery session is parameterised by.</summary>
internal static class SizeDiscoveryMapping
{
    private const string Range = "gamma, rate and curvature must be above 0, kappa0 below 0, fraction above 0 and at most 1, "
        + "and no parameter beyond 10^9 or, where it may not be 0, nearer to it than 10^-9";

    /// <summary>
    /// Reads the rule of a market that takes its reference price from another, or from none (""). How often its sessions
    /// come <see cref="WithSessions"/> adds.
    /// </summary>
    public static Refusal TryRead(V1.SizeDiscovery message, string reference, Grid grid, out SizeDiscoveryDefinition? rule)
    {
        rule = null;
        if (message.Positions && message.AggregateCase != Case.None)
        {
            return Refusal.Malformed("either positions are observed, or observedAggregate or auctionPrice is stated");
        }
        var source = message.AggregateCase switch
        {
            Case.ObservedAggregate => AggregateSource.Stated,
            Case.None when reference.Length == 0 || message.Positions => AggregateSource.Positions,
            _ => AggregateSource.Price,
        };
        var refusal = TryRead(message, source, grid, out rule);
        rule = refusal.IsRefused ? null : rule! with { IsAlone = reference.Length == 0 && source != AggregateSource.Price };
        return refusal;
    }

    /// <summary>Reads the rule of one clearing, of bidders of whom nothing is known.</summary>
    public static Refusal TryRead(V1.SizeDiscovery message, Grid grid, out SizeDiscoveryDefinition? rule)
    {
        rule = null;
        if (message.Positions)
        {
            return Refusal.Malformed("positions are observed in markets: in one clearing by itself nobody has any");
        }
        return message.AggregateCase switch
        {
            Case.ObservedAggregate => TryRead(message, AggregateSource.Stated, grid, out rule),
            Case.AuctionPrice => TryRead(message, AggregateSource.Price, grid, out rule),
            _ => Refusal.Malformed("observedAggregate or auctionPrice is missing"),
        };
    }

    /// <summary>The rule of a market with a trigger: what an inventory is worth depends on how often sessions come.</summary>
    public static RuleDefinition WithSessions(RuleDefinition rule, Trigger trigger) =>
        rule is SizeDiscoveryDefinition sizeDiscovery && trigger is PoissonTrigger poisson
            ? sizeDiscovery with { SessionRate = PoissonMapping.RateOf(poisson) }
            : rule;

    /// <summary>Writes the rule of a market.</summary>
    public static V1.SizeDiscovery Write(SizeDiscoveryDefinition rule, Grid grid)
    {
        var message = new V1.SizeDiscovery
        {
            Value = rule.Value.ToString(),
            Gamma = rule.Gamma.ToString(),
            Rate = rule.Rate.ToString(),
            Kappa0 = Write(rule.Kappa0),
            Curvature = Write(rule.Curvature),
            Traders = rule.Traders?.ToString() ?? "",
            MarketAverage = Write(rule.MarketAverage),
            Fraction = rule.Fraction.ToString(),
            MaxQuantity = rule.MaxQuantity is { } quantity ? grid.Format(quantity) : "",
            Positions = rule.Source == AggregateSource.Positions,
        };
        if (rule.Source == AggregateSource.Stated)
        {
            message.ObservedAggregate = rule.Aggregate.ToString();
        }
        else if (rule.AuctionPrice is { } price)
        {
            message.AuctionPrice = price.ToString();
        }
        return message;
    }

    private static Refusal TryRead(
        V1.SizeDiscovery message, AggregateSource source, Grid grid, out SizeDiscoveryDefinition? rule)
    {
        var refusal = TryReadEconomy(message, source, out rule);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadTransfers(message, rule!, out rule);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadMaxQuantity(message.MaxQuantity, grid, out var maxQuantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        rule = rule! with { MaxQuantity = maxQuantity };
        return rule.IsInRange ? Refusal.None : new(Reason.OutOfRange, Range);
    }

    /// <summary>Reads what inventories cost and bring, and what is known of them.</summary>
    private static Refusal TryReadEconomy(V1.SizeDiscovery message, AggregateSource source, out SizeDiscoveryDefinition? rule)
    {
        rule = null;
        var refusal = Decimals.TryRead(message.Value, "value", out var value);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Gamma, "gamma", out var gamma);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryRead(message.Rate, "rate", out var rate);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        FixedDecimal stated = default;
        refusal = message.AggregateCase switch
        {
            Case.ObservedAggregate => Decimals.TryRead(message.ObservedAggregate, "observedAggregate", out stated),
            Case.AuctionPrice => Decimals.TryRead(message.AuctionPrice, "auctionPrice", out stated),
            _ => Refusal.None,
        };
        rule = new(value, gamma, rate, source)
        {
            Aggregate = source == AggregateSource.Stated ? stated : default,
            AuctionPrice = message.AggregateCase == Case.AuctionPrice ? stated : null,
        };
        return refusal;
    }

    /// <summary>Reads what is stated of what otherwise follows from the equilibrium.</summary>
    private static Refusal TryReadTransfers(
        V1.SizeDiscovery message, SizeDiscoveryDefinition economy, out SizeDiscoveryDefinition? rule)
    {
        rule = null;
        var refusal = Decimals.TryReadOptional(message.Kappa0, "kappa0", out var kappa0);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOptional(message.Curvature, "curvature", out var curvature);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadTraders(message.Traders, out var traders);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOptional(message.MarketAverage, "marketAverage", out var average);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOptional(message.Fraction, "fraction", out var fraction);
        rule = economy with
        {
            Kappa0 = kappa0,
            Curvature = curvature,
            Traders = traders,
            MarketAverage = average,
            Fraction = fraction ?? economy.Fraction,
        };
        return refusal;
    }

    private static string Write(FixedDecimal? value) => value?.ToString() ?? "";
}
