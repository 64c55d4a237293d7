using System.Text.Json;
using Exchange.Bots;
using Exchange.Sdk;
using Spectre.Console;

namespace Exchange.Cli.Demo;

/// <summary>What the bots have done, as a table for people and as JSON for programs.</summary>
internal static class DemoSummary
{
    private static readonly (string Name, double Percent)[] Percentiles =
        [("p50", 50), ("p90", 90), ("p99", 99), ("p99_9", 99.9)];

    public static Table ToTable(FleetReport report)
    {
        var table = new Table { Title = new($"{report.Elapsed.TotalSeconds:F1} s") };
        table.AddColumns("market", "strategies", "periods", "orders", "trades", "efficiency", "p50", "p99");
        foreach (var market in report.Markets)
        {
            table.AddRow(
                market.Market,
                string.Join(", ", market.Strategies.Select(strategy => $"{strategy.Bots} {strategy.Strategy}")),
                market.Periods.ToString(),
                market.Orders.ToString(),
                market.Trades.ToString(),
                market.Efficiency is { } efficiency ? efficiency.ToString("P1") : "",
                Micros(market.Latency.PercentileNs(50)),
                Micros(market.Latency.PercentileNs(99)));
        }
        return table;
    }

    public static void WriteJson(Stream output, FleetReport report)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
            json.WriteStartArray("markets");
            foreach (var market in report.Markets)
            {
                WriteMarket(json, market);
            }
            json.WriteEndArray();
            json.WriteStartArray("strategies");
            foreach (var market in report.Markets)
            {
                WriteStrategies(json, market);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    private static void WriteMarket(Utf8JsonWriter json, MarketReport market)
    {
        json.WriteStartObject();
        json.WriteString("id", market.Market);
        json.WriteString("rule", DemoMarkets.All.First(known => known.Definition.Id == market.Market).Rule);
        json.WriteNumber("orders", market.Orders);
        json.WriteNumber("trades", market.Trades);
        json.WriteNumber("volume", market.Volume);
        WriteEfficiency(json, market.Efficiency);
        WriteLatency(json, market.Latency);
        json.WriteEndObject();
    }

    private static void WriteStrategies(Utf8JsonWriter json, MarketReport market)
    {
        foreach (var strategy in market.Strategies)
        {
            json.WriteStartObject();
            json.WriteString("market", market.Market);
            json.WriteString("strategy", strategy.Strategy);
            json.WriteNumber("bots", strategy.Bots);
            WriteEfficiency(json, strategy.Efficiency);
            json.WriteEndObject();
        }
    }

    private static void WriteLatency(Utf8JsonWriter json, LatencyHistogram latency)
    {
        json.WriteStartObject("latencyNs");
        foreach (var (name, percent) in Percentiles)
        {
            json.WriteNumber(name, latency.PercentileNs(percent));
        }
        json.WriteNumber("max", latency.MaxNs);
        json.WriteEndObject();
    }

    // Null before the first completed period, and for strategies without induced values.
    private static void WriteEfficiency(Utf8JsonWriter json, double? efficiency)
    {
        if (efficiency is { } value)
        {
            json.WriteNumber("efficiency", Math.Round(value, 6));
        }
        else
        {
            json.WriteNull("efficiency");
        }
    }

    private static string Micros(long ns) => $"{ns / 1000.0:F0} µs";
}
