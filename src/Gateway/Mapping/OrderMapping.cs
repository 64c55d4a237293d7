using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Google.Protobuf;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads orders: what continuous markets take, and of which session markets take the plain ones.</summary>
internal static class OrderMapping
{
    /// <summary>Reads what is bid in a continuous market.</summary>
    public static Refusal TryRead(IMessage? message, MarketDefinition market, out Order order)
    {
        order = default;
        return message switch
        {
            null => Refusal.Malformed("the bid is missing"),
            V1.LimitOrder limit => TryRead(limit, market, out order),
            V1.MarketOrder any => TryReadMarket(any, market.Grid, out order),
            _ => RuleMapping.WrongBidKind(market.Rule),
        };
    }

    /// <summary>Reads side, quantity and price of a limit order.</summary>
    public static Refusal TryReadLimit(V1.LimitOrder limit, Grid grid, TimeInForce timeInForce, out Order order)
    {
        order = default;
        var refusal = TryReadSide(limit.Side, out var side);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOrderSize(limit.Quantity, "quantity", grid, out var quantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadPrice(limit.Price, "price", grid, out var price);
        if (!refusal.IsRefused)
        {
            order = Order.Limit(side, quantity, price, timeInForce);
        }
        return refusal;
    }

    /// <summary>Reads a market order.</summary>
    public static Refusal TryReadMarket(V1.MarketOrder market, Grid grid, out Order order)
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
        refusal = Decimals.TryReadOrderSize(market.Quantity, "quantity", grid, out var quantity);
        if (!refusal.IsRefused)
        {
            order = Order.Market(side, quantity);
        }
        return refusal;
    }

    /// <summary>Reads a change to a live order; an empty text keeps what there is.</summary>
    public static Refusal TryReadReplacement(V1.ReplaceOrder message, Grid grid, out Replacement replacement)
    {
        replacement = default;
        var quantity = default(Quantity);
        Price? price = null;
        if (message.Quantity.Length > 0)
        {
            var refusal = Decimals.TryReadOrderSize(message.Quantity, "quantity", grid, out quantity);
            if (refusal.IsRefused)
            {
                return refusal;
            }
        }
        if (message.Price.Length > 0)
        {
            var refusal = Decimals.TryReadPrice(message.Price, "price", grid, out var newPrice);
            if (refusal.IsRefused)
            {
                return refusal;
            }
            price = newPrice;
        }
        replacement = new(quantity, price, message.LosePriority);
        return Refusal.None;
    }

    private static Refusal TryRead(V1.LimitOrder limit, MarketDefinition market, out Order order)
    {
        order = default;
        var refusal = TryReadTimeInForce(limit, out var timeInForce);
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
        return TryReadLimit(limit, market.Grid, timeInForce, out order);
    }

    /// <summary>Reads a side, for which there is no default.</summary>
    private static Refusal TryReadSide(V1.Side value, out Side side)
    {
        side = value == V1.Side.Sell ? Side.Sell : Side.Buy;
        return value is V1.Side.Buy or V1.Side.Sell ? Refusal.None : Refusal.Malformed("side is missing");
    }

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
