namespace Exchange.Engine.Numerics;

/// <summary>
/// An exact decimal with 18 places, as it stands at the edges of the exchange (proto, JSON, command line): about
/// ±1.7·10²⁰, of which text may use ±1.7·10¹⁷. Text has an optional minus sign, digits and an optional point; no
/// exponent, no spaces, no plus sign. The default is zero.
/// </summary>
public readonly record struct FixedDecimal
{
    /// <summary>The number of decimal places.</summary>
    public const int Places = 18;

    /// <summary>What <see cref="Scaled"/> is for the number one: 10¹⁸.</summary>
    public const long One = 1_000_000_000_000_000_000;

    // Three digits short of Int128.MaxValue, so that a sum of a few values cannot overflow.
    private static readonly Int128 MaxScaled = Int128.MaxValue / 1000;

    /// <summary>Creates the number <paramref name="scaled"/> · 10⁻¹⁸.</summary>
    public FixedDecimal(Int128 scaled) => Scaled = scaled;

    /// <summary>The number times 10¹⁸.</summary>
    public Int128 Scaled { get; }

    /// <summary>Whether the number is zero.</summary>
    public bool IsZero => Scaled == 0;

    /// <summary>Reads text exactly; false when it is not a decimal, has more than 18 places or is out of range.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FixedDecimal value)
    {
        value = default;
        var negative = text.StartsWith("-");
        var digits = negative ? text[1..] : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || whole.Length > 64)
        {
            return false;
        }
        fraction = fraction.TrimEnd('0') is var trimmed && AllDigits(fraction) ? trimmed : fraction;
        if (!AllDigits(whole) || !AllDigits(fraction) || fraction.Length > Places)
        {
            return false;
        }
        Int128 scaled = 0;
        foreach (var digit in whole)
        {
            scaled = (scaled * 10) + (digit - '0');
            if (scaled > MaxScaled / One)
            {
                return false;
            }
        }
        for (var place = 0; place < Places; place++)
        {
            scaled = (scaled * 10) + (place < fraction.Length ? fraction[place] - '0' : 0);
        }
        value = new(negative ? -scaled : scaled);
        return true;
    }

    /// <summary>The number of whole steps in the number; false when it is not a multiple of the step.</summary>
    /// <param name="step">Above zero.</param>
    /// <param name="count">The multiple.</param>
    public bool TryDivideExactly(FixedDecimal step, out Int128 count)
    {
        (count, var remainder) = Int128.DivRem(Scaled, step.Scaled);
        return remainder == 0;
    }

    /// <summary>The number without trailing zeros.</summary>
    public override string ToString() => Format(Scaled, Places);

    /// <summary>Writes <paramref name="value"/> · 10^−<paramref name="places"/> as a decimal without trailing zeros.</summary>
    public static string Format(Int128 value, int places)
    {
        Span<char> text = stackalloc char[64];
        var start = text.Length;
        var magnitude = value < 0 ? unchecked((UInt128)(-value)) : (UInt128)value;
        for (var place = 0; magnitude != 0 || place <= places; place++)
        {
            (magnitude, var digit) = UInt128.DivRem(magnitude, 10);
            if (place == places && start < text.Length)
            {
                text[--start] = '.';
            }
            var isTrailingZero = digit == 0 && place < places && start == text.Length;
            if (!isTrailingZero)
            {
                text[--start] = (char)('0' + (int)digit);
            }
        }
        if (value < 0)
        {
            text[--start] = '-';
        }
        return new string(text[start..]);
    }

    /// <summary>Order.</summary>
    public static bool operator <(FixedDecimal left, FixedDecimal right) => left.Scaled < right.Scaled;

    /// <summary>Order.</summary>
    public static bool operator >(FixedDecimal left, FixedDecimal right) => left.Scaled > right.Scaled;

    /// <summary>Order.</summary>
    public static bool operator <=(FixedDecimal left, FixedDecimal right) => left.Scaled <= right.Scaled;

    /// <summary>Order.</summary>
    public static bool operator >=(FixedDecimal left, FixedDecimal right) => left.Scaled >= right.Scaled;

    private static bool AllDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
