using Exchange.Sdk.Internal;

namespace Exchange.Sdk;

/// <summary>
/// What a participant says to a market. Prices and quantities are in the market's own units and must lie on its tick and
/// lot: nothing is rounded. Immutable, so a bid may be sent as often as one likes.
/// </summary>
public abstract record Bid
{
    private protected Bid()
    {
    }

    internal abstract void WriteTo(V1.SubmitBid message);
}

/// <summary>A bid for a quantity on one side.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
public abstract record Order(Side Side, decimal Quantity) : Bid;

/// <summary>An order with a limit price.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
/// <param name="Price">The worst price the order accepts, a multiple of the market's tick.</param>
/// <param name="TimeInForce">How long the unfilled rest lives.</param>
public sealed record LimitOrder(
    Side Side, decimal Quantity, decimal Price, TimeInForce TimeInForce = TimeInForce.GoodTillCancelled) : Order(Side, Quantity)
{
    /// <summary>When the order expires, in the exchange's seconds; for <see cref="TimeInForce.GoodTillDate"/> only.</summary>
    public decimal? Expires { get; init; }

    /// <summary>Whether the order is refused rather than take liquidity.</summary>
    public bool PostOnly { get; init; }

    /// <summary>Iceberg: the quantity shown at a time; null shows all.</summary>
    public decimal? Display { get; init; }

    /// <summary>The least that must execute at once; otherwise the order is cancelled.</summary>
    public decimal? MinimumQuantity { get; init; }

    /// <summary>Stop-limit: the order sleeps until a trade at this price or beyond.</summary>
    public decimal? Stop { get; init; }

    internal override void WriteTo(V1.SubmitBid message) => message.Limit = new()
    {
        Side = (V1.Side)Side,
        Quantity = DecimalText.Write(Quantity),
        Price = DecimalText.Write(Price),
        TimeInForce = (V1.TimeInForce)TimeInForce,
        Expires = DecimalText.Write(Expires),
        PostOnly = PostOnly,
        Display = DecimalText.Write(Display),
        MinimumQuantity = DecimalText.Write(MinimumQuantity),
        Stop = DecimalText.Write(Stop),
    };
}

/// <summary>An order that accepts any price. In a continuous market its rest is cancelled at once.</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
public sealed record MarketOrder(Side Side, decimal Quantity) : Order(Side, Quantity)
{
    /// <summary>The order sleeps until a trade at this price or beyond.</summary>
    public decimal? Stop { get; init; }

    internal override void WriteTo(V1.SubmitBid message) => message.MarketOrder = new()
    {
        Side = (V1.Side)Side,
        Quantity = DecimalText.Write(Quantity),
        Stop = DecimalText.Write(Stop),
    };
}

/// <summary>An order that follows the midpoint of the reference market (reference cross only).</summary>
/// <param name="Side">Buy or sell.</param>
/// <param name="Quantity">Above zero, a multiple of the market's lot.</param>
/// <param name="Limit">The worst midpoint the order accepts; null accepts any. <see cref="ReplaceOrder"/> changes it by its price.</param>
/// <param name="TimeInForce">
/// How long what does not cross at once lives: never <see cref="TimeInForce.FillOrKill"/>, and
/// <see cref="TimeInForce.ImmediateOrCancel"/> only where the cross is continuous.
/// </param>
public sealed record PeggedOrder(
    Side Side, decimal Quantity, decimal? Limit = null, TimeInForce TimeInForce = TimeInForce.GoodTillCancelled) : Order(Side, Quantity)
{
    /// <summary>When the order expires, in the exchange's seconds; for <see cref="TimeInForce.GoodTillDate"/> only.</summary>
    public decimal? Expires { get; init; }

    /// <summary>The least that the order takes of a cross, unless less of it is open; otherwise it takes nothing of it.</summary>
    public decimal? MinimumQuantity { get; init; }

    internal override void WriteTo(V1.SubmitBid message) => message.Pegged = new()
    {
        Side = (V1.Side)Side,
        Quantity = DecimalText.Write(Quantity),
        Limit = DecimalText.Write(Limit),
        TimeInForce = (V1.TimeInForce)TimeInForce,
        Expires = DecimalText.Write(Expires),
        MinimumQuantity = DecimalText.Write(MinimumQuantity),
    };
}
