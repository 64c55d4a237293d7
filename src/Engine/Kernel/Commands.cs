using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Exchange.Engine.Accounts;
using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Kernel;

/// <summary>
/// Writes command records. Each method fills <c>record</c> from its start and returns the record's length in bytes;
/// <see cref="MaxLength"/> bytes always are enough. What the parameters promise has been checked at the edge.
/// </summary>
public static partial class Commands
{
    /// <summary>The most bytes a record has: a market's with the largest table of endowments.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>The length of an order, replacement or cancellation, which is what most commands are.</summary>
    public static readonly int OrderLength = CommandHeader.Size + OrderPayload.Size;

    /// <summary>The most bytes of an order: one with terms has them behind it.</summary>
    public static readonly int MaxOrderLength = OrderLength + TermsSize;

    /// <summary>The most bytes of what participants send: a schedule's.</summary>
    public static readonly int MaxInstructionLength = CommandHeader.Size + ScheduleSize + (DemandSchedule.MaxPoints * PointSize);

    // The id, whether per second, whether standing and the number of points; of a point the price and the quantity.
    private const int ScheduleSize = sizeof(ulong) + (2 * sizeof(byte)) + sizeof(long);

    // The expiry, whether post-only, the minimum, the displayed quantity and the stop.
    private const int TermsSize = (4 * sizeof(long)) + sizeof(byte);
    private const long NoBound = long.MinValue;
    private const int PointSize = sizeof(int) + sizeof(long);

    /// <summary>An order for a market; in a session market it may stand.</summary>
    public static int SubmitOrder(
        Span<byte> record, CommandHeader header, ulong id, in Order order, bool isStanding = false) =>
        WriteOrder(record, header, CommandKind.SubmitOrder, new OrderPayload
        {
            Id = id,
            Ticks = order.Price.Ticks,
            Lots = (uint)order.Quantity.Lots,
            Side = order.Side,
            TimeInForce = order.TimeInForce,
            Traits = (order.IsMarket ? OrderTraits.Market : OrderTraits.None)
                | (isStanding ? OrderTraits.Standing : OrderTraits.None),
        });

    /// <summary>A demand schedule for a session market.</summary>
    public static int SubmitSchedule(
        Span<byte> record, CommandHeader header, ulong id, in DemandSchedule schedule, bool isStanding) =>
        WriteSchedule(record, header, CommandKind.SubmitSchedule, id, schedule, isStanding);

    /// <summary>A demand schedule to put in the place of another.</summary>
    public static int ReplaceSchedule(Span<byte> record, CommandHeader header, ulong id, in DemandSchedule schedule) =>
        WriteSchedule(record, header, CommandKind.ReplaceSchedule, id, schedule, isStanding: false);

    /// <summary>A conditional bid for a session market.</summary>
    public static int SubmitConditional(
        Span<byte> record, CommandHeader header, ulong id, in ConditionalBid bid, bool isStanding) =>
        WriteConditional(record, header, CommandKind.SubmitConditional, id, bid, isStanding);

    /// <summary>A conditional bid to put in the place of another.</summary>
    public static int ReplaceConditional(Span<byte> record, CommandHeader header, ulong id, in ConditionalBid bid) =>
        WriteConditional(record, header, CommandKind.ReplaceConditional, id, bid, isStanding: false);

    /// <summary>A report of a kind for a session market.</summary>
    public static int SubmitReport(
        Span<byte> record, CommandHeader header, ulong id, BidKind kind, Quantity reported, bool isStanding) =>
        WriteReport(record, header, CommandKind.SubmitReport, id, kind, reported, isStanding);

    /// <summary>A report to put in the place of another of its kind.</summary>
    public static int ReplaceReport(Span<byte> record, CommandHeader header, ulong id, BidKind kind, Quantity reported) =>
        WriteReport(record, header, CommandKind.ReplaceReport, id, kind, reported, isStanding: false);

    /// <summary>The clearing of the header's market.</summary>
    public static int Clear(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.Clear, CommandHeader.Size);

    /// <summary>The exchange is up again after a time in which nothing was sequenced.</summary>
    public static int Resumed(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.Resumed, CommandHeader.Size);

    /// <summary>Commands are taken again after a pause in which nothing was sequenced, the exchange being up.</summary>
    public static int Continued(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.Continued, CommandHeader.Size);

    /// <summary>A change to a live order.</summary>
    public static int ReplaceOrder(Span<byte> record, CommandHeader header, ulong id, in Replacement replacement) =>
        WriteOrder(record, header, CommandKind.ReplaceOrder, new OrderPayload
        {
            Id = id,
            Ticks = replacement.Price?.Ticks ?? 0,
            Lots = (uint)replacement.Quantity.Lots,
            Traits = (replacement.Price is null ? OrderTraits.None : OrderTraits.HasPrice)
                | (replacement.LosesPriority ? OrderTraits.LosesPriority : OrderTraits.None),
        });

    /// <summary>The cancellation of a live order.</summary>
    public static int CancelOrder(Span<byte> record, CommandHeader header, ulong id) =>
        WriteOrder(record, header, CommandKind.CancelOrder, new OrderPayload { Id = id });

    /// <summary>The cancellation of all live orders of the header's account, in its market or in all.</summary>
    public static int CancelAllOrders(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.CancelAllOrders, CommandHeader.Size);

    /// <summary>The passing of time.</summary>
    public static int Advance(Span<byte> record, CommandHeader header) =>
        WriteHeader(record, header, CommandKind.Advance, CommandHeader.Size);

    /// <summary>The definition of a market.</summary>
    public static int DefineMarket(Span<byte> record, CommandHeader header, MarketDefinition market)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        MarketRecord.Write(market, ref writer);
        return WriteHeader(record, header, CommandKind.DefineMarket, writer.Position);
    }

    /// <summary>The definition of an account. At most 64 instruments and 64 groups.</summary>
    public static int DefineAccount(Span<byte> record, CommandHeader header, AccountDefinition account)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(account.Id);
        WriteHoldings(ref writer, account.Deposit);
        writer.Write(account.Capacity);
        writer.Write((byte)account.Groups.Count);
        foreach (var group in account.Groups)
        {
            writer.Write(group);
        }
        LimitsRecord.Write(account.Limits, ref writer);
        return WriteHeader(record, header, CommandKind.DefineAccount, writer.Position);
    }

    /// <summary>The limits of the header's account from now on, in place of those it had.</summary>
    public static int SetLimits(Span<byte> record, CommandHeader header, AccountLimits limits)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        LimitsRecord.Write(limits, ref writer);
        return WriteHeader(record, header, CommandKind.SetLimits, writer.Position);
    }

    /// <summary>A deposit to (positive) or withdrawal from (negative) the header's account. At most 64 instruments.</summary>
    public static int Transfer(Span<byte> record, CommandHeader header, Holdings amounts)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        WriteHoldings(ref writer, amounts);
        return WriteHeader(record, header, CommandKind.Transfer, writer.Position);
    }

    /// <summary>The change of the header's market to another phase.</summary>
    public static int SetPhase(Span<byte> record, CommandHeader header, MarketPhase phase)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write((byte)phase);
        return WriteHeader(record, header, CommandKind.SetPhase, writer.Position);
    }

    /// <summary>A question: the balances of the header's account, the book of its market, or its session's last number.</summary>
    public static int Query(Span<byte> record, CommandHeader header, CommandKind kind) =>
        WriteHeader(record, header, kind, CommandHeader.Size);

    /// <summary>The definition in a DefineMarket record.</summary>
    public static MarketDefinition ReadMarket(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record, CommandHeader.Size);
        return MarketRecord.Read(ref reader);
    }

    /// <summary>The definition in a DefineAccount record.</summary>
    public static AccountDefinition ReadAccount(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record, CommandHeader.Size);
        var id = reader.ReadString();
        var deposit = ReadHoldings(ref reader);
        var capacity = reader.ReadDecimal();
        var groups = new string[reader.ReadByte()];
        for (var i = 0; i < groups.Length; i++)
        {
            groups[i] = reader.ReadString();
        }
        return new(id, deposit, groups, capacity) { Limits = LimitsRecord.Read(ref reader) };
    }

    /// <summary>The limits in a SetLimits record.</summary>
    public static AccountLimits ReadLimits(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record, CommandHeader.Size);
        return LimitsRecord.Read(ref reader);
    }

    /// <summary>The amounts in a Transfer record.</summary>
    public static Holdings ReadTransfer(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record, CommandHeader.Size);
        return ReadHoldings(ref reader);
    }

    /// <summary>The phase in a SetPhase record.</summary>
    public static MarketPhase ReadPhase(ReadOnlySpan<byte> record) => (MarketPhase)record[CommandHeader.Size];

    /// <summary>The payload of a SubmitOrder, SubmitOrderWithTerms, SubmitPegged, ReplaceOrder or CancelOrder record.</summary>
    public static ref readonly OrderPayload ReadOrder(ReadOnlySpan<byte> record) =>
        ref MemoryMarshal.AsRef<OrderPayload>(record[CommandHeader.Size..]);

    /// <summary>The id in the record of a schedule, a conditional bid or a report.</summary>
    public static ulong ReadBidId(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt64LittleEndian(record[CommandHeader.Size..]);

    /// <summary>The schedule in a SubmitSchedule or ReplaceSchedule record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="points">Room for its points, which the schedule then consists of.</param>
    /// <param name="isStanding">Whether it stays after a clearing.</param>
    public static DemandSchedule ReadSchedule(ReadOnlySpan<byte> record, Span<SchedulePoint> points, out bool isStanding)
    {
        var reader = new RecordReader(record, CommandHeader.Size + sizeof(ulong));
        var isPerSecond = reader.ReadByte() != 0;
        isStanding = reader.ReadByte() != 0;
        points = points[..(int)reader.ReadInt64()];
        foreach (ref var point in points)
        {
            point = new(new(reader.ReadInt32()), new(reader.ReadInt64()));
        }
        var reason = DemandSchedule.TryCreate(points, isPerSecond, out var schedule);
        System.Diagnostics.Debug.Assert(reason == Reason.None, "The edge lets no other schedule in.");
        return schedule;
    }

    /// <summary>The conditional bid in a SubmitConditional or ReplaceConditional record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="conditions">Room for its conditions.</param>
    /// <param name="isStanding">Whether it stays after a clearing.</param>
    public static ConditionalBid ReadConditional(ReadOnlySpan<byte> record, Span<Condition> conditions, out bool isStanding)
    {
        var reader = new RecordReader(record, CommandHeader.Size + sizeof(ulong));
        isStanding = reader.ReadByte() != 0;
        var (intercept, slope) = (reader.ReadDecimal(), reader.ReadDecimal());
        var (least, most) = (ReadBound(ref reader), ReadBound(ref reader));
        conditions = conditions[..reader.ReadByte()];
        foreach (ref var condition in conditions)
        {
            var isAccount = reader.ReadByte() != 0;
            var number = reader.ReadInt32();
            condition = new(isAccount ? ConditionTarget.Account(number) : ConditionTarget.Group(number), reader.ReadDecimal());
        }
        var reason = ConditionalBid.TryCreate(intercept, slope, conditions, least, most, out var bid);
        System.Diagnostics.Debug.Assert(reason == Reason.None, "The edge lets no other bid in.");
        return bid;
    }

    /// <summary>The report in a SubmitReport or ReplaceReport record.</summary>
    public static Bid ReadReport(ReadOnlySpan<byte> record, out bool isStanding)
    {
        var reader = new RecordReader(record, CommandHeader.Size + sizeof(ulong));
        var kind = (BidKind)reader.ReadByte();
        isStanding = reader.ReadByte() != 0;
        return Bid.Report(kind, new(reader.ReadInt64()));
    }

    private static int WriteSchedule(
        Span<byte> record, CommandHeader header, CommandKind kind, ulong id, in DemandSchedule schedule, bool isStanding)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(unchecked((long)id));
        writer.Write((byte)(schedule.IsPerSecond ? 1 : 0));
        writer.Write((byte)(isStanding ? 1 : 0));
        writer.Write((long)schedule.Points.Length);
        foreach (ref readonly var point in schedule.Points)
        {
            writer.Write(point.Price.Ticks);
            writer.Write(point.Quantity.Lots);
        }
        return WriteHeader(record, header, kind, writer.Position);
    }

    private static int WriteReport(
        Span<byte> record, CommandHeader header, CommandKind command, ulong id, BidKind kind, Quantity reported, bool isStanding)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(unchecked((long)id));
        writer.Write((byte)kind);
        writer.Write((byte)(isStanding ? 1 : 0));
        writer.Write(reported.Lots);
        return WriteHeader(record, header, command, writer.Position);
    }

    private static int WriteConditional(
        Span<byte> record, CommandHeader header, CommandKind kind, ulong id, in ConditionalBid bid, bool isStanding)
    {
        var writer = new RecordWriter(record, CommandHeader.Size);
        writer.Write(unchecked((long)id));
        writer.Write((byte)(isStanding ? 1 : 0));
        writer.Write(bid.Intercept);
        writer.Write(bid.Slope);
        writer.Write(bid.MinQuantity?.Lots ?? NoBound);
        writer.Write(bid.MaxQuantity?.Lots ?? NoBound);
        writer.Write((byte)bid.Conditions.Length);
        foreach (ref readonly var condition in bid.Conditions)
        {
            writer.Write((byte)(condition.Target.IsAccount ? 1 : 0));
            writer.Write(condition.Target.Number);
            writer.Write(condition.Slope);
        }
        return WriteHeader(record, header, kind, writer.Position);
    }

    private static Quantity? ReadBound(ref RecordReader reader) =>
        reader.ReadInt64() is var lots && lots == NoBound ? null : new Quantity(lots);

    private static int WriteOrder(Span<byte> record, CommandHeader header, CommandKind kind, in OrderPayload payload)
    {
        MemoryMarshal.Write(record[CommandHeader.Size..], payload);
        return WriteHeader(record, header, kind, OrderLength);
    }

    private static int WriteHeader(Span<byte> record, CommandHeader header, CommandKind kind, int length)
    {
        header.Kind = kind;
        header.Length = length;
        MemoryMarshal.Write(record, header);
        return length;
    }

    private static void WriteHoldings(ref RecordWriter writer, Holdings holdings)
    {
        writer.Write(holdings.Cash.Atoms);
        writer.Write((byte)holdings.Units.Count);
        foreach (var (instrument, units) in holdings.Units)
        {
            writer.Write(instrument);
            writer.Write(units.Parts);
        }
    }

    private static Holdings ReadHoldings(ref RecordReader reader)
    {
        var cash = new Cash(reader.ReadInt128());
        var units = new (string, Units)[reader.ReadByte()];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = (reader.ReadString(), new(reader.ReadInt128()));
        }
        return new(cash, units);
    }
}
