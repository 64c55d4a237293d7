namespace Exchange.Gateway.Feeds;

/// <summary>How much of a book a subscriber is told.</summary>
internal enum FeedDetail
{
    /// <summary>The best price of each side.</summary>
    Top,

    /// <summary>Every price level that is disclosed.</summary>
    Levels,

    /// <summary>Every order, where orders are disclosed.</summary>
    Orders,
}
