using Exchange.Engine.Bids;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>Demand and supply at a price, in lots.</summary>
internal readonly record struct Totals(long Demand, long Supply)
{
    /// <summary>What trades.</summary>
    public long Volume => Math.Min(Demand, Supply);

    /// <summary>Demand less supply.</summary>
    public long Surplus => Demand - Supply;
}

/// <summary>The curves of all bids of one clearing, flat and in the order of arrival.</summary>
/// <remarks>A bid has at most 4·10⁹ lots and there are fewer than 2³¹ bids: every sum over bids fits 64 bits.</remarks>
internal sealed class AuctionCurves
{
    private BidCurve[] _curves = new BidCurve[256];
    private CollectedBids _bids = new();

    public int Count { get; private set; }

    /// <summary>The lowest and the highest price that a bid names, in ticks; none when the lowest is above the highest.</summary>
    public int LowestTicks { get; private set; }

    public int HighestTicks { get; private set; }

    public ref readonly BidCurve this[int bid] => ref _curves[bid];

    public ReadOnlySpan<SchedulePoint> Points => _bids.Points;

    public void Read(CollectedBids bids, in ClearingMoment moment)
    {
        _bids = bids;
        Count = bids.Count;
        if (Count > _curves.Length)
        {
            _curves = new BidCurve[Math.Max(Count, _curves.Length * 2)];
        }
        bids.CopyCurves(_curves, moment.Previous, moment.Now);
        var (lowest, highest) = (int.MaxValue, int.MinValue);
        var points = Points;
        foreach (ref readonly var curve in _curves.AsSpan(0, Count))
        {
            if (curve.IsPriced)
            {
                lowest = Math.Min(lowest, points[curve.FirstPoint].Price.Ticks);
                highest = Math.Max(highest, points[curve.FirstPoint + curve.PointCount - 1].Price.Ticks);
            }
        }
        (LowestTicks, HighestTicks) = (lowest, highest);
    }

    /// <summary>What a bid wants at a price: demand above zero, supply below.</summary>
    public long LotsAt(int bid, int ticks)
    {
        ref readonly var curve = ref _curves[bid];
        return curve.LotsAt(Points.Slice(curve.FirstPoint, curve.PointCount), ticks, out _);
    }

    /// <summary>What all bids want at a price.</summary>
    public Totals TotalsAt(int ticks)
    {
        var (demand, supply) = (0L, 0L);
        for (var bid = 0; bid < Count; bid++)
        {
            var lots = LotsAt(bid, ticks);
            demand += Math.Max(lots, 0);
            supply -= Math.Min(lots, 0);
        }
        return new(demand, supply);
    }
}
