using System.Globalization;
using Exchange.Lab;

namespace Exchange.Clients.Tests.Lab;

/// <summary>The tables in the laboratory's README are what the commands print, but for a last digit that rounding may turn.</summary>
public sealed class ReadmeTests
{
    private const double LastDigit = 2e-4;

    private static readonly string[] Readme = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "data", "lab.md"));

    [Fact]
    public void Readme_Efficiency_IsWhatTheCommandPrints() => AssertStands(EfficiencyLoss.Run());

    [Fact]
    public void Readme_DoubleAuction_IsWhatTheCommandPrints() => AssertStands(DoubleAuctionRatio.Run());

    [Fact]
    public void Readme_Comparisons_IsWhatTheCommandPrints() => AssertStands(Comparisons.Run());

    private static void AssertStands(Table table)
    {
        var text = new StringWriter { NewLine = "\n" };
        table.WriteText(text);
        var printed = text.ToString().TrimEnd().Split('\n');
        var start = Array.IndexOf(Readme, table.Title);
        Assert.True(start >= 0, $"'{table.Title}' is not in the README.");
        foreach (var (expected, actual) in printed.Zip(Readme.Skip(start)))
        {
            Assert.True(AreAlike(Cells(expected), Cells(actual)), $"The README says\n{actual}\nand the command\n{expected}");
        }
        Assert.Equal("```", Readme[start + printed.Length]);
    }

    private static string[] Cells(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool AreAlike(string[] one, string[] other) => one.Length == other.Length && one.Zip(other).All(pair =>
        pair.First == pair.Second
        || (double.TryParse(pair.First, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(pair.Second, CultureInfo.InvariantCulture, out var second)
            && Math.Abs(first - second) <= LastDigit * Math.Abs(first)));
}
