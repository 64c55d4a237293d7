using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Exchange.Cli.Remote;

/// <summary>Options and arguments whose values have names, and those that are exact decimal numbers.</summary>
internal static class OptionValues
{
    // System.Decimal holds any number of so many digits, and rounds longer ones without a word.
    private const int MaxDigits = 28;

    /// <summary>Takes only these names, whatever their case.</summary>
    public static Option<T> OneOf<T>(this Option<T> option, params (string Name, T Value)[] values)
    {
        option.HelpName = Join(values);
        option.CustomParser = result => ParseName(result, values);
        return option;
    }

    /// <inheritdoc cref="OneOf{T}(Option{T}, ValueTuple{string, T}[])"/>
    public static Argument<T> OneOf<T>(this Argument<T> argument, params (string Name, T Value)[] values)
    {
        argument.HelpName = Join(values);
        argument.CustomParser = result => ParseName(result, values);
        return argument;
    }

    /// <summary>An amount of cash or units, signed; zero when absent.</summary>
    public static Option<decimal> Amount(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        CustomParser = result => ParseDecimal(result, result.Tokens[0].Value),
    };

    /// <summary>A number that may be absent.</summary>
    public static Option<decimal?> OptionalAmount(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        CustomParser = result => ParseDecimal(result, result.Tokens[0].Value),
    };

    /// <summary>Amounts by instrument, each as XYZ=100; repeatable.</summary>
    public static Option<Dictionary<string, decimal>> Units(string description, string name = "--units") => new(name)
    {
        Description = description,
        HelpName = "XYZ=AMOUNT",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = ParseUnits,
        DefaultValueFactory = _ => [],
    };

    private static string Join<T>((string Name, T Value)[] values) => string.Join('|', values.Select(value => value.Name));

    private static T ParseName<T>(ArgumentResult result, (string Name, T Value)[] values)
    {
        var text = result.Tokens[0].Value;
        foreach (var (name, value) in values)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }
        result.AddError($"'{text}' is none of {string.Join(", ", values.Select(value => value.Name))}.");
        return default!;
    }

    private static Dictionary<string, decimal> ParseUnits(ArgumentResult result)
    {
        var units = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var parts = token.Value.Split('=');
            if (parts.Length != 2 || !units.TryAdd(parts[0], ParseDecimal(result, parts[1])))
            {
                result.AddError($"'{token.Value}' is not an instrument, named once, and an amount, such as XYZ=100.");
            }
        }
        return units;
    }

    private static decimal ParseDecimal(ArgumentResult result, string text)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var value) || text.Count(char.IsAsciiDigit) > MaxDigits)
        {
            result.AddError($"'{text}' is not a decimal number of at most {MaxDigits} digits.");
        }
        return value;
    }
}
