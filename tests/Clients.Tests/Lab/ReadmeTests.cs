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

    /// <summary>It would take too long to play them again: what theory expects is compared, and whether what was played agrees.</summary>
    [Fact]
    public void Readme_Sessions_AreWhatTheoryExpects()
    {
        var options = new SessionDesignOptions { Horizon = 1 };
        AssertAgrees(SessionDesigns.Run(options, paths: 2), ["design", "discrete", "continuous"]);
        AssertAgrees(SessionDesigns.RunAlone(options, paths: 2), ["sessions", "expected"]);
    }

    private static void AssertAgrees(Table table, string[] theory)
    {
        var text = new StringWriter { NewLine = "\n" };
        table.WriteText(text);
        string[][] printed = [.. text.ToString().TrimEnd().Split('\n').Skip(2).Select(Cells)];
        var stands = Readme.Select(Cells).SkipWhile(row => !row.SequenceEqual(printed[0])).Skip(1).Take(printed.Length - 1).ToArray();
        Assert.Equal(printed.Length - 1, stands.Length);
        foreach (var (row, expected) in stands.Zip(printed.Skip(1)))
        {
            Assert.True(AreAlike(CellsOf(expected, theory), CellsOf(row, theory)), string.Join(' ', row));
            double[] played = [.. CellsOf(row, ["cost", "standardError", "errors"]).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.InRange(played[1] / played[0], 0, 0.02);
            Assert.InRange(played[2], -4, 4);
        }

        string[] CellsOf(string[] row, string[] columns) => [.. columns.Select(column => row[Array.IndexOf(printed[0], column)])];
    }

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
