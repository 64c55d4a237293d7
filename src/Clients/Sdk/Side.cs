namespace Exchange.Sdk;

/// <summary>The side of an order. There is no default.</summary>
public enum Side
{
    /// <summary>Buys.</summary>
    Buy = V1.Side.Buy,

    /// <summary>Sells.</summary>
    Sell = V1.Side.Sell,
}
