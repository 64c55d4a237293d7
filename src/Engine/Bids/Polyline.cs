using System.Runtime.CompilerServices;

namespace Exchange.Engine.Bids;

/// <summary>An exact number of lots: numerator over a denominator above zero.</summary>
internal readonly record struct Ratio(long Numerator, long Denominator)
{
    /// <summary>The whole lots, toward zero.</summary>
    public long Truncated => Denominator == 1 ? Numerator : Numerator / Denominator;
}

/// <summary>
/// The quantity of falling points at a price. A run of points is as good as all of them for every price strictly between
/// two at which it was cut, so that a search over prices can carry shorter and shorter runs.
/// </summary>
internal static class Polyline
{
    private const int ShortRun = 8;

    /// <summary>
    /// What the points want most at a price. Between points |numerator| ≤ 4·10⁹ lots · 2·10⁹ ticks, which fits 64 bits:
    /// a mean of the two quantities cannot be beyond both.
    /// </summary>
    /// <param name="points">At least one.</param>
    /// <param name="ticks">May be one tick beyond the range of prices.</param>
    /// <param name="cut">The last point at or below the price, −1 when all are above.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ratio At(ReadOnlySpan<SchedulePoint> points, int ticks, out int cut)
    {
        cut = LastAtOrBelow(points, ticks);
        if (cut < 0)
        {
            return new(points[0].Quantity.Lots, 1);
        }
        ref readonly var left = ref points[cut];
        if (left.Price.Ticks == ticks)
        {
            var greatest = points[FirstAtPriceOf(points, cut)].Quantity.Lots;
            return new(greatest > 0 ? greatest : left.Quantity.Lots, 1);
        }
        if (cut == points.Length - 1)
        {
            return new(left.Quantity.Lots, 1);
        }
        ref readonly var right = ref points[cut + 1];
        if (left.Quantity.Lots == right.Quantity.Lots)
        {
            return new(left.Quantity.Lots, 1);
        }
        long beyondLeft = ticks - left.Price.Ticks;
        long beforeRight = right.Price.Ticks - ticks;
        return new(
            (left.Quantity.Lots * beforeRight) + (right.Quantity.Lots * beyondLeft), beyondLeft + beforeRight);
    }

    /// <summary>The last point at or below a price, −1 when all are above.</summary>
    public static int LastAtOrBelow(ReadOnlySpan<SchedulePoint> points, int ticks)
    {
        var (below, above) = (-1, points.Length);
        while (above - below > ShortRun)
        {
            var middle = (below + above) >>> 1;
            (below, above) = points[middle].Price.Ticks <= ticks ? (middle, above) : (below, middle);
        }
        while (below + 1 < above && points[below + 1].Price.Ticks <= ticks)
        {
            below++;
        }
        return below;
    }

    /// <summary>The first of the points at the price of one of them.</summary>
    public static int FirstAtPriceOf(ReadOnlySpan<SchedulePoint> points, int index)
    {
        while (index > 0 && points[index - 1].Price == points[index].Price)
        {
            index--;
        }
        return index;
    }
}
