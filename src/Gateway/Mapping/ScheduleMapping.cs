using Exchange.Engine.Bids;
using Exchange.Engine.Markets;

namespace Exchange.Gateway.Mapping;

/// <summary>Reads and writes demand schedules.</summary>
internal static class ScheduleMapping
{
    /// <summary>How many points there must be room for to read a schedule, or what is none.</summary>
    public static int PointCount(V1.Schedule? message) => Math.Min(message?.Points.Count ?? 0, DemandSchedule.MaxPoints);

    /// <summary>Reads a schedule. Its points are in the room given.</summary>
    public static Refusal TryRead(V1.Schedule message, Grid grid, Span<SchedulePoint> points, out DemandSchedule schedule)
    {
        schedule = default;
        if (message.Points.Count > DemandSchedule.MaxPoints)
        {
            return Refusal.Of(Reason.TooManyPoints);
        }
        points = points[..message.Points.Count];
        for (var i = 0; i < points.Length; i++)
        {
            var refusal = TryRead(message.Points[i], grid, out points[i]);
            if (refusal.IsRefused)
            {
                return refusal with { Detail = $"point {i + 1}: {refusal.Detail}" };
            }
        }
        var reason = DemandSchedule.TryCreate(points, message.PerSecond, out schedule);
        return new(reason, reason == Reason.NotMonotone ? "prices must not fall and quantities not rise" : reason.Detail());
    }

    /// <summary>Writes a schedule.</summary>
    public static V1.Schedule Write(in DemandSchedule schedule, Grid grid)
    {
        var message = new V1.Schedule { PerSecond = schedule.IsPerSecond };
        foreach (ref readonly var point in schedule.Points)
        {
            message.Points.Add(new V1.Point { Price = grid.Format(point.Price), Quantity = grid.Format(point.Quantity) });
        }
        return message;
    }

    private static Refusal TryRead(V1.Point message, Grid grid, out SchedulePoint point)
    {
        point = default;
        var refusal = Decimals.TryReadPrice(message.Price, "price", grid, out var price);
        if (refusal.IsRefused)
        {
            return refusal;
        }
        refusal = Decimals.TryReadSignedQuantity(message.Quantity, "quantity", grid, out var quantity);
        point = new(price, quantity);
        return refusal;
    }
}
