using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Exports;

/// <summary>What a row of <c>orders.csv</c> says besides which order it is about; null is an empty field.</summary>
internal sealed record OrderRow(string Event)
{
    public string? Bid { get; init; }

    public string? Side { get; init; }

    public string? Price { get; init; }

    public string? Quantity { get; init; }

    public string? Remaining { get; init; }

    public string? Liquidity { get; init; }

    public string? Reason { get; init; }

    public string? TimeInForce { get; init; }

    public Timestamp? Expires { get; init; }

    public string? PostOnly { get; init; }

    public string? Display { get; init; }

    public string? MinimumQuantity { get; init; }

    public string? Stop { get; init; }

    public string? Standing { get; init; }

    /// <summary>The row of an event that an order's owner was told, but for what the order asked for.</summary>
    public static OrderRow Of(in Event told, MarketDefinition market)
    {
        // Of other bids the kernel tells no side.
        var side = market.Rule is ContinuousRuleDefinition ? Name(told.Side) : null;
        var quantity = market.Grid.Format(told.Quantity);
        return told.Kind switch
        {
            EventKind.Accepted => new("ACCEPTED"),
            EventKind.Rejected => new("REJECTED") { Reason = told.Reason.Name() },
            EventKind.Replaced => new("REPLACED")
            {
                Side = side,
                Price = told.IsUnpriced ? null : market.Grid.Format(told.Price),
                Quantity = quantity,
                Remaining = quantity,
            },
            EventKind.Filled => new("FILLED")
            {
                Side = Name(told.Side),
                Price = market.Grid.Format(told.Price),
                Quantity = quantity,
                Remaining = market.Grid.Format(told.Remaining),
                Liquidity = told.Liquidity switch
                {
                    Engine.Kernel.Liquidity.Maker => "MAKER",
                    Engine.Kernel.Liquidity.Taker => "TAKER",
                    _ => "CROSS",
                },
            },
            EventKind.Cancelled => new("CANCELLED")
            {
                Side = side,
                Quantity = quantity,
                Remaining = "0",
                Reason = told.CancelReason.Name(),
            },
            EventKind.Triggered => new("TRIGGERED"),
            _ => throw new ArgumentOutOfRangeException(nameof(told), told.Kind, "No order's owner is told of this event."),
        };
    }

    /// <summary>This row with what an order asks for.</summary>
    public OrderRow With(in Order order, in OrderTerms terms, bool isStanding, MarketDefinition market)
    {
        var quantity = market.Grid.Format(order.Quantity);
        return this with
        {
            Bid = order.IsMarket ? "MARKET" : "LIMIT",
            Side = Name(order.Side),
            Price = order.IsMarket ? null : market.Grid.Format(order.Price),
            Quantity = quantity,
            Remaining = Reason is null ? quantity : null,
            // Orders for a clearing wait for it, whatever they say.
            TimeInForce = order.IsMarket || market.Rule is not ContinuousRuleDefinition ? null : Name(order.TimeInForce, terms),
            Expires = terms.Expires,
            PostOnly = terms.IsPostOnly ? "true" : null,
            Display = terms.Display.Lots == 0 ? null : market.Grid.Format(terms.Display),
            MinimumQuantity = terms.Minimum.Lots == 0 ? null : market.Grid.Format(terms.Minimum),
            Stop = terms.Stop is { } stop ? market.Grid.Format(stop) : null,
            Standing = isStanding ? "true" : null,
        };
    }

    /// <summary>This row with what a pegged order asks for; its price is its limit, if it has one.</summary>
    public OrderRow WithPegged(in Order order, in OrderTerms terms, MarketDefinition market) =>
        With(order, terms, isStanding: false, market) with
        {
            Bid = "PEGGED",
            Price = order.Price == order.Side.Worst() ? null : market.Grid.Format(order.Price),
            TimeInForce = Name(order.TimeInForce, terms),
        };

    private static string Name(Side side) => side == Engine.Bids.Side.Buy ? "BUY" : "SELL";

    private static string Name(TimeInForce timeInForce, in OrderTerms terms) => timeInForce switch
    {
        Engine.Bids.TimeInForce.ImmediateOrCancel => "IOC",
        Engine.Bids.TimeInForce.FillOrKill => "FOK",
        _ => terms.Expires is null ? "GTC" : "GTD",
    };
}
