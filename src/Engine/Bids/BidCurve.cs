using System.Runtime.CompilerServices;

namespace Exchange.Engine.Bids;

/// <summary>
/// A bid as one clearing sees it: the signed quantity that it wants at every price. Orders are schedules too: a limit
/// order to buy Q at P is (P,Q),(P,0), a market order one point at no price that counts. Hence there is one way to
/// evaluate a bid, and no way to tell an order from the schedule that says the same.
/// </summary>
internal struct BidCurve
{
    /// <summary>The bid's points in the pool.</summary>
    public int FirstPoint;
    public int PointCount;

    /// <summary>Traded at earlier clearings, in lots: a standing bid keeps what it did not get.</summary>
    public long BoughtLots;
    public long SoldLots;

    /// <summary>Of a flow: the time it has run, and what it starts from.</summary>
    public long ElapsedNs;
    public long CarryNanolots;
    public bool IsPerSecond;

    /// <summary>Whether the points name prices: false for a market order.</summary>
    public bool IsPriced;

    /// <summary>
    /// The quantity wanted at a price: demand above zero, supply below. Never rises with the price; at most 4·10⁹ lots
    /// in magnitude, so that the sum over as many bids as an int can count fits 64 bits.
    /// </summary>
    /// <param name="points">The bid's points, or a run of them that is good for the price.</param>
    /// <param name="ticks">The price; may be one tick beyond the range.</param>
    /// <param name="cut">The last of the points at or below the price, −1 when all are above.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long LotsAt(ReadOnlySpan<SchedulePoint> points, int ticks, out int cut)
    {
        var quantity = Polyline.At(points, ticks, out cut);
        if (IsPerSecond)
        {
            return Accrual.Of(quantity, ElapsedNs, CarryNanolots).Lots;
        }
        var lots = quantity.Truncated;
        return lots > 0 ? Math.Max(lots - BoughtLots, 0) : Math.Min(lots + SoldLots, 0);
    }
}
