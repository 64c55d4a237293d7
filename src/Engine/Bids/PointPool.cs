using System.Numerics;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Bids;

/// <summary>
/// The points of all bids in one array, in blocks of powers of two. A block given back is used again for the next of its
/// size, so that nothing is allocated once the array is large enough.
/// </summary>
internal sealed class PointPool
{
    /// <summary>A gigabyte of them.</summary>
    private const int MaxPoints = 1 << 26;

    private const int None = -1;
    private const int Sizes = 11;

    private readonly int[] _free = new int[Sizes];
    private SchedulePoint[] _points = new SchedulePoint[1024];
    private int _used;

    public PointPool() => _free.AsSpan().Fill(None);

    /// <summary>All points; valid until the next <see cref="Take"/>.</summary>
    public ReadOnlySpan<SchedulePoint> Points => _points;

    /// <summary>Whether another bid's points find room: they always do in a block that was given back.</summary>
    public bool HasRoom => _used <= MaxPoints - DemandSchedule.MaxPoints;

    /// <summary>Stores points; the place of the first.</summary>
    public int Take(ReadOnlySpan<SchedulePoint> points)
    {
        var size = SizeOf(points.Length);
        var place = _free[size];
        if (place == None)
        {
            place = Extend(1 << size);
        }
        else
        {
            _free[size] = (int)_points[place].Quantity.Lots;
        }
        Set(place, points);
        return place;
    }

    /// <summary>Overwrites stored points with as many others.</summary>
    public void Set(int place, ReadOnlySpan<SchedulePoint> points) => points.CopyTo(_points.AsSpan(place));

    /// <summary>Forgets stored points.</summary>
    public void GiveBack(int place, int count)
    {
        // A free block's first point holds the next free block of its size.
        var size = SizeOf(count);
        _points[place] = new(default, new Quantity(_free[size]));
        _free[size] = place;
    }

    private int Extend(int length)
    {
        while (_points.Length - _used < length)
        {
            Array.Resize(ref _points, _points.Length * 2);
        }
        var place = _used;
        _used += length;
        return place;
    }

    private static int SizeOf(int count) => BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)count));
}
