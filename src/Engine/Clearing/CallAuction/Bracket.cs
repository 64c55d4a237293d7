using System.Numerics;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// The prices between which the surplus falls to a bound, and where to look next: where a straight line between the ends
/// would fall to it, a little toward the middle so that both ends close in, and never so far from the middle that
/// bisection would need more looks in the end than it does alone and two (the ITP method, Oliveira and Takahashi 2020).
/// Floating point guesses here; it decides nothing.
/// </summary>
internal struct Bracket
{
    private const int ExtraLooks = 2;

    private readonly long _most;
    private readonly long _firstWidth;
    private int _looksLeft;
    private long _surplusLow;
    private long _surplusHigh;

    /// <summary>Starts from two prices, at the lower of which the surplus is above the bound, at the higher not.</summary>
    public Bracket(long most, int low, int high, long surplusLow, long surplusHigh)
    {
        _most = most;
        (Low, High) = (low, high);
        (_surplusLow, _surplusHigh) = (surplusLow, surplusHigh);
        _firstWidth = (long)high - low;
        _looksLeft = BitOperations.Log2((uint)_firstWidth) + 1 + ExtraLooks;
    }

    /// <summary>The highest price known to be above the bound, in ticks.</summary>
    public int Low { get; private set; }

    /// <summary>The lowest price known to be at most the bound, in ticks.</summary>
    public int High { get; private set; }

    /// <summary>Whether the high end is the lowest price at most the bound.</summary>
    public readonly bool IsClosed => High - Low == 1;

    /// <summary>A price strictly between the ends, to look at next.</summary>
    public int Next()
    {
        var width = (long)High - Low;
        var fall = (double)_surplusLow - _surplusHigh;
        var line = Low + (long)(width * (((double)_surplusLow - _most) / fall));
        var middle = Low + (width / 2);
        var inward = Math.Min(Math.Abs(middle - line), 1 + (width * width / (5 * _firstWidth)));
        var guess = line < middle ? line + inward : line - inward;
        // Either part must be no wider than bisection can finish with the looks that are left after this one.
        var reach = 1L << --_looksLeft;
        return (int)Math.Clamp(guess, Math.Max(Low + 1, High - reach), Math.Min(High - 1, Low + reach));
    }

    /// <summary>Takes the surplus at a price between the ends; whether that price is the high end now.</summary>
    public bool Narrow(int ticks, long surplus)
    {
        var isHigh = surplus <= _most;
        if (isHigh)
        {
            (High, _surplusHigh) = (ticks, surplus);
        }
        else
        {
            (Low, _surplusLow) = (ticks, surplus);
        }
        return isHigh;
    }
}
