namespace Exchange.Gateway.Exports;

/// <summary>The types of LOBSTER's messages. The numbers are theirs.</summary>
internal enum LobsterType
{
    /// <summary>A new limit order is displayed.</summary>
    Submission = 1,

    /// <summary>Part of a displayed order is cancelled.</summary>
    Cancellation = 2,

    /// <summary>All that is displayed of an order is cancelled.</summary>
    Deletion = 3,

    /// <summary>A displayed order executes.</summary>
    Execution = 4,

    /// <summary>An auction took place.</summary>
    Cross = 6,

    /// <summary>Trading has stopped (-1), quoting has begun (0) or trading has begun (1): the price says which.</summary>
    Status = 7,
}
