using Exchange.Sdk;
using Spectre.Console;

namespace Exchange.Cli.Remote.Watching;

/// <summary>Words and numbers that pictures of markets have in common.</summary>
internal static class Cells
{
    public static string Text(decimal? value) => value?.ToString() ?? "";

    /// <summary>The exchange's time as the wall clock here would show it.</summary>
    public static string Time(decimal at) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(at * 1000)).ToLocalTime().ToString("HH:mm:ss.fff");

    /// <summary>An open session, in a line.</summary>
    public static string Text(Opened? opened) => opened is null ? ""
        : $"  open until {Time(opened.Closes)}{(opened.Price is { } price ? $" at {price}" : "")}";

    /// <summary>What a clearing would give, in a line.</summary>
    public static string Text(Indicative? indicative) => indicative switch
    {
        null => "",
        { Price: { } price } => $"  indicative {price} × {indicative.Volume}, surplus {indicative.Surplus}",
        _ => "  indicative: nothing would clear",
    };

    /// <summary>The events that an update brings: one, or those that a slow reader is told together.</summary>
    public static IEnumerable<Event> EventsOf(MarketUpdate update) => update switch
    {
        MarketEvent told => [told.Event],
        ChangesTogether changes => changes.Events,
        _ => [],
    };

    /// <summary>What the trades were, in a line.</summary>
    public static string Text(MarketStatistics? trades) => trades is null ? "no trade"
        : $"last {trades.Last}  open {trades.Open}  high {trades.High}  low {trades.Low}  volume {trades.Volume} in {trades.Trades} trades";

    public static Table TableOf(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }
        return table;
    }
}
