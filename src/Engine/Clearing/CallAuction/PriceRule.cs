using Exchange.Engine.Numerics;

namespace Exchange.Engine.Clearing.CallAuction;

/// <summary>
/// The four steps that find the price: greatest volume, least surplus, pressure, reference.
/// </summary>
/// <remarks>
/// <para>
/// Surplus never rises with the price. Let x be the lowest price at which it is not above zero. Below x the volume is
/// the supply, which never falls as the price rises, and from x on it is the demand, which never rises: so the
/// greatest volume is next to x, at x or x − 1, and so is the least surplus among the prices of that volume.
/// </para>
/// <para>
/// If there is no surplus at x, the prices without surplus, from x to some a, are those that step 2 leaves: all have
/// the greatest volume. Otherwise step 2 leaves prices with surplus up to x − 1, or prices with a shortage from x on, or
/// both, and pressure takes the end at x of either, and the reference one of x − 1 and x of both. The price is thus
/// known from two totals, and whether a step left one price or more from the totals of one more tick either way.
/// </para>
/// </remarks>
internal readonly struct PriceRule
{
    private readonly AuctionCurves _curves;
    private readonly SurplusSearch _search;
    private readonly int _low;
    private readonly int _high;
    private readonly int? _reference;

    /// <summary>Prepares to choose among the ticks from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public PriceRule(AuctionCurves curves, SurplusSearch search, int low, int high, Price? reference)
    {
        _curves = curves;
        _search = search;
        _low = low;
        _high = high;
        _reference = reference?.Ticks;
    }

    /// <summary>The price in ticks, the totals at it and the step that left it. The volume may be zero.</summary>
    public (int Ticks, Totals Totals, DecidedBy DecidedBy) Choose()
    {
        var turn = _search.FirstAtMost(0, _low, _high);
        var above = At(turn);
        if (above is { Surplus: 0 } balanced)
        {
            return ChooseBalanced(turn, balanced);
        }
        var below = At(turn - 1);
        if (above is not { } shortage || below?.Volume > shortage.Volume)
        {
            return ChooseEnd(turn - 1, below!.Value, beyond: turn - 2);
        }
        if (below is not { } excess || excess.Volume < shortage.Volume)
        {
            return ChooseEnd(turn, shortage, beyond: turn + 1);
        }
        return (excess.Surplus + shortage.Surplus) switch
        {
            < 0 => AfterVolume(turn - 1, excess, beyond: turn - 2),
            > 0 => AfterVolume(turn, shortage, beyond: turn + 1),
            _ when Clamp(turn - 1, turn) == turn => (turn, shortage, DecidedBy.Reference),
            _ => (turn - 1, excess, DecidedBy.Reference),
        };
    }

    /// <summary>No surplus from <paramref name="first"/> on: the reference decides unless that is one price.</summary>
    private (int, Totals, DecidedBy) ChooseBalanced(int first, Totals totals)
    {
        var last = _search.FirstAtMost(-1, first, _high) - 1;
        if (first < last)
        {
            var ticks = Clamp(first, last);
            return (ticks, totals, DecidedBy.Reference);
        }
        var isOnly = !HasVolume(first - 1, totals) && !HasVolume(first + 1, totals);
        return (first, totals, isOnly ? DecidedBy.Volume : DecidedBy.Surplus);
    }

    /// <summary>The greatest volume is on one side of the turn only, and the end there has the least surplus.</summary>
    private (int, Totals, DecidedBy) ChooseEnd(int end, Totals totals, int beyond) =>
        HasVolume(beyond, totals) ? AfterVolume(end, totals, beyond) : (end, totals, DecidedBy.Volume);

    /// <summary>Volume left several prices: the end is left by surplus, or by pressure if the next has as much.</summary>
    private (int, Totals, DecidedBy) AfterVolume(int end, Totals totals, int beyond) =>
        (end, totals, At(beyond) == totals ? DecidedBy.Pressure : DecidedBy.Surplus);

    private bool HasVolume(int ticks, Totals totals) => At(ticks)?.Volume == totals.Volume;

    private Totals? At(int ticks) => ticks >= _low && ticks <= _high ? _curves.TotalsAt(ticks) : null;

    /// <summary>The reference clamped into a range, its middle rounded down when there is none.</summary>
    private int Clamp(int first, int last) =>
        _reference is { } reference ? Math.Clamp(reference, first, last) : first + ((last - first) / 2);
}
