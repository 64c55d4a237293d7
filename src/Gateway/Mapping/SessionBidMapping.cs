using System.Buffers;
using Exchange.Engine.Bids;
using Exchange.Engine.Markets;
using Exchange.Engine.Numerics;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads the bids that session markets take. Market orders are those of <see cref="BidMapping"/>.</summary>
internal static class SessionBidMapping
{
    /// <summary>Reads a limit order for one clearing: it has no life of its own, and hides nothing.</summary>
    public static Refusal TryRead(V1.LimitOrder limit, Grid grid, out Order order)
    {
        order = default;
        if (limit.TimeInForce != V1.TimeInForce.Gtc || limit.PostOnly
            || limit.Expires.Length + limit.Display.Length + limit.MinimumQuantity.Length + limit.Stop.Length > 0)
        {
            return new(
                Reason.WrongBidKind,
                "an auction takes no orders with timeInForce, expires, postOnly, display, minimumQuantity or stop");
        }
        var refusal = BidMapping.TryReadSide(limit.Side, out var side);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadOrderSize(limit.Quantity, grid, out var quantity);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadPrice(limit.Price, grid, out var price);
        if (!refusal.IsRefused)
        {
            order = Order.Limit(side, quantity, price, TimeInForce.GoodTillCancelled);
        }
        return refusal;
    }

    /// <summary>Reads a demand schedule. Its points are in the buffer, which is used again for the next.</summary>
    public static Refusal TryRead(
        V1.Schedule message, Grid grid, ArrayBufferWriter<SchedulePoint> points, out DemandSchedule schedule)
    {
        schedule = default;
        points.ResetWrittenCount();
        if (message.Points.Count > DemandSchedule.MaxPoints)
        {
            return Refusal.Of(Reason.TooManyPoints);
        }
        foreach (var point in message.Points)
        {
            var refusal = TryRead(point, grid, out points.GetSpan(1)[0]);
            if (refusal.IsRefused)
            {
                return refusal with { Detail = $"point {points.WrittenCount + 1}: {refusal.Detail}" };
            }
            points.Advance(1);
        }
        var reason = DemandSchedule.TryCreate(points.WrittenSpan, message.PerSecond, out schedule);
        return new(reason, reason == Reason.NotMonotone ? "prices must not fall and quantities not rise" : reason.Detail());
    }

    /// <summary>Reads a quantity that buys above zero and sells, or is short, below.</summary>
    public static Refusal TryReadSigned(string text, Grid grid, out Quantity quantity)
    {
        quantity = default;
        var refusal = Decimals.TryRead(text, "quantity", out var value);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        if (!value.TryDivideExactly(grid.LotSize, out var lots))
        {
            return new(Reason.OffGrid, $"quantity {value} is not a multiple of the lot {grid.LotSize}");
        }
        if (Int128.Abs(lots) > Quantity.MaxOrderLots)
        {
            return new(Reason.OutOfRange, $"quantity {value} is beyond {Quantity.MaxOrderLots} lots");
        }
        quantity = new((long)lots);
        return Refusal.None;
    }

    /// <summary>Refuses a bid of another kind than the market takes, or none.</summary>
    public static Refusal WrongKind(bool isMissing, string taken) => isMissing
        ? Refusal.Malformed("the bid is missing")
        : new(Reason.WrongBidKind, taken);

    private static Refusal TryRead(V1.Point message, Grid grid, out SchedulePoint point)
    {
        point = default;
        var refusal = Decimals.TryReadPrice(message.Price, grid, out var price);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = TryReadSigned(message.Quantity, grid, out var quantity);
        point = new(price, quantity);
        return refusal;
    }
}
