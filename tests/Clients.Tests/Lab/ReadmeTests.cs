using Exchange.Lab;

namespace Exchange.Clients.Tests.Lab;

/// <summary>The tables in the laboratory's README are what the commands print.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "lab.md"));

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
        Assert.Contains(text.ToString(), Readme.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
