using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes what an order in a book asks for beyond side, quantity, price and time in force.</summary>
internal static class TermsMapping
{
    /// <summary>Reads a limit order's terms.</summary>
    public static Refusal TryRead(V1.LimitOrder limit, in Order order, MarketDefinition market, out OrderTerms terms)
    {
        terms = new() { IsPostOnly = limit.PostOnly };
        var refusal = Check(limit, order, market);
        if (!refusal.IsRefused)
        {
            refusal = TryReadExpires(limit.TimeInForce, limit.Expires, ref terms);
        }
        if (!refusal.IsRefused)
        {
            refusal = TryReadPart(limit.MinimumQuantity, "minimumQuantity", order, market.Grid, out var minimum);
            terms = terms with { Minimum = minimum };
        }
        if (!refusal.IsRefused)
        {
            refusal = TryReadPart(limit.Display, "display", order, market.Grid, out var display);
            terms = terms with { Display = display };
        }
        return refusal.IsRefused ? refusal : TryReadStop(limit.Stop, market, ref terms);
    }

    /// <summary>Reads a market order's terms.</summary>
    public static Refusal TryRead(V1.MarketOrder any, MarketDefinition market, out OrderTerms terms)
    {
        terms = default;
        return TryReadStop(any.Stop, market, ref terms);
    }

    /// <summary>Writes a limit order's terms.</summary>
    public static void Write(in OrderTerms terms, Grid grid, V1.LimitOrder limit)
    {
        limit.PostOnly = terms.IsPostOnly;
        if (terms.Expires is { } expires)
        {
            limit.TimeInForce = V1.TimeInForce.Gtd;
            limit.Expires = expires.ToString();
        }
        limit.Display = terms.Display.Lots == 0 ? "" : grid.Format(terms.Display);
        limit.MinimumQuantity = terms.Minimum.Lots == 0 ? "" : grid.Format(terms.Minimum);
        limit.Stop = WriteStop(terms, grid);
    }

    /// <summary>The stop price; "" when there is none.</summary>
    public static string WriteStop(in OrderTerms terms, Grid grid) => terms.Stop is { } stop ? grid.Format(stop) : "";

    /// <summary>Refuses what contradicts itself, and what would probe a dark book.</summary>
    private static Refusal Check(V1.LimitOrder limit, in Order order, MarketDefinition market)
    {
        if (market.Disclosure.Depth == DepthDisclosure.None)
        {
            if (order.TimeInForce == TimeInForce.FillOrKill)
            {
                return new(Reason.RefusedInDark, "a fill-or-kill order would tell how much rests in a dark book");
            }
            if (limit.PostOnly || limit.MinimumQuantity.Length > 0)
            {
                return new(Reason.RefusedInDark, "a post-only order or a minimum quantity would tell what rests in a dark book");
            }
        }
        var mayRest = order.TimeInForce == TimeInForce.GoodTillCancelled;
        if (!mayRest && (limit.PostOnly || limit.Display.Length > 0))
        {
            return Refusal.Malformed("postOnly and display are for orders that may rest");
        }
        return limit.PostOnly && limit.MinimumQuantity.Length + limit.Stop.Length > 0
            ? Refusal.Malformed("a post-only order takes neither a minimumQuantity nor a stop")
            : Refusal.None;
    }

    /// <summary>Reads when an order expires, which goes with GTD.</summary>
    public static Refusal TryReadExpires(V1.TimeInForce timeInForce, string text, ref OrderTerms terms)
    {
        if ((timeInForce == V1.TimeInForce.Gtd) != (text.Length > 0))
        {
            return Refusal.Malformed("expires is for timeInForce GTD, which needs it");
        }
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryReadMoment(text, "expires", out var expires);
        terms = terms with { Expires = expires };
        return refusal;
    }

    /// <summary>Reads a quantity that is a part of the order's; empty is zero.</summary>
    public static Refusal TryReadPart(string text, string field, in Order order, Grid grid, out Quantity part)
    {
        part = default;
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        var refusal = Decimals.TryReadOrderSize(text, field, grid, out part);
        return refusal.IsRefused || part <= order.Quantity
            ? refusal
            : new(Reason.OutOfRange, $"{field} {text} is more than the quantity");
    }

    private static Refusal TryReadStop(string text, MarketDefinition market, ref OrderTerms terms)
    {
        if (text.Length == 0)
        {
            return Refusal.None;
        }
        if (market.Disclosure.Depth == DepthDisclosure.None)
        {
            return new(Reason.RefusedInDark, "a stop would tell of trades in a dark book before they are printed");
        }
        var refusal = Decimals.TryReadPrice(text, "stop", market.Grid, out var stop);
        terms = terms with { Stop = stop };
        return refusal;
    }
}
