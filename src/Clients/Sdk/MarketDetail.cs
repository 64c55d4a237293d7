namespace Exchange.Sdk;

/// <summary>How much of a book a subscriber is told. Where a market discloses less, that is all that comes.</summary>
public enum MarketDetail
{
    /// <summary>The best price of each side.</summary>
    Top = V1.SubscribeRequest.Types.Detail.Top,

    /// <summary>Every price level.</summary>
    Levels = V1.SubscribeRequest.Types.Detail.Levels,

    /// <summary>Every order, where the market discloses orders; elsewhere every price level.</summary>
    Orders = V1.SubscribeRequest.Types.Detail.Orders,
}
