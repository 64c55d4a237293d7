using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.SizeDiscovery;

/// <summary>The terms of one session, in units and in the currency.</summary>
/// <param name="Aggregate">Z, the inventory that those who report are taken to have together.</param>
/// <param name="Price">κ₁, the frozen price.</param>
/// <param name="Kappa0">κ₀, below zero.</param>
/// <param name="Impairment">2Kξ(1 − ξ)(m − 1)/m, zero where a session takes away the whole imbalance.</param>
internal readonly record struct Terms(double Aggregate, double Price, double Kappa0, double Impairment)
{
    /// <summary>The terms for so many reports; null when the linked auction has no price.</summary>
    public static Terms? Of(SizeDiscoveryDefinition definition, int reports, in Inventories inventories, double? auctionPrice)
    {
        var (value, gamma, rate) = (Reals.From(definition.Value), Reals.From(definition.Gamma), Reals.From(definition.Rate));
        var traders = definition.Traders ?? reports;
        var fraction = Reals.From(definition.Fraction);
        var sessions = Reals.From(definition.SessionRate);
        var isByPrice = definition.Source == AggregateSource.Price;
        var curvature = definition.Curvature is { } stated ? Reals.From(stated)
            : definition.IsAlone ? Equilibrium.CurvatureAlone(gamma, rate, sessions, fraction)
            : isByPrice ? Equilibrium.CurvatureByPrice(gamma, rate, traders, sessions)
            : Equilibrium.Curvature(gamma, rate, traders);
        double aggregate, price;
        if (!isByPrice)
        {
            aggregate = definition.ObservesPositions ? Reals.From(inventories.Reporting) : Reals.From(definition.Aggregate);
            var own = aggregate / reports;
            var average = AverageOf(definition, inventories) ?? own;
            price = value - (2 * gamma * average / rate) - (2 * curvature * (own - average));
        }
        else if (auctionPrice is { } last)
        {
            aggregate = reports * (value - last) * rate / (2 * gamma);
            price = last;
        }
        else
        {
            return null;
        }
        var others = (reports - 1.0) / reports;
        var kappa0 = definition.Kappa0 is { } given ? Reals.From(given) : -curvature * others / reports;
        return new(aggregate, price, kappa0, 2 * curvature * fraction * (1 - fraction) * others);
    }

    private static double? AverageOf(SizeDiscoveryDefinition definition, in Inventories inventories)
    {
        if (definition.MarketAverage is { } stated)
        {
            return Reals.From(stated);
        }
        return definition.ObservesPositions && definition.Traders is { } traders ? Reals.From(inventories.Everybody) / traders : null;
    }
}
