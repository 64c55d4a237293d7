using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Clearing.ReferenceCross;
using Exchange.Engine.Kernel;
using Exchange.Engine.Markets;
using Google.Protobuf;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads bids, and changes to bids, by what their market takes, and writes the commands that bring them.</summary>
internal static class BidMapping
{
    /// <summary>Reads a bid and writes the command that brings it.</summary>
    /// <param name="bid">The message, one of <see cref="BidMessages"/>.</param>
    /// <param name="id">The client order id.</param>
    /// <param name="isStanding">Whether it is to stay through clearings.</param>
    /// <param name="market">For whom.</param>
    /// <param name="roster">The names that conditions use.</param>
    /// <param name="header">Of the command.</param>
    /// <param name="record">At least <see cref="Commands.MaxInstructionLength"/> bytes.</param>
    /// <param name="length">The record's length.</param>
    public static Refusal TryWriteSubmit(
        IMessage? bid,
        ulong id,
        bool isStanding,
        MarketDefinition market,
        IRoster roster,
        CommandHeader header,
        Span<byte> record,
        out int length)
    {
        length = 0;
        if (market.Rule is ContinuousRuleDefinition)
        {
            return TryWriteOrder(bid, id, isStanding, market, header, record, out length);
        }
        if (market.Rule is ReferenceCrossDefinition)
        {
            return TryWritePegged(bid, id, isStanding, market, header, record, out length);
        }
        Span<SchedulePoint> points = stackalloc SchedulePoint[ScheduleMapping.PointCount(bid as V1.Schedule)];
        Span<Condition> conditions = stackalloc Condition[ConditionalBidMapping.ConditionCount(bid as V1.ConditionalBid)];
        var refusal = TryRead(bid, market, roster, points, conditions, out var read);
        if (!refusal.IsRefused)
        {
            length = read.Kind switch
            {
                BidKind.Limit or BidKind.Market => Commands.SubmitOrder(record, header, id, read.Order, isStanding),
                BidKind.Schedule or BidKind.RateSchedule => Commands.SubmitSchedule(record, header, id, read.Schedule, isStanding),
                BidKind.Conditional => Commands.SubmitConditional(record, header, id, read.Conditional, isStanding),
                _ => Commands.SubmitReport(record, header, id, read.Kind, read.Reported, isStanding),
            };
        }
        return refusal;
    }

    /// <summary>
    /// Reads a change to a live bid and writes the command that makes it: a bid that takes its place, or what of an order
    /// changes, where what is empty stays as it is.
    /// </summary>
    /// <inheritdoc cref="TryWriteSubmit"/>
    public static Refusal TryWriteReplace(
        V1.ReplaceOrder replace,
        MarketDefinition market,
        IRoster roster,
        CommandHeader header,
        Span<byte> record,
        out int length)
    {
        length = 0;
        if (BidMessages.BidOf(replace, out var isOne) is { } bid)
        {
            return isOne && replace.Quantity.Length + replace.Price.Length == 0
                ? TryWriteReplaceWhole(replace, bid, market, roster, header, record, out length)
                : Refusal.Malformed(
                    "a schedule, a conditional bid or a report says everything: quantity, price and another bid have no place beside it");
        }
        var refusal = OrderMapping.TryReadReplacement(replace, market.Grid, out var replacement);
        if (!refusal.IsRefused)
        {
            length = Commands.ReplaceOrder(record, header, replace.Id, replacement);
        }
        return refusal;
    }

    /// <summary>An order for a book, which alone may have terms.</summary>
    private static Refusal TryWriteOrder(
        IMessage? bid,
        ulong id,
        bool isStanding,
        MarketDefinition market,
        CommandHeader header,
        Span<byte> record,
        out int length)
    {
        var refusal = OrderMapping.TryRead(bid, market, out var order, out var terms);
        if (!refusal.IsRefused && isStanding)
        {
            refusal = Refusal.Malformed("standing is for session markets: in a book timeInForce says how long an order lives");
        }
        length = refusal.IsRefused ? 0 : Commands.SubmitOrder(record, header, id, order, terms);
        return refusal;
    }

    /// <summary>A pegged order for a reference cross.</summary>
    private static Refusal TryWritePegged(
        IMessage? bid,
        ulong id,
        bool isStanding,
        MarketDefinition market,
        CommandHeader header,
        Span<byte> record,
        out int length)
    {
        var refusal = PeggedMapping.TryRead(bid, market, out var order, out var terms);
        if (!refusal.IsRefused && isStanding)
        {
            refusal = Refusal.Malformed("standing is for session markets: in a reference cross timeInForce says how long an order lives");
        }
        length = refusal.IsRefused ? 0 : Commands.SubmitPegged(record, header, id, order, terms);
        return refusal;
    }

    private static Refusal TryRead(
        IMessage? message,
        MarketDefinition market,
        IRoster roster,
        Span<SchedulePoint> points,
        Span<Condition> conditions,
        out Bid bid)
    {
        if (market.Rule is SessionRuleDefinition rule)
        {
            return SessionBidMapping.TryRead(message, rule, market.Grid, roster, points, conditions, out bid);
        }
        var refusal = OrderMapping.TryRead(message, market, out var order, out _);
        bid = refusal.IsRefused ? default : Bid.Of(order);
        return refusal;
    }

    private static Refusal TryWriteReplaceWhole(
        V1.ReplaceOrder replace,
        IMessage bid,
        MarketDefinition market,
        IRoster roster,
        CommandHeader header,
        Span<byte> record,
        out int length)
    {
        length = 0;
        Span<SchedulePoint> points = stackalloc SchedulePoint[ScheduleMapping.PointCount(replace.Schedule)];
        Span<Condition> conditions = stackalloc Condition[ConditionalBidMapping.ConditionCount(replace.Conditional)];
        var refusal = TryRead(bid, market, roster, points, conditions, out var read);
        if (!refusal.IsRefused)
        {
            length = read.Kind switch
            {
                BidKind.Schedule or BidKind.RateSchedule => Commands.ReplaceSchedule(record, header, replace.Id, read.Schedule),
                BidKind.Conditional => Commands.ReplaceConditional(record, header, replace.Id, read.Conditional),
                _ => Commands.ReplaceReport(record, header, replace.Id, read.Kind, read.Reported),
            };
        }
        return refusal;
    }
}
