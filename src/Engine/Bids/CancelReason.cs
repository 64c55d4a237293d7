namespace Exchange.Engine.Bids;

/// <summary>Why the rest of a bid is gone.</summary>
public enum CancelReason : byte
{
    /// <summary>It is not gone.</summary>
    None = 0,

    /// <summary>Its owner cancelled it.</summary>
    User = 1,

    /// <summary>The rest of an immediate-or-cancel or market order.</summary>
    ImmediateOrCancel = 2,

    /// <summary>A fill-or-kill order that could not be filled whole.</summary>
    FillOrKill = 3,

    /// <summary>Its minimum quantity could not be executed.</summary>
    Minimum = 4,

    /// <summary>Its time ran out.</summary>
    Expired = 5,

    /// <summary>It would have traded with its own account.</summary>
    SelfTrade = 6,

    /// <summary>The market entered a phase that keeps no orders.</summary>
    Phase = 7,

    /// <summary>The operator cancelled it.</summary>
    Operator = 8,

    /// <summary>It was for one clearing, which took place.</summary>
    Cleared = 9,
}

/// <summary>The names of cancel reasons.</summary>
public static class CancelReasons
{
    private static readonly string[] Names =
        ["", "USER", "IOC", "FOK", "MINIMUM", "EXPIRED", "SELF_TRADE", "PHASE", "OPERATOR", "CLEARED"];

    /// <summary>The fixed name.</summary>
    public static string Name(this CancelReason reason) => Names[(int)reason];
}
