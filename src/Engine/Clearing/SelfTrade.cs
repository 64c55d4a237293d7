namespace Exchange.Engine.Clearing;

/// <summary>
/// What happens when two orders of one account would trade with each other. The numbers are those of the proto.
/// </summary>
public enum SelfTrade : byte
{
    /// <summary>They trade.</summary>
    Allowed = 0,

    /// <summary>The arriving order trades no further: its rest is cancelled.</summary>
    CancelIncoming = 1,

    /// <summary>The resting order is cancelled, and the arriving one goes on.</summary>
    CancelResting = 2,

    /// <summary>Both are cancelled.</summary>
    CancelBoth = 3,

    /// <summary>Both shrink by the smaller, which is cancelled; the larger goes on with what is left of it.</summary>
    Decrement = 4,
}
