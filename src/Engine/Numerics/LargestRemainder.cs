namespace Exchange.Engine.Numerics;

/// <summary>
/// Rounds real amounts to integers that have a given sum, by largest remainder: everyone gets the integer below, and
/// what is then missing goes one each to the largest fractions, ties in order. No one is a whole unit or more away from
/// its amount, unless the amounts themselves miss the sum by more than there are of them. Keeps its scratch; one thread.
/// </summary>
public sealed class LargestRemainder
{
    private static readonly Comparison<Fraction> LargestFirst = static (x, y) =>
        x.Size > y.Size ? -1 : x.Size < y.Size ? 1 : x.Index.CompareTo(y.Index);

    private Fraction[] _fractions = [];

    /// <summary>Rounds <paramref name="amounts"/> into <paramref name="wholes"/>, which add up to <paramref name="total"/>.</summary>
    /// <exception cref="OverflowException">An amount is beyond 64 bits or not a number.</exception>
    public void Round(ReadOnlySpan<double> amounts, long total, Span<long> wholes)
    {
        if (amounts.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(total, 0);
            return;
        }
        if (_fractions.Length < amounts.Length)
        {
            _fractions = new Fraction[amounts.Length];
        }
        var missing = total;
        for (var i = 0; i < amounts.Length; i++)
        {
            var floor = Math.Floor(amounts[i]);
            wholes[i] = checked((long)floor);
            missing -= wholes[i];
            _fractions[i] = new(amounts[i] - floor, i);
        }

        // Rounding errors of the amounts can leave none too few or too many to hand out; then all share it first.
        var each = (long)Rounding.DivideToFloor(missing, amounts.Length, out var rest);
        var largest = _fractions.AsSpan(0, amounts.Length);
        largest.Sort(LargestFirst);
        for (var rank = 0; rank < largest.Length; rank++)
        {
            wholes[largest[rank].Index] += each + (rank < rest ? 1 : 0);
        }
    }

    private readonly record struct Fraction(double Size, int Index);
}
