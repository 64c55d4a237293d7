using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;
using Exchange.Engine.Numerics;
using Google.Protobuf;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads the bids that session markets take.</summary>
internal static class SessionBidMapping
{
    /// <summary>Reads a bid.</summary>
    /// <param name="message">The message, one of <see cref="BidMessages"/>.</param>
    /// <param name="rule">Says which kinds the market takes.</param>
    /// <param name="grid">The market's ticks and lots.</param>
    /// <param name="roster">The names that conditions use.</param>
    /// <param name="points">Room for a schedule's points (<see cref="ScheduleMapping.PointCount"/>), of which the bid then consists.</param>
    /// <param name="conditions">Room for conditions (<see cref="ConditionalBidMapping.ConditionCount"/>), the same way.</param>
    /// <param name="bid">The bid.</param>
    public static Refusal TryRead(
        IMessage? message,
        SessionRuleDefinition rule,
        Grid grid,
        IRoster roster,
        Span<SchedulePoint> points,
        Span<Condition> conditions,
        out Bid bid)
    {
        bid = default;
        if (message is null)
        {
            return Refusal.Malformed("the bid is missing");
        }
        if (KindOf(message) is not { } kind || !rule.Takes(kind))
        {
            return RuleMapping.WrongBidKind(rule);
        }
        switch (message)
        {
            case V1.LimitOrder limit:
                return TryRead(limit, grid, out bid);
            case V1.MarketOrder market:
                return TryRead(market, grid, out bid);
            case V1.Schedule schedule:
                return TryRead(schedule, grid, points, out bid);
            case V1.ConditionalBid conditional:
                return TryRead(conditional, grid, roster, conditions, out bid);
            case V1.InventoryReport inventory:
                return TryReadReport(inventory.Quantity, kind, grid, out bid);
            default:
                return TryReadReport(((V1.EndowmentReport)message).Quantity, kind, grid, out bid);
        }
    }

    private static BidKind? KindOf(IMessage message) => message switch
    {
        V1.LimitOrder => BidKind.Limit,
        V1.MarketOrder => BidKind.Market,
        V1.Schedule { PerSecond: true } => BidKind.RateSchedule,
        V1.Schedule => BidKind.Schedule,
        V1.ConditionalBid => BidKind.Conditional,
        V1.InventoryReport => BidKind.Inventory,
        V1.EndowmentReport => BidKind.Endowment,
        _ => null,
    };

    /// <summary>A limit order for a clearing has no life of its own, and hides nothing.</summary>
    private static Refusal TryRead(V1.LimitOrder limit, Grid grid, out Bid bid)
    {
        bid = default;
        if (limit.TimeInForce != V1.TimeInForce.Gtc || limit.PostOnly
            || limit.Expires.Length + limit.Display.Length + limit.MinimumQuantity.Length + limit.Stop.Length > 0)
        {
            return new(
                Reason.WrongBidKind,
                "an auction takes no orders with timeInForce, expires, postOnly, display, minimumQuantity or stop");
        }
        var refusal = OrderMapping.TryReadLimit(limit, grid, TimeInForce.GoodTillCancelled, out var order);
        bid = refusal.IsRefused ? default : Bid.Of(order);
        return refusal;
    }

    private static Refusal TryRead(V1.MarketOrder market, Grid grid, out Bid bid)
    {
        bid = default;
        if (market.Stop.Length > 0)
        {
            return new(Reason.WrongBidKind, "an auction takes no orders with stop");
        }
        var refusal = OrderMapping.TryReadMarket(market, grid, out var order);
        bid = refusal.IsRefused ? default : Bid.Of(order);
        return refusal;
    }

    private static Refusal TryRead(V1.Schedule message, Grid grid, Span<SchedulePoint> points, out Bid bid)
    {
        var refusal = ScheduleMapping.TryRead(message, grid, points, out var schedule);
        bid = refusal.IsRefused ? default : Bid.Of(schedule);
        return refusal;
    }

    private static Refusal TryRead(
        V1.ConditionalBid message, Grid grid, IRoster roster, Span<Condition> conditions, out Bid bid)
    {
        var refusal = ConditionalBidMapping.TryRead(message, grid, roster, conditions, out var conditional);
        bid = refusal.IsRefused ? default : Bid.Of(conditional);
        return refusal;
    }

    private static Refusal TryReadReport(string text, BidKind kind, Grid grid, out Bid bid)
    {
        var refusal = Decimals.TryReadSignedQuantity(text, "quantity", grid, out var quantity);
        bid = refusal.IsRefused ? default : Bid.Report(kind, quantity);
        return refusal;
    }
}
