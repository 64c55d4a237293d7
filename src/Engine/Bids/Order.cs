using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// An order for a continuous market or a call auction. Valid by construction: <see cref="Limit"/> and
/// <see cref="Market"/> assert what the edge has checked.
/// </summary>
public readonly record struct Order
{
    private Order(Side side, Quantity quantity, Price price, TimeInForce timeInForce, bool isMarket)
    {
        System.Diagnostics.Debug.Assert(Quantity.IsOrderSize(quantity.Lots), "The edge lets no other size in.");
        Side = side;
        Quantity = quantity;
        Price = price;
        TimeInForce = timeInForce;
        IsMarket = isMarket;
    }

    /// <summary>The side.</summary>
    public Side Side { get; }

    /// <summary>The size, 1 to 4·10⁹ lots.</summary>
    public Quantity Quantity { get; }

    /// <summary>The worst price the order accepts; meaningless when <see cref="IsMarket"/>.</summary>
    public Price Price { get; }

    /// <summary>How long the rest lives; a market order's never rests.</summary>
    public TimeInForce TimeInForce { get; }

    /// <summary>Whether the order accepts every price.</summary>
    public bool IsMarket { get; }

    /// <summary>An order that accepts prices up to (buy) or down to (sell) <paramref name="price"/>.</summary>
    public static Order Limit(Side side, Quantity quantity, Price price, TimeInForce timeInForce) =>
        new(side, quantity, price, timeInForce, isMarket: false);

    /// <summary>
    /// An order that trades at another market's midpoint, up to (buy) or down to (sell) <paramref name="limit"/>; without
    /// one its limit is the end of the price range, which every price is within.
    /// </summary>
    public static Order Pegged(Side side, Quantity quantity, Price? limit, TimeInForce timeInForce) =>
        new(side, quantity, limit ?? side.Worst(), timeInForce, isMarket: false);

    /// <summary>An order that accepts every price.</summary>
    public static Order Market(Side side, Quantity quantity) =>
        new(side, quantity, default, TimeInForce.ImmediateOrCancel, isMarket: true);
}
