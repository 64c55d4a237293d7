namespace Exchange.Engine.Bids;

/// <summary>How long the unfilled rest of an order lives.</summary>
public enum TimeInForce : byte
{
    /// <summary>GTC: the rest stays in the book until cancelled.</summary>
    GoodTillCancelled = 0,

    /// <summary>IOC: the rest is cancelled at once.</summary>
    ImmediateOrCancel = 1,

    /// <summary>FOK: filled whole at once, or not at all.</summary>
    FillOrKill = 2,
}
