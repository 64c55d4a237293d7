using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Something that happened: plain data of one cache line, which fits one slot of the output ring. Which fields mean
/// something depends on <see cref="Kind"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct Event
{
    /// <summary>The account number of public events.</summary>
    public const int Public = -1;

    /// <summary>When it happened, in the exchange's time.</summary>
    [FieldOffset(0)]
    public Timestamp Time;

    /// <summary>
    /// Private events: counts the account's events from one; <see cref="EventKind.Answered"/>: that of the last before it. Public ones: counts the market's updates from one; on
    /// <see cref="EventKind.QueryEnded"/> of a depth query, the update the picture includes; of a session's, the account's last event. Else zero.
    /// </summary>
    [FieldOffset(8)]
    public long Sequence;

    /// <summary>
    /// The sequence of the command that caused it; in the output ring, the command's place in the input ring: it is
    /// released when the journal has passed that.
    /// </summary>
    [FieldOffset(16)]
    public long Command;

    /// <summary>The account's number, or <see cref="Public"/>.</summary>
    [FieldOffset(24)]
    public int Account;

    /// <summary>The market's number, or <see cref="CommandHeader.NoMarket"/>.</summary>
    [FieldOffset(28)]
    public ushort Market;

    /// <summary>What happened.</summary>
    [FieldOffset(30)]
    public EventKind Kind;

    /// <summary>Rejected, Answered: why.</summary>
    [FieldOffset(31)]
    public Reason Reason;

    [FieldOffset(31)]
    private Side _allottedSide;

    /// <summary>The price, where the event has one.</summary>
    [FieldOffset(32)]
    public Price Price;

    /// <summary>The side, where the event has one.</summary>
    [FieldOffset(36)]
    public Side Side;

    [FieldOffset(36)]
    private uint _allottedLots;

    /// <summary>Print of a cross: the number of the market whose quote gave the price.</summary>
    [FieldOffset(36)]
    public ushort Quoted;

    /// <summary>Cleared: the step that left one price.</summary>
    [FieldOffset(36)]
    public DecidedBy DecidedBy;

    /// <summary>Cleared: why not.</summary>
    [FieldOffset(37)]
    public ClearingFailure Failure;

    /// <summary>Replaced, SessionOpened, Cleared, Indicative: whether there is no price.</summary>
    [FieldOffset(39)]
    public bool IsUnpriced;

    /// <summary>
    /// SeedCommitted, SeedRevealed, CommitmentShown: 32 bytes. The last has its query's ticket in <see cref="Sequence"/>.
    /// </summary>
    [FieldOffset(32)]
    public Digest Digest;

    /// <summary>StatisticsShown: 32 bytes. It has its query's ticket in <see cref="Sequence"/>.</summary>
    [FieldOffset(32)]
    public MarketStatistics Statistics;

    /// <summary>Filled: whether the order rested.</summary>
    [FieldOffset(37)]
    public Liquidity Liquidity;

    /// <summary>Cancelled: why.</summary>
    [FieldOffset(38)]
    public CancelReason CancelReason;

    /// <summary>SessionShown: whether its account's bids are cancelled when its connection is lost.</summary>
    [FieldOffset(39)]
    public bool IsWatched;

    /// <summary>PhaseChanged, and QueryEnded of a depth query: the phase.</summary>
    [FieldOffset(39)]
    public MarketPhase Phase;

    /// <summary>The client order id; of Answered, the instruction number; of an answer to a query, its ticket; of a definition, its number; of GroupSum, the group's; of SessionOpened, the nanosecond at which it closes.</summary>
    [FieldOffset(40)]
    public ulong Id;

    /// <summary>Print of a cross: the best prices that gave its own, in the ticks of the market of <see cref="Quoted"/>.</summary>
    [FieldOffset(40)]
    public Quote Quote;

    /// <summary>The quantity, where the event has one; of GroupSum, bought above zero.</summary>
    [FieldOffset(48)]
    public Quantity Quantity;

    /// <summary>Filled: what is still open.</summary>
    [FieldOffset(56)]
    public Quantity Remaining;

    /// <summary>Answered: the client session. SessionShown: its last answered number.</summary>
    [FieldOffset(48)]
    public ulong Session;

    /// <summary>CashShown, ReservedCashShown: atoms. UnitsShown, ReservedUnitsShown: parts. Allocated: atoms that the bid's owner receives, charges taken off. Settled: atoms that the operator receives.</summary>
    [FieldOffset(48)]
    public Int128 Amount;

    /// <summary>OrderChanged, OrderShown: the public number of a place; QueryEnded of a depth query: the last number given.</summary>
    [FieldOffset(56)]
    public ulong OrderNumber;

    /// <summary>Cleared, Indicative: demand less supply.</summary>
    [FieldOffset(56)]
    public Quantity Surplus;

    /// <summary>
    /// Whether a public event counts as a trade in its market's statistics: a print, or a session market's clearing at a price.
    /// </summary>
    public readonly bool IsTradeOf(MarketDefinition market) =>
        Kind == EventKind.Print
        || (Kind == EventKind.Cleared && !IsUnpriced && Quantity.Lots > 0 && market?.Rule is not ContinuousRuleDefinition);

    /// <summary>Allocated: the lots bought, below zero sold; at most 4·10⁹, so that they fit beside the cash.</summary>
    public Quantity Allotted
    {
        readonly get => new(_allottedSide == Side.Buy ? _allottedLots : -(long)_allottedLots);
        set
        {
            _allottedSide = value.Lots < 0 ? Side.Sell : Side.Buy;
            _allottedLots = checked((uint)Math.Abs(value.Lots));
        }
    }
}

/// <summary>32 bytes: a commitment or a secret.</summary>
[InlineArray(32)]
public struct Digest
{
    private byte _first;
}

/// <summary>Which side of a trade an order was on. The numbers are those of the proto.</summary>
public enum Liquidity : byte
{
    /// <summary>No trade.</summary>
    None = 0,

    /// <summary>The order rested in the book.</summary>
    Maker = 1,

    /// <summary>The order arrived and traded against the book.</summary>
    Taker = 2,

    /// <summary>Both sides met in an auction.</summary>
    Cross = 3,
}
