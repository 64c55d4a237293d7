using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>The side of an order.</summary>
public enum Side : byte
{
    /// <summary>Wants units for cash.</summary>
    Buy = 0,

    /// <summary>Wants cash for units.</summary>
    Sell = 1,
}

/// <summary>What follows from a side.</summary>
public static class Sides
{
    /// <summary>The side that an order of this side trades against.</summary>
    public static Side Opposite(this Side side) => side ^ Side.Sell;

    /// <summary>The price that is worst for this side: the end of the price range.</summary>
    public static Price Worst(this Side side) => new(side == Side.Buy ? Price.MaxTicks : -Price.MaxTicks);

    /// <summary>Whether an order of this side that accepts prices up, or down, to a limit accepts a price.</summary>
    public static bool Accepts(this Side side, Price limit, Price price) => side == Side.Buy ? price <= limit : price >= limit;
}
