using System.CommandLine;
using System.CommandLine.Parsing;
using Exchange.V1;

namespace Exchange.Cli.Remote.Trading;

/// <summary>Demand schedules on the command line: PRICE:QUANTITY and again, such as "99:10 101:-5".</summary>
internal static class Schedules
{
    /// <summary>How a schedule is written, for the help.</summary>
    public const string HelpName = "P:Q ...";

    /// <summary>The option that makes quantities rates.</summary>
    public static Option<bool> PerSecondOption() => new("--per-second")
    {
        Description = "The quantities are rates: a clearing uses them times the seconds since the clearing before.",
    };

    /// <summary>Reads the points; whether they make a schedule is for the exchange to say.</summary>
    public static Schedule? Parse(ArgumentResult result)
    {
        var schedule = new Schedule();
        foreach (var text in result.Tokens[0].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = text.Split(':');
            if (parts.Length != 2)
            {
                result.AddError($"'{text}' is not a price and a quantity, such as 99:10.");
                return null;
            }
            schedule.Points.Add(new Point { Price = parts[0], Quantity = parts[1] });
        }
        return schedule;
    }
}
