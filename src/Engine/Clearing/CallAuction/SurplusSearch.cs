using System.Runtime.InteropServices;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// Finds the price at which the surplus, which never rises with the price, falls to a bound, in hardly more evaluations
/// than bisection and mostly far fewer (<see cref="Bracket"/>). A bid that wants the same at both ends of what is left to
/// search wants it everywhere between, so it is added up once and asked no more; and of the others only the points in
/// between are looked at.
/// </summary>
internal sealed class SurplusSearch
{
    private readonly AuctionCurves _curves;
    private Open[] _open = new Open[256];

    public SurplusSearch(AuctionCurves curves) => _curves = curves;

    /// <summary>
    /// The lowest of the prices from <paramref name="low"/> to <paramref name="high"/> whose surplus is at most
    /// <paramref name="most"/>; <paramref name="high"/> + 1 when it is more at all of them. In ticks.
    /// </summary>
    public int FirstAtMost(long most, int low, int high)
    {
        var open = Begin(low, high, out var surplusLow, out var surplusHigh);
        if (surplusLow <= most)
        {
            return low;
        }
        if (surplusHigh > most)
        {
            return high + 1;
        }
        var bracket = new Bracket(most, low, high, surplusLow, surplusHigh);
        var settled = Settle(ref open);
        while (!bracket.IsClosed)
        {
            var ticks = bracket.Next();
            if (bracket.Narrow(ticks, settled + SurplusAt(ticks, open)))
            {
                LowerEnd(open);
            }
            else
            {
                RaiseStart(open);
            }
            settled += Settle(ref open);
        }
        return bracket.High;
    }

    private Span<Open> Begin(int low, int high, out long surplusLow, out long surplusHigh)
    {
        if (_open.Length < _curves.Count)
        {
            _open = new Open[Math.Max(_curves.Count, _open.Length * 2)];
        }
        (surplusLow, surplusHigh) = (0, 0);
        var points = _curves.Points;
        for (var bid = 0; bid < _curves.Count; bid++)
        {
            ref readonly var curve = ref _curves[bid];
            var own = points.Slice(curve.FirstPoint, curve.PointCount);
            ref var open = ref _open[bid];
            open.Bid = bid;
            open.LotsLow = curve.LotsAt(own, low, out var first);
            open.LotsHigh = curve.LotsAt(own, high, out var last);
            first = Math.Max(first, 0);
            open.First = curve.FirstPoint + first;
            open.Count = Math.Min(last + 2, own.Length) - first;
            surplusLow += open.LotsLow;
            surplusHigh += open.LotsHigh;
        }
        return _open.AsSpan(0, _curves.Count);
    }

    private long SurplusAt(int ticks, Span<Open> open)
    {
        var surplus = 0L;
        var points = _curves.Points;
        foreach (ref var bid in open)
        {
            bid.LotsBetween = _curves[bid.Bid].LotsAt(points.Slice(bid.First, bid.Count), ticks, out bid.Cut);
            surplus += bid.LotsBetween;
        }
        return surplus;
    }

    /// <summary>The price looked at becomes the high end: a point beyond it is needed, for the last piece.</summary>
    private static void LowerEnd(Span<Open> open)
    {
        foreach (ref var bid in open)
        {
            bid.LotsHigh = bid.LotsBetween;
            bid.Count = Math.Min(bid.Cut + 2, bid.Count);
        }
    }

    /// <summary>The price looked at becomes the low end: a point at or before it is needed, for the first piece.</summary>
    private static void RaiseStart(Span<Open> open)
    {
        foreach (ref var bid in open)
        {
            bid.LotsLow = bid.LotsBetween;
            var skipped = Math.Max(bid.Cut, 0);
            bid.First += skipped;
            bid.Count -= skipped;
        }
    }

    /// <summary>Takes out the bids that want one quantity everywhere between the ends; the sum of what they want.</summary>
    private static long Settle(ref Span<Open> open)
    {
        var settled = 0L;
        var kept = 0;
        for (var i = 0; i < open.Length; i++)
        {
            if (open[i].LotsLow == open[i].LotsHigh)
            {
                settled += open[i].LotsLow;
            }
            else
            {
                open[kept++] = open[i];
            }
        }
        open = open[..kept];
        return settled;
    }

    /// <summary>A bid that wants more at the low end than at the high end, and the run of its points that matters.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Open
    {
        public int Bid;
        public int First;
        public int Count;
        public int Cut;
        public long LotsLow;
        public long LotsHigh;
        public long LotsBetween;
    }
}
