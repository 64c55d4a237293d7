using Exchange.Engine.Clearing.SizeDiscovery;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>What of a market is allowed and yet hardly meant.</summary>
internal static class Warnings
{
    /// <summary>The warnings, a sentence each.</summary>
    public static IEnumerable<string> Of(MarketDefinition market)
    {
        if (market.Rule is SizeDiscoveryDefinition { IsAlone: false, Traders: { } traders, SessionRate.IsZero: false } sessions
            && WarnOfRate(sessions, traders) is { } warning)
        {
            yield return warning;
        }
    }

    /// <summary>
    /// Antill and Duffie (2017), Propositions 4 and 5: beyond some rate of sessions traders have no linear equilibrium in the
    /// auction. A session that takes away the fraction ξ of an imbalance counts ξ(2 − ξ).
    /// </summary>
    private static string? WarnOfRate(SizeDiscoveryDefinition sessions, int traders)
    {
        var rate = DecimalOf(sessions.Rate);
        var fraction = DecimalOf(sessions.Fraction);
        var isByPrice = sessions.Source == AggregateSource.Price;
        var bound = isByPrice ? (decimal)Equilibrium.MostSessions((double)rate, traders) : rate * (traders - 2);
        bound /= fraction * (2 - fraction);
        var actual = DecimalOf(sessions.SessionRate);
        if (actual < bound || (isByPrice && actual == bound))
        {
            return null;
        }
        var most = isByPrice ? "up to" : "below";
        return $"{sessions.SessionRate} sessions a second are more than there is an equilibrium for: with {traders} traders only {most} {bound:0.##################}";
    }

    private static decimal DecimalOf(FixedDecimal value) => (decimal)value.Scaled / FixedDecimal.One;
}
