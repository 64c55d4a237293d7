using Exchange.Engine.Bids;
using Exchange.Engine.Clearing.CallAuction;
using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.ReferenceCross;

/// <summary>The orders of one side that accept the price of a cross, in the order of arrival, and what each gets.</summary>
internal sealed class CrossSide
{
    private readonly Rationing _rationing;
    private (int Arrival, long Least)[] _orders = [];

    // What each of those still in the cross wants, and gets; zero of those that are left out.
    private long[] _wants = [];
    private long[] _shares = [];
    private long[] _remainders = [];
    private int _count;

    public CrossSide(Rationing rationing) => _rationing = rationing;

    /// <summary>What those in the cross want together.</summary>
    public long Lots { get; private set; }

    public void Clear() => (_count, Lots) = (0, 0);

    /// <summary>Adds an order.</summary>
    /// <param name="arrival">Its number among all bids.</param>
    /// <param name="open">What it wants, above zero.</param>
    /// <param name="minimum">What it must get, or nothing; zero: any quantity.</param>
    public void Add(int arrival, long open, Quantity minimum)
    {
        if (_count == _orders.Length)
        {
            Grow();
        }
        _orders[_count] = (arrival, Math.Min(minimum.Lots, open));
        _wants[_count++] = open;
        Lots += open;
    }

    /// <summary>Gives everyone all.</summary>
    public void Fill() => _wants.AsSpan(0, _count).CopyTo(_shares);

    /// <summary>
    /// Divides lots, fewer than are wanted, and leaves out orders that would get too few. Whether that has come to an end: it
    /// has not when there is more to be had now for those that are still in, or no longer so many that want it.
    /// </summary>
    public bool TryRation(long lots) => _rationing == Rationing.Time ? TryRationByTime(lots) : TryRationProRata(lots);

    /// <summary>Leaves out every order that has a minimum.</summary>
    public void LeaveOutMinimums()
    {
        for (var i = 0; i < _count; i++)
        {
            if (_orders[i].Least > 1)
            {
                LeaveOut(i);
            }
        }
    }

    /// <summary>Writes what everyone gets.</summary>
    /// <param name="sign">1 of buyers, −1 of sellers.</param>
    /// <param name="lots">By number among all bids.</param>
    public void CopyTo(Span<long> lots, int sign)
    {
        for (var i = 0; i < _count; i++)
        {
            lots[_orders[i].Arrival] = sign * _shares[i];
        }
    }

    // At most one order gets a part: if that is too little, what was left for it goes on to those after it.
    private bool TryRationByTime(long lots)
    {
        for (var i = 0; i < _count; i++)
        {
            _shares[i] = Math.Min(_wants[i], lots);
            if (IsTooFew(i))
            {
                LeaveOut(i);
            }
            lots -= _shares[i];
        }
        return lots == 0;
    }

    private bool TryRationProRata(long lots)
    {
        Ration.ProRata(lots, _wants.AsSpan(0, _count), _shares.AsSpan(0, _count), _remainders.AsSpan(0, _count));
        var tooFew = 0;
        for (var i = 0; i < _count; i++)
        {
            tooFew += IsTooFew(i) ? 1 : 0;
        }
        // The newer half, at least one: then there is more for the older.
        var toLeaveOut = tooFew == 1 ? 1 : tooFew / 2;
        for (var i = _count - 1; toLeaveOut > 0; i--)
        {
            if (IsTooFew(i))
            {
                LeaveOut(i);
                toLeaveOut--;
            }
        }
        return tooFew == 0;
    }

    private bool IsTooFew(int order) => _shares[order] != 0 && _shares[order] < _orders[order].Least;

    private void LeaveOut(int order)
    {
        Lots -= _wants[order];
        (_wants[order], _shares[order]) = (0, 0);
    }

    private void Grow()
    {
        var length = Math.Max(64, _orders.Length * 2);
        Array.Resize(ref _orders, length);
        Array.Resize(ref _wants, length);
        Array.Resize(ref _shares, length);
        _remainders = _rationing == Rationing.ProRata ? new long[length] : [];
    }
}
