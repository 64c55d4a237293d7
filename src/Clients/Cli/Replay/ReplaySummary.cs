using System.Text.Json;

namespace Exchange.Cli.Replay;

/// <summary>What a replay prints: one JSON line.</summary>
internal static class ReplaySummary
{
    public static void Write(Stream output, OrderFlow flow, CanonicalReports reports, double seconds)
    {
        var messages = flow.Messages.Length;
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("messages", messages);
            json.WriteNumber("trades", reports.Trades);
            json.WriteNumber("seconds", Math.Round(seconds, 6));
            json.WriteNumber("messagesPerSecond", seconds > 0 ? Math.Round(messages / seconds) : 0);
            json.WriteString("sha256", reports.Finish());
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
