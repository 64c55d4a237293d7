namespace Exchange.Engine.Numerics;

/// <summary>Exact integer division with rounding.</summary>
public static class Rounding
{
    /// <summary>The quotient to the nearest integer, ties to even.</summary>
    /// <param name="dividend">Any number.</param>
    /// <param name="divisor">Above zero, at most half of 128 bits' range.</param>
    public static Int128 DivideToEven(Int128 dividend, Int128 divisor)
    {
        var quotient = DivideToFloor(dividend, divisor, out var remainder);
        return ToEven(quotient, remainder, divisor);
    }

    /// <summary>The integer nearest to whole + remainder/divisor, ties to even.</summary>
    /// <param name="whole">Any number.</param>
    /// <param name="remainder">From zero to the divisor, which it does not reach.</param>
    /// <param name="divisor">Above zero, at most half of 128 bits' range.</param>
    public static Int128 ToEven(Int128 whole, Int128 remainder, Int128 divisor)
    {
        var twice = remainder * 2;
        return twice > divisor || (twice == divisor && Int128.IsOddInteger(whole)) ? whole + 1 : whole;
    }

    /// <summary>The greatest integer not above the quotient.</summary>
    /// <param name="dividend">Any number.</param>
    /// <param name="divisor">Above zero.</param>
    /// <param name="remainder">What is left: from zero to the divisor, which it does not reach.</param>
    public static Int128 DivideToFloor(Int128 dividend, Int128 divisor, out Int128 remainder)
    {
        (var quotient, remainder) = Int128.DivRem(dividend, divisor);
        if (remainder >= 0)
        {
            return quotient;
        }
        remainder += divisor;
        return quotient - 1;
    }
}
