using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
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
        Span<SchedulePoint> points = stackalloc SchedulePoint[ScheduleMapping.PointCount(bid as V1.Schedule)];
        Span<Condition> conditions = stackalloc Condition[ConditionalBidMapping.ConditionCount(bid as V1.ConditionalBid)];
        var refusal = TryRead(bid, isStanding, market, roster, points, conditions, out var read);
        if (!refusal.IsRefused)
        {
            length = read.Kind switch
            {
                BidKind.Limit or BidKind.Market => Commands.SubmitOrder(record, header, id, read.Order, isStanding),
                BidKind.Schedule or BidKind.RateSchedule => Commands.SubmitSchedule(record, header, id, read.Schedule, isStanding),
                _ => Commands.SubmitReport(record, header, id, read.Kind, read.Reported, isStanding),
            };
        }
        return refusal;
    }

    /// <summary>Reads a change to a live bid and writes the command that makes it; what is empty stays as it is.</summary>
    /// <inheritdoc cref="TryWriteSubmit"/>
    public static Refusal TryWriteReplace(
        V1.ReplaceOrder replace, MarketDefinition market, CommandHeader header, Span<byte> record, out int length)
    {
        if (replace.Schedule is not null)
        {
            return TryWriteReplaceSchedule(replace, market, header, record, out length);
        }
        length = 0;
        var refusal = OrderMapping.TryReadReplacement(replace, market.Grid, out var replacement);
        if (!refusal.IsRefused)
        {
            length = Commands.ReplaceOrder(record, header, replace.Id, replacement);
        }
        return refusal;
    }

    private static Refusal TryRead(
        IMessage? message,
        bool isStanding,
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
        var refusal = OrderMapping.TryRead(message, market, out var order);
        bid = refusal.IsRefused ? default : Bid.Of(order);
        return !refusal.IsRefused && isStanding
            ? Refusal.Malformed("standing is for session markets: in a book timeInForce says how long an order lives")
            : refusal;
    }

    private static Refusal TryWriteReplaceSchedule(
        V1.ReplaceOrder replace, MarketDefinition market, CommandHeader header, Span<byte> record, out int length)
    {
        length = 0;
        if (market.Rule is not SessionRuleDefinition rule || !rule.Takes(BidKind.Schedule))
        {
            return RuleMapping.WrongBidKind(market.Rule);
        }
        if (replace.Quantity.Length + replace.Price.Length > 0)
        {
            return Refusal.Malformed("a schedule says everything: quantity and price stand only in a change to an order");
        }
        Span<SchedulePoint> points = stackalloc SchedulePoint[ScheduleMapping.PointCount(replace.Schedule)];
        var refusal = ScheduleMapping.TryRead(replace.Schedule, market.Grid, points, out var schedule);
        if (!refusal.IsRefused)
        {
            length = Commands.ReplaceSchedule(record, header, replace.Id, schedule);
        }
        return refusal;
    }
}
