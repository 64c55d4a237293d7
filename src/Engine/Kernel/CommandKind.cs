namespace Exchange.Engine.Kernel;

/// <summary>What a command record asks for. The numbers are in journals and never change.</summary>
public enum CommandKind : byte
{
    /// <summary>Brings an order to a market.</summary>
    SubmitOrder = 1,

    /// <summary>Changes a live order.</summary>
    ReplaceOrder = 2,

    /// <summary>Cancels a live order.</summary>
    CancelOrder = 3,

    /// <summary>Cancels every live order of an account, in one market or in all.</summary>
    CancelAllOrders = 4,

    /// <summary>Fires timers and does nothing else.</summary>
    Advance = 5,

    /// <summary>Defines a market.</summary>
    DefineMarket = 6,

    /// <summary>Defines an account with its first deposit.</summary>
    DefineAccount = 7,

    /// <summary>Deposits and withdraws cash and units.</summary>
    Transfer = 8,

    /// <summary>Moves a market to another phase.</summary>
    SetPhase = 9,

    /// <summary>Lets the holder of a token in.</summary>
    DefineToken = 10,

    /// <summary>Brings a demand schedule to a session market.</summary>
    SubmitSchedule = 11,

    /// <summary>Puts a demand schedule in the place of another.</summary>
    ReplaceSchedule = 12,

    /// <summary>Brings a report to a session market.</summary>
    SubmitReport = 13,

    /// <summary>Clears a session market.</summary>
    Clear = 14,

    /// <summary>Says that the exchange is up again: what markets missed while it was down does not happen.</summary>
    Resumed = 15,

    /// <summary>Brings a conditional bid to a session market.</summary>
    SubmitConditional = 16,

    /// <summary>Puts a conditional bid in the place of another.</summary>
    ReplaceConditional = 17,

    /// <summary>Puts a report in the place of another of its kind.</summary>
    ReplaceReport = 18,

    /// <summary>Brings an order with terms to a continuous market.</summary>
    SubmitOrderWithTerms = 19,

    /// <summary>Lets the holder of a token in no more.</summary>
    RevokeToken = 20,

    /// <summary>Cancels what an account, or every account, has live, and lets it bring nothing more.</summary>
    Block = 21,

    /// <summary>Lets an account, or every account that is not blocked by itself, trade again.</summary>
    Unblock = 22,

    /// <summary>A client session has a connection; it may want its account's bids cancelled when that is lost.</summary>
    Connected = 23,

    /// <summary>A client session has lost its connection.</summary>
    Disconnected = 24,

    /// <summary>Changes what an account may do in markets with limits.</summary>
    SetLimits = 25,

    /// <summary>Brings a pegged order to a reference cross.</summary>
    SubmitPegged = 26,

    /// <summary>
    /// Says that commands are taken again after a pause: what markets missed meanwhile does not happen. Connections stood.
    /// </summary>
    Continued = 27,

    /// <summary>Asks for an account's balances. Not journaled.</summary>
    ShowBalances = 128,

    /// <summary>Asks for a market's book as a viewer may see it. Not journaled.</summary>
    ShowDepth = 129,

    /// <summary>Asks for the last answered number of a client session. Not journaled.</summary>
    ShowSession = 130,
}

/// <summary>What follows from a command's kind.</summary>
public static class CommandKinds
{
    /// <summary>Whether the command only asks: it changes nothing, takes no sequence number and is not journaled.</summary>
    public static bool IsQuery(this CommandKind kind) => kind >= CommandKind.ShowBalances;

    /// <summary>Whether the command's header names a market, or every market.</summary>
    public static bool IsForMarket(this CommandKind kind) => kind.IsBidding() || kind is CommandKind.CancelOrder
        or CommandKind.CancelAllOrders or CommandKind.SetPhase or CommandKind.Clear or CommandKind.ShowDepth;

    /// <summary>Whether the command brings or changes a bid, which a blocked account may not.</summary>
    public static bool IsBidding(this CommandKind kind) => kind is CommandKind.SubmitOrder or CommandKind.ReplaceOrder
        or (>= CommandKind.SubmitSchedule and <= CommandKind.SubmitReport)
        or (>= CommandKind.SubmitConditional and <= CommandKind.SubmitOrderWithTerms) or CommandKind.SubmitPegged;
}
