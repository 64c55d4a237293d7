namespace Exchange.Bots.Internal;

/// <summary>Draws from a grid.</summary>
internal static class Uniform
{
    /// <summary>A multiple of the step from the lowest to the highest value, all equally likely.</summary>
    public static decimal Draw(decimal lowest, decimal highest, decimal step, Random random)
    {
        var first = decimal.Ceiling(lowest / step);
        var last = decimal.Floor(highest / step);
        return (first + random.NextInt64((long)(last - first) + 1)) * step;
    }
}
