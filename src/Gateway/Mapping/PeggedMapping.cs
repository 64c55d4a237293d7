using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Markets.Triggers;
using Exchange.Engine.Numerics;
using Google.Protobuf;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes pegged orders, which reference crosses take.</summary>
internal static class PeggedMapping
{
    /// <summary>Reads what is bid in a reference cross.</summary>
    public static Refusal TryRead(IMessage? message, MarketDefinition market, out Order order, out OrderTerms terms)
    {
        (order, terms) = (default, default);
        if (message is not V1.PeggedOrder pegged)
        {
            return message is null ? Refusal.Malformed("the bid is missing") : RuleMapping.WrongBidKind(market.Rule);
        }
        var refusal = TryRead(pegged, market, out order);
        if (!refusal.IsRefused)
        {
            refusal = TermsMapping.TryReadExpires(pegged.TimeInForce, pegged.Expires, ref terms);
        }
        if (!refusal.IsRefused)
        {
            refusal = TermsMapping.TryReadPart(pegged.MinimumQuantity, "minimumQuantity", order, market.Grid, out var minimum);
            terms = terms with { Minimum = minimum };
        }
        return refusal;
    }

    /// <summary>Writes a pegged order.</summary>
    public static V1.PeggedOrder Write(in Order order, in OrderTerms terms, Grid grid) => new()
    {
        Side = EventMapping.Write(order.Side),
        Quantity = grid.Format(order.Quantity),
        Limit = order.Price == order.Side.Worst() ? "" : grid.Format(order.Price),
        TimeInForce = terms.Expires is null ? (V1.TimeInForce)order.TimeInForce : V1.TimeInForce.Gtd,
        Expires = terms.Expires?.ToString() ?? "",
        MinimumQuantity = terms.Minimum.Lots == 0 ? "" : grid.Format(terms.Minimum),
    };

    private static Refusal TryRead(V1.PeggedOrder pegged, MarketDefinition market, out Order order)
    {
        order = default;
        var refusal = OrderMapping.TryReadSide(pegged.Side, out var side);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOrderSize(pegged.Quantity, "quantity", market.Grid, out var quantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        Price? limit = null;
        if (pegged.Limit.Length > 0)
        {
            refusal = Decimals.TryReadPrice(pegged.Limit, "limit", market.Grid, out var price);
            if (refusal.IsRefused)
            {
                return refusal;
            }
            limit = price;
        }
        refusal = CheckTimeInForce(pegged, market);
        var timeInForce = pegged.TimeInForce == V1.TimeInForce.Ioc ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancelled;
        order = refusal.IsRefused ? default : Order.Pegged(side, quantity, limit, timeInForce);
        return refusal;
    }

    private static Refusal CheckTimeInForce(V1.PeggedOrder pegged, MarketDefinition market)
    {
        if (pegged.TimeInForce is not (V1.TimeInForce.Gtc or V1.TimeInForce.Ioc or V1.TimeInForce.Gtd))
        {
            return Refusal.Malformed("timeInForce is none of GTC, IOC, GTD");
        }
        if (pegged.TimeInForce != V1.TimeInForce.Ioc)
        {
            return Refusal.None;
        }
        if (market.Trigger is not ContinuousTrigger)
        {
            return new(Reason.WrongBidKind, "a reference cross that is not continuous takes no orders with timeInForce IOC");
        }
        return market.Disclosure.Depth == DepthDisclosure.None && pegged.MinimumQuantity.Length > 0
            ? new(Reason.RefusedInDark, "an immediate order with a minimum quantity would tell how much rests in a dark market")
            : Refusal.None;
    }
}
