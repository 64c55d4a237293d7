using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// What a participant wants to buy (above zero) or sell (below) at every price: linear between its points, constant
/// beyond the ends, two points at one price a vertical step. Valid by construction. It does not own its points.
/// </summary>
public readonly ref struct DemandSchedule
{
    /// <summary>The fewest points of a schedule.</summary>
    public const int MinPoints = 2;

    /// <summary>The most points of a schedule.</summary>
    public const int MaxPoints = 1_000;

    private DemandSchedule(ReadOnlySpan<SchedulePoint> points, bool isPerSecond)
    {
        Points = points;
        IsPerSecond = isPerSecond;
    }

    /// <summary>The points: prices never fall, quantities never rise.</summary>
    public ReadOnlySpan<SchedulePoint> Points { get; }

    /// <summary>Whether the quantities are lots per second, a flow of demand: see <see cref="Accrual"/>.</summary>
    public bool IsPerSecond { get; }

    /// <summary>
    /// Makes a schedule of points, which must stay as they are while it is in use.
    /// <see cref="Reason.TooFewPoints"/>: fewer than two. <see cref="Reason.TooManyPoints"/>: more than 1,000.
    /// <see cref="Reason.OutOfRange"/>: a quantity beyond 4·10⁹ lots. <see cref="Reason.NotMonotone"/>: a price falls or
    /// a quantity rises. <see cref="Reason.CrossesZero"/>: buyer and seller at one price. The first that holds is given.
    /// </summary>
    public static Reason TryCreate(ReadOnlySpan<SchedulePoint> points, bool isPerSecond, out DemandSchedule schedule)
    {
        var reason = Check(points);
        schedule = reason == Reason.None ? new(points, isPerSecond) : default;
        return reason;
    }

    /// <summary>
    /// The least and the greatest quantity accepted at a price. They differ at a vertical step only, and there they are
    /// not of opposite signs; between two points both are the interpolated quantity, truncated toward zero.
    /// </summary>
    public (Quantity Least, Quantity Greatest) AcceptedAt(Price price)
    {
        var last = Polyline.LastAtOrBelow(Points, price.Ticks);
        if (last >= 0 && Points[last].Price == price)
        {
            return (Points[last].Quantity, Points[Polyline.FirstAtPriceOf(Points, last)].Quantity);
        }
        var quantity = new Quantity(QuantityAt(price).Lots);
        return (quantity, quantity);
    }

    /// <summary>
    /// What the schedule wants most at a price: the greatest quantity accepted by a buyer, the least (the largest sale)
    /// by a seller. It never rises with the price; demand is its positive part, supply the negative of its negative part.
    /// </summary>
    public Quantity QuantityAt(Price price) => new(Polyline.At(Points, price.Ticks, out _).Truncated);

    private static Reason Check(ReadOnlySpan<SchedulePoint> points)
    {
        if (points.Length < MinPoints)
        {
            return Reason.TooFewPoints;
        }
        if (points.Length > MaxPoints)
        {
            return Reason.TooManyPoints;
        }
        foreach (ref readonly var point in points)
        {
            // Not by Math.Abs, which throws at the end of the range.
            if (point.Quantity.Lots is > Quantity.MaxOrderLots or < -Quantity.MaxOrderLots)
            {
                return Reason.OutOfRange;
            }
        }
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].Price < points[i - 1].Price || points[i].Quantity > points[i - 1].Quantity)
            {
                return Reason.NotMonotone;
            }
        }
        for (var (i, step) = (1, 0); i < points.Length; i++)
        {
            step = points[i].Price == points[step].Price ? step : i;
            if (points[step].Quantity.Lots > 0 && points[i].Quantity.Lots < 0)
            {
                return Reason.CrossesZero;
            }
        }
        return Reason.None;
    }
}
