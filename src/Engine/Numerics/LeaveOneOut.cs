namespace Exchange.Engine.Numerics;

/// <summary>Sums of all the others.</summary>
public static class LeaveOneOut
{
    /// <summary>
    /// For every value the sum of the others, from both ends inwards: no subtraction, so a small value beside a great one
    /// loses nothing.
    /// </summary>
    public static void Sum(ReadOnlySpan<double> values, Span<double> sums)
    {
        var before = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            sums[i] = before;
            before += values[i];
        }
        var after = 0.0;
        for (var i = values.Length - 1; i >= 0; i--)
        {
            sums[i] += after;
            after += values[i];
        }
    }
}
