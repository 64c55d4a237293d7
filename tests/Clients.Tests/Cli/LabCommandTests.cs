using System.Text.Json.Nodes;

namespace Exchange.Clients.Tests.Cli;

public sealed class LabCommandTests
{
    [Fact]
    public void Efficiency_Json_IsALineARow()
    {
        var lines = Lines("lab", "efficiency", "--traders", "8", "--economies", "1", "--json").Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(["efficiency", "doubleAuction"], lines.Select(line => (string)line["table"]!).Distinct());
        Assert.Equal(6 + 9, lines.Length);
        Assert.Equal(("fundamental", 4, 2.0), ((string)lines[0]["example"]!, (int)lines[0]["traders"]!, (double)lines[0]["sigma"]!));
    }

    [Fact]
    public void Comparisons_Text_IsAlignedAndRepeatable()
    {
        string[] arguments = ["lab", "comparisons", "--traders", "4", "--economies", "2", "--seed", "7"];
        var lines = Lines(arguments);
        Assert.StartsWith("example      mechanism", lines[1], StringComparison.Ordinal);
        Assert.Equal(2 + (4 * 4) + 1, lines.Length);
        Assert.Equal(lines, Lines(arguments));
        Assert.NotEqual(lines, Lines([.. arguments[..^1], "8"]));
    }

    [Fact]
    public void Sessions_Json_IsALineADesignAndARate()
    {
        var lines = Lines("lab", "sessions", "--paths", "2", "--horizon", "5", "--start", "figures", "--sessions", "0.05", "--json")
            .Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(
            ["noSessions", "observed", "priceBased", "sessionsOnly"],
            lines.Where(line => (string)line["table"]! == "sessions").Select(line => (string)line["design"]!));
        Assert.Equal(
            [0.1, 0.4, 0.8, 1.6, 3.2, 6.4],
            lines.Where(line => (string)line["table"]! == "sessionsOnly").Select(line => (double)line["sessions"]!));
        // K(E₀ + s/r) over the same rate, E₀ = 12.50625 from the figures' start.
        Assert.Equal((12.50625 + 0.225) / 9, (double)lines[0]["continuous"]!, 1e-9);
    }

    [Fact]
    public void Sessions_Csv_WritesTheFigures()
    {
        using var directory = new TemporaryDirectory();
        Assert.Empty(Lines("lab", "sessions", "--csv", directory.Path, "--horizon", "2"));
        foreach (var (figure, design) in new[] { (2, "observed"), (3, "priceBased") })
        {
            var lines = File.ReadAllLines(directory.File($"figure{figure}.csv"));
            Assert.Equal($"time,noSessions1,noSessions2,{design}1,{design}2", lines[0]);
            Assert.StartsWith("0,-2.4", lines[1], StringComparison.Ordinal);
            Assert.StartsWith("2,", lines[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sessions_BeyondTheBound_IsRefusedWithTheBound()
    {
        ExchangeProcess.Run("lab", "sessions", "--sessions", "0.1168").AssertFailed(2, "0.116718");
        ExchangeProcess.Run("lab", "sessions", "--interval", "2").AssertFailed(2, "--interval");
    }

    private static string[] Lines(params string[] arguments) =>
        ExchangeProcess.Run(arguments).AssertSucceeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
