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
}
