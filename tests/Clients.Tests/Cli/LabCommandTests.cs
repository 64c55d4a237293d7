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

    private static string[] Lines(params string[] arguments) =>
        ExchangeProcess.Run(arguments).AssertSucceeded().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
