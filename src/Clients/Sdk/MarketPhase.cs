namespace Exchange.Sdk;

/// <summary>What a market does at the moment.</summary>
public enum MarketPhase
{
    /// <summary>Orders are collected, none trades.</summary>
    PreOpen = V1.MarketPhase.PreOpen,

    /// <summary>Trading.</summary>
    Open = V1.MarketPhase.Open,

    /// <summary>Orders stay and may be cancelled; nothing enters and nothing trades.</summary>
    Halted = V1.MarketPhase.Halted,

    /// <summary>Every order has been cancelled; nothing enters.</summary>
    Closed = V1.MarketPhase.Closed,
}
