using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;
using Google.Protobuf;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads orders: what continuous markets take, and of which session markets take the plain ones.</summary>
internal static class OrderMapping
{
    /// <summary>Reads what is bid in a continuous market.</summary>
    public static Refusal TryRead(IMessage? message, MarketDefinition market, out Order order, out OrderTerms terms)
    {
        (order, terms) = (default, default);
        switch (message)
        {
            case null:
                return Refusal.Malformed("the bid is missing");
            case V1.LimitOrder limit:
                var refusal = TryRead(limit, market, out order);
                return refusal.IsRefused ? refusal : TermsMapping.TryRead(limit, order, market, out terms);
            case V1.MarketOrder any:
                refusal = TryReadMarket(any, market.Grid, out order);
                return refusal.IsRefused ? refusal : TermsMapping.TryRead(any, market, out terms);
            default:
                return RuleMapping.WrongBidKind(market.Rule);
        }
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

    /// <summary>Reads side and quantity of a market order.</summary>
    public static Refusal TryReadMarket(V1.MarketOrder market, Grid grid, out Order order)
    {
        order = default;
        var refusal = TryReadSide(market.Side, out var side);
        if (refusal.IsRefused)
        {
            return refusal;
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
        return TryReadLimit(limit, market.Grid, timeInForce, out order);
    }

    /// <summary>Reads a side, for which there is no default.</summary>
    public static Refusal TryReadSide(V1.Side value, out Side side)
    {
        side = value == V1.Side.Sell ? Side.Sell : Side.Buy;
        return value is V1.Side.Buy or V1.Side.Sell ? Refusal.None : Refusal.Malformed("side is missing");
    }

    /// <summary>Reads a time in force; GTD is GTC with an expiry among the terms.</summary>
    private static Refusal TryReadTimeInForce(V1.LimitOrder limit, out TimeInForce timeInForce)
    {
        timeInForce = limit.TimeInForce switch
        {
            V1.TimeInForce.Ioc => TimeInForce.ImmediateOrCancel,
            V1.TimeInForce.Fok => TimeInForce.FillOrKill,
            _ => TimeInForce.GoodTillCancelled,
        };
        return limit.TimeInForce is >= V1.TimeInForce.Gtc and <= V1.TimeInForce.Gtd
            ? Refusal.None
            : Refusal.Malformed("timeInForce is none of GTC, IOC, FOK, GTD");
    }
}
