namespace Exchange.Engine.Markets;

/// <summary>What a market lets happen. The numbers are those of the proto.</summary>
public enum MarketPhase : byte
{
    /// <summary>Orders are collected, none trades.</summary>
    PreOpen = 1,

    /// <summary>Trading.</summary>
    Open = 2,

    /// <summary>Orders stay and may be cancelled; nothing enters and nothing trades.</summary>
    Halted = 3,

    /// <summary>Every order has been cancelled; nothing enters.</summary>
    Closed = 4,
}
