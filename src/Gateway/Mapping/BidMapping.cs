using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads the bids that continuous markets take.</summary>
internal static class BidMapping
{
    /// <summary>Reads a limit order.</summary>
    public static Refusal TryRead(V1.LimitOrder limit, MarketDefinition market, out Order order)
    {
        order = default;
        var timeInForce = default(TimeInForce);
        var refusal = TryReadSide(limit.Side, out var side);
        if (!refusal.IsRefused)
        {
            refusal = TryReadTimeInForce(limit, out timeInForce);
        }
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (timeInForce == TimeInForce.FillOrKill && market.Disclosure.Depth == DepthDisclosure.None)
        {
            return new(Reason.RefusedInDark, "a fill-or-kill order would tell how much rests in a dark book");
        }
        if (limit.PostOnly || limit.Display.Length + limit.MinimumQuantity.Length + limit.Stop.Length > 0)
        {
            return NotTaken("postOnly, display, minimumQuantity and stop");
        }
        refusal = Decimals.TryReadOrderSize(limit.Quantity, market.Grid, out var quantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadPrice(limit.Price, market.Grid, out var price);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        order = Order.Limit(side, quantity, price, timeInForce);
        return Refusal.None;
    }

    /// <summary>Reads a market order.</summary>
    public static Refusal TryRead(V1.MarketOrder market, Grid grid, out Order order)
    {
        order = default;
        var refusal = TryReadSide(market.Side, out var side);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (market.Stop.Length > 0)
        {
            return NotTaken("stop");
        }
        refusal = Decimals.TryReadOrderSize(market.Quantity, grid, out var quantity);
        if (!refusal.IsRefused)
        {
            order = Order.Market(side, quantity);
        }
        return refusal;
    }

    /// <summary>Reads a change to a live order; an empty text keeps what there is.</summary>
    public static Refusal TryReadReplacement(
        string quantityText, string priceText, bool losesPriority, Grid grid, out Replacement replacement)
    {
        replacement = default;
        var quantity = default(Quantity);
        Price? price = null;
        if (quantityText.Length > 0)
        {
            var refusal = Decimals.TryReadOrderSize(quantityText, grid, out quantity);
            if (refusal.IsRefused)
            {
                return refusal;
            }
        }
        if (priceText.Length > 0)
        {
            var refusal = Decimals.TryReadPrice(priceText, grid, out var newPrice);
            if (refusal.IsRefused)
            {
                return refusal;
            }
            price = newPrice;
        }
        replacement = new(quantity, price, losesPriority);
        return Refusal.None;
    }

    /// <summary>Reads a side, for which there is no default.</summary>
    public static Refusal TryReadSide(V1.Side value, out Side side)
    {
        side = value == V1.Side.Sell ? Side.Sell : Side.Buy;
        return value is V1.Side.Buy or V1.Side.Sell ? Refusal.None : Refusal.Malformed("side is missing");
    }

    /// <summary>Refuses a bid of another kind, or none.</summary>
    public static Refusal WrongKind(string kind) => kind == "None"
        ? Refusal.Malformed("the bid is missing")
        : new(Reason.WrongBidKind, "a continuous book takes limit and marketOrder");

    private static Refusal TryReadTimeInForce(V1.LimitOrder limit, out TimeInForce timeInForce)
    {
        timeInForce = limit.TimeInForce switch
        {
            V1.TimeInForce.Ioc => TimeInForce.ImmediateOrCancel,
            V1.TimeInForce.Fok => TimeInForce.FillOrKill,
            _ => TimeInForce.GoodTillCancelled,
        };
        if (limit.TimeInForce == V1.TimeInForce.Gtd || limit.Expires.Length > 0)
        {
            return NotTaken("GTD");
        }
        return limit.TimeInForce is >= V1.TimeInForce.Gtc and <= V1.TimeInForce.Fok
            ? Refusal.None
            : Refusal.Malformed("timeInForce is none of GTC, IOC, FOK, GTD");
    }

    private static Refusal NotTaken(string what) =>
        new(Reason.WrongBidKind, $"this market does not take orders with {what}");
}
