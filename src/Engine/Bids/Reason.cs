namespace Exchange.Engine.Bids;

/// <summary>
/// Why an instruction was refused. The numbers and names are fixed for good: scripts, clients and journals hold on to them.
/// </summary>
public enum Reason : byte
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>No market has this name.</summary>
    UnknownMarket = 1,

    /// <summary>No account has this name.</summary>
    UnknownAccount = 2,

    /// <summary>The account has no live order with this id in the market.</summary>
    UnknownOrder = 3,

    /// <summary>The id or name is in use.</summary>
    DuplicateId = 4,

    /// <summary>The market does not take this kind of bid.</summary>
    WrongBidKind = 5,

    /// <summary>A price, quantity or amount is not a multiple of its grid.</summary>
    OffGrid = 6,

    /// <summary>A number is outside its range.</summary>
    OutOfRange = 7,

    /// <summary>A schedule or conditional bid does not slope down.</summary>
    NotMonotone = 8,

    /// <summary>A schedule is buyer and seller at one price.</summary>
    CrossesZero = 9,

    /// <summary>A schedule has fewer than two points.</summary>
    TooFewPoints = 10,

    /// <summary>A schedule has more than 1,000 points.</summary>
    TooManyPoints = 11,

    /// <summary>No group has this name.</summary>
    UnknownGroup = 12,

    /// <summary>Bounds that exclude every quantity or zero.</summary>
    BadBounds = 13,

    /// <summary>The market takes one bid an account.</summary>
    DuplicateAccount = 14,

    /// <summary>The market's phase does not allow it.</summary>
    WrongPhase = 15,

    /// <summary>A post-only order would take liquidity.</summary>
    PostOnly = 16,

    /// <summary>The price is outside the market's collar.</summary>
    PriceCollar = 17,

    /// <summary>Not enough cash.</summary>
    NoCash = 18,

    /// <summary>Not enough units.</summary>
    NoUnits = 19,

    /// <summary>A limit of the account or market.</summary>
    Limit = 20,

    /// <summary>This order type would probe a dark book.</summary>
    RefusedInDark = 21,

    /// <summary>The exchange is full at the moment: try again.</summary>
    Busy = 22,

    /// <summary>The caller may not do this.</summary>
    NotAuthorised = 23,

    /// <summary>The instruction number is older than the answers kept.</summary>
    TooOld = 24,

    /// <summary>The message does not say what it must.</summary>
    Malformed = 25,
}

/// <summary>The names and sentences of reasons.</summary>
public static class Reasons
{
    private static readonly (string Name, string Detail)[] Texts =
    [
        ("", ""),
        ("UNKNOWN_MARKET", "no market has this name"),
        ("UNKNOWN_ACCOUNT", "no account has this name"),
        ("UNKNOWN_ORDER", "the account has no live order with this id in the market"),
        ("DUPLICATE_ID", "the id is in use"),
        ("WRONG_BID_KIND", "the market does not take this kind of bid"),
        ("OFF_GRID", "not a multiple of the grid"),
        ("OUT_OF_RANGE", "outside the range"),
        ("NOT_MONOTONE", "the bid does not slope down"),
        ("CROSSES_ZERO", "the schedule is buyer and seller at one price"),
        ("TOO_FEW_POINTS", "a schedule has at least two points"),
        ("TOO_MANY_POINTS", "a schedule has at most 1,000 points"),
        ("UNKNOWN_GROUP", "no group has this name"),
        ("BAD_BOUNDS", "the bounds leave no quantity"),
        ("DUPLICATE_ACCOUNT", "the market takes one bid an account"),
        ("WRONG_PHASE", "the market's phase does not allow it"),
        ("POST_ONLY", "the order would take liquidity"),
        ("PRICE_COLLAR", "the price is outside the market's collar"),
        ("NO_CASH", "not enough cash"),
        ("NO_UNITS", "not enough units"),
        ("LIMIT", "beyond a limit of the account or market"),
        ("REFUSED_IN_DARK", "a dark market does not take this order type"),
        ("BUSY", "the exchange is full at the moment: try again"),
        ("NOT_AUTHORISED", "the caller may not do this"),
        ("TOO_OLD", "the instruction number is older than the answers kept"),
        ("MALFORMED", "the message does not say what it must"),
    ];

    /// <summary>The reason's fixed name, "" for none.</summary>
    public static string Name(this Reason reason) => Texts[(int)reason].Name;

    /// <summary>A sentence for a person, "" for none.</summary>
    public static string Detail(this Reason reason) => Texts[(int)reason].Detail;
}
