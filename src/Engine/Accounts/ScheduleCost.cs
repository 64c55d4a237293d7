using Exchange.Engine.Bids;

namespace Exchange.Engine.Accounts;

/// <summary>What a demand schedule can cost its owner, in ticks times lots, never too little.</summary>
internal static class ScheduleCost
{
    /// <summary>The most that it spends at one price: the greatest p·D(p).</summary>
    /// <param name="points">Its points.</param>
    /// <param name="highest">The highest price there can be, in ticks.</param>
    public static Int128 Most(ReadOnlySpan<SchedulePoint> points, int highest)
    {
        var most = Int128.Max(Spent(points, points[0].Price.Ticks), Spent(points, Math.Max(highest, points[^1].Price.Ticks)));
        for (var i = 1; i < points.Length; i++)
        {
            var (left, right) = (points[i - 1], points[i]);
            most = Int128.Max(most, Spent(points, right.Price.Ticks));
            Int128 fall = left.Quantity.Lots - right.Quantity.Lots;
            if (fall > 0 && left.Price != right.Price)
            {
                // Between two points p·D(p) is a parabola: it is most at its top, or next to it.
                var rise = right.Price.Ticks - left.Price.Ticks;
                var top = ((left.Price.Ticks * fall) + ((Int128)left.Quantity.Lots * rise)) / (2 * fall);
                for (var ticks = top - 1; ticks <= top + 1; ticks++)
                {
                    var near = Int128.Clamp(ticks, left.Price.Ticks, right.Price.Ticks);
                    most = Int128.Max(most, Spent(points, (int)near));
                }
            }
        }
        return most;
    }

    /// <summary>
    /// The area under it where it buys at prices above zero: what it spends at most when it stands and buys lot by lot, each
    /// at the highest price at which it wants it.
    /// </summary>
    /// <param name="points">Its points.</param>
    /// <param name="bought">The lots it has bought already.</param>
    /// <param name="highest">The highest price there can be, in ticks.</param>
    public static Int128 Area(ReadOnlySpan<SchedulePoint> points, long bought, int highest)
    {
        var always = Int128.Max(points[^1].Quantity.Lots - bought, 0);
        var area = always * Math.Max(Math.Max(highest, points[^1].Price.Ticks), 0);
        for (var i = 1; i < points.Length; i++)
        {
            area += Area(points[i - 1], points[i], bought);
        }
        return area;
    }

    /// <summary>A price below which it sells nothing, in ticks.</summary>
    /// <param name="points">Its points.</param>
    /// <param name="sold">The lots it has sold already.</param>
    /// <param name="lowest">The lowest price there can be, in ticks.</param>
    public static int LowestSale(ReadOnlySpan<SchedulePoint> points, long sold, int lowest)
    {
        for (var i = 1; i < points.Length; i++)
        {
            if (points[i].Quantity.Lots < -sold && points[0].Quantity.Lots >= -sold)
            {
                return points[i - 1].Price.Ticks;
            }
        }
        return Math.Min(lowest, points[0].Price.Ticks);
    }

    /// <summary>Under the line between two points, of the lots beyond those bought; a price below zero counts as zero.</summary>
    private static Int128 Area(in SchedulePoint left, in SchedulePoint right, long bought)
    {
        Int128 width = left.Quantity.Lots - Math.Max(right.Quantity.Lots, bought);
        if (width <= 0)
        {
            return 0;
        }
        Int128 fall = left.Quantity.Lots - right.Quantity.Lots;
        var rise = right.Price.Ticks - left.Price.Ticks;
        var dearest = (left.Price.Ticks * fall) + (rise * width); // times the fall
        if (dearest <= 0)
        {
            return 0;
        }
        var sum = width * (dearest + (Math.Max(left.Price.Ticks, 0) * fall));
        return (sum + (2 * fall) - 1) / (2 * fall);
    }

    /// <summary>p·D(p) with D not rounded, at least zero.</summary>
    private static Int128 Spent(ReadOnlySpan<SchedulePoint> points, int ticks)
    {
        var demand = Polyline.At(points, ticks, out _);
        return ticks > 0 && demand.Numerator > 0 ? (Int128)ticks * demand.Numerator / demand.Denominator : 0;
    }
}
