using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>
/// Conditional bids on the command line: INTERCEPT SLOPE and then GROUP:SLOPE or @ACCOUNT:SLOPE again and again, such as
/// "4.5 4.8 small:0.6 @bob:-0.2".
/// </summary>
internal static class Conditionals
{
    /// <summary>How a bid is written, for the help.</summary>
    public const string HelpName = "A M G:C ...";

    private const char OfAccount = '@';

    /// <summary>The option that bounds what is sold.</summary>
    public static Option<string> LeastOption() =>
        Bound("--min", "The least to trade, at most zero: the most to sell. Without one there is no bound.");

    /// <summary>The option that bounds what is bought.</summary>
    public static Option<string> MostOption() => Bound("--max", "The most to buy. Without one there is no bound.");

    /// <summary>Reads the coefficients; whether they make a bid is for the exchange to say.</summary>
    public static ConditionalBid? Parse(ArgumentResult result)
    {
        var parts = result.Tokens[0].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            result.AddError($"'{result.Tokens[0].Value}' is not an intercept and a slope, such as \"4.5 4.8\".");
            return null;
        }
        var bid = new ConditionalBid { Intercept = parts[0], Slope = parts[1] };
        foreach (var text in parts[2..])
        {
            if (text.Split(':') is not [{ Length: > 0 } name, var slope])
            {
                result.AddError($"'{text}' is not a group or an account and a slope, such as small:0.6 or @bob:0.6.");
                return null;
            }
            bid.Groups.Add(name[0] == OfAccount
                ? new GroupSlope { Account = name[1..], Slope = slope }
                : new GroupSlope { Group = name, Slope = slope });
        }
        return bid;
    }

    private static Option<string> Bound(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "Q",
        DefaultValueFactory = _ => "",
    };
}
