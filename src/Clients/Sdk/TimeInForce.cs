namespace Exchange.Sdk;

/// <summary>How long the unfilled rest of an order lives.</summary>
public enum TimeInForce
{
    /// <summary>Good till cancelled: the rest stays in the book.</summary>
    GoodTillCancelled = V1.TimeInForce.Gtc,

    /// <summary>The rest is cancelled at once.</summary>
    ImmediateOrCancel = V1.TimeInForce.Ioc,

    /// <summary>Filled whole at once, or not at all.</summary>
    FillOrKill = V1.TimeInForce.Fok,

    /// <summary>Stays in the book until the order's expiry.</summary>
    GoodTillDate = V1.TimeInForce.Gtd,
}
