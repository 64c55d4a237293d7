namespace Exchange.Engine.Kernel;

/// <summary>What happened.</summary>
public enum EventKind : byte
{
    /// <summary>Private: the bid is live, or was executed at once.</summary>
    Accepted,

    /// <summary>Private: the instruction was refused.</summary>
    Rejected,

    /// <summary>Private: the order traded.</summary>
    Filled,

    /// <summary>Private: the order has a new open quantity and price.</summary>
    Replaced,

    /// <summary>Private: the rest of the order is gone.</summary>
    Cancelled,

    /// <summary>Private: the stop woke up.</summary>
    Triggered,

    /// <summary>Private: what a clearing gave a bid.</summary>
    Allocated,

    /// <summary>To the operator's account: what it received in a clearing, below zero if it paid.</summary>
    Settled,

    /// <summary>Public: a session is open, its price frozen.</summary>
    SessionOpened,

    /// <summary>Public: a clearing took place, or why it could not.</summary>
    Cleared,

    /// <summary>Public: what a group traded in a clearing that took place.</summary>
    GroupSum,

    /// <summary>Public: what a clearing would give now.</summary>
    Indicative,

    /// <summary>Public: the hash of the secret that the next clearing draws by.</summary>
    SeedCommitted,

    /// <summary>Public: the secret that a clearing drew by.</summary>
    SeedRevealed,

    /// <summary>Public: a trade.</summary>
    Print,

    /// <summary>
    /// Public: what is displayed at a place in the queue of a price is now this; with the sequence of the level's change, which
    /// follows.
    /// </summary>
    OrderChanged,

    /// <summary>Public: the total quantity at a price is now this.</summary>
    LevelChanged,

    /// <summary>Public: the market's phase.</summary>
    PhaseChanged,

    /// <summary>To a client session: the answer to an instruction. The last event of its command.</summary>
    Answered,

    /// <summary>To the gateway: there is a new market.</summary>
    MarketDefined,

    /// <summary>To the gateway: there is a new account.</summary>
    AccountDefined,

    /// <summary>To the gateway: there is a new token.</summary>
    TokenDefined,

    /// <summary>To the gateway: a token lets nobody in any more.</summary>
    TokenRevoked,

    /// <summary>To the gateway: an account is blocked; the operator's: every account is.</summary>
    AccountBlocked,

    /// <summary>To the gateway: an account is blocked no more; the operator's: not every account is.</summary>
    AccountUnblocked,

    /// <summary>To the asker: the account's cash.</summary>
    CashShown,

    /// <summary>To the asker: the account's units of one instrument.</summary>
    UnitsShown,

    /// <summary>To the asker: the cash that the account's live bids have set aside; told where there is any.</summary>
    ReservedCashShown,

    /// <summary>To the asker: the units of one instrument that they have set aside; told where there are any.</summary>
    ReservedUnitsShown,

    /// <summary>To the asker: one price level, best first.</summary>
    LevelShown,

    /// <summary>To the asker: one place in the queue of a price, the earlier places there first.</summary>
    OrderShown,

    /// <summary>To the asker: the hash of the secret of the draw after the last that the public was told of.</summary>
    CommitmentShown,

    /// <summary>To the asker: what the public knows of a market's trades.</summary>
    StatisticsShown,

    /// <summary>To the asker: the last answered number of a client session.</summary>
    SessionShown,

    /// <summary>To the asker: that was all.</summary>
    QueryEnded,
}
