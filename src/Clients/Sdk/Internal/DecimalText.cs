using System.Globalization;

namespace Exchange.Sdk.Internal;

/// <summary>
/// Decimal strings as the protocol has them: exact, no exponent, no trailing zeros. System.Decimal holds every price and
/// quantity of the exchange exactly; what it cannot hold is refused, never rounded.
/// </summary>
internal static class DecimalText
{
    // Decimal holds any number of so many digits.
    private const int MaxDigits = 28;

    // Dividing by one with the largest scale leaves the smallest scale that is exact.
    private const decimal LongOne = 1.0000000000000000000000000000m;

    public static string Write(decimal value) => value == 0 ? "0" : (value / LongOne).ToString(CultureInfo.InvariantCulture);

    public static string Write(decimal? value) => value is { } present ? Write(present) : "";

    /// <summary>Reads a decimal string; the empty string is zero.</summary>
    /// <exception cref="FormatException">It is not a decimal number, or too long to be held exactly.</exception>
    public static decimal Read(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }
        var value = decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return text.Length <= MaxDigits || text.Count(char.IsAsciiDigit) <= MaxDigits
            ? value
            : throw new FormatException($"'{text}' has more than {MaxDigits} digits.");
    }

    public static decimal? ReadOptional(string text) => text.Length == 0 ? null : Read(text);
}
