using Exchange.Engine.Bids;
using Exchange.Engine.Clearing;

namespace Exchange.Engine.Tests.Clearing;

/// <summary>What a rule reports, as lines a person can read: only the fields that mean something.</summary>
internal static class ReportText
{
    /// <summary>One line a report, with all that says what is live from then on.</summary>
    public static string[] FullLines(ReportBuffer reports)
    {
        var lines = Lines(reports);
        for (var i = 0; i < lines.Length; i++)
        {
            ref readonly var report = ref reports.Reports[i];
            lines[i] += report.Kind switch
            {
                ReportKind.Triggered => $" {report.Lots}@{report.Ticks} {(report.WasAsleep ? "asleep" : "at once")}",
                ReportKind.Cancelled => report.WasAsleep ? " asleep" : "",
                ReportKind.Replaced => $"{(report.WasAsleep ? " asleep" : "")}{(report.KeepsPlace ? " in its place" : "")}",
                _ => "",
            };
        }
        return lines;
    }

    /// <summary>One line a report. Orders are written account/id.</summary>
    public static string[] Lines(ReportBuffer reports)
    {
        var lines = new string[reports.Reports.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = Line(reports.Reports[i]);
        }
        return lines;
    }

    private static string Line(in Report report)
    {
        var order = $"{report.Account}/{report.Id} {Name(report.Side)}";
        var size = $"{report.Lots}@{report.Ticks}";
        return report.Kind switch
        {
            ReportKind.Trade =>
                $"{order} trades {size}, {report.Remaining} open; "
                + $"{report.MakerAccount}/{report.MakerId} has {report.MakerRemaining} open",
            ReportKind.Rested => $"{order} rests {size}",
            ReportKind.Replaced =>
                $"{order} replaced {size}, was {report.Remaining}@{report.PreviousTicks}"
                + (report.WasResting ? "" : report.IsUnpriced ? ", unpriced" : ", not resting"),
            ReportKind.Triggered => $"{order} triggered",
            ReportKind.Slept => $"{order} sleeps {size}",
            _ => $"{order} cancelled {size} {report.CancelReason.Name()}{(report.WasResting ? "" : ", never rested")}",
        };
    }

    private static string Name(Side side) => side == Side.Buy ? "buy" : "sell";
}
