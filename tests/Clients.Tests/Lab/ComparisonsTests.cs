using Exchange.Lab;

namespace Exchange.Clients.Tests.Lab;

public sealed class ComparisonsTests
{
    private static readonly Table Table = Comparisons.Run(traders: 8, economies: 3, seed: 5);

    [Fact]
    public void Run_EveryExample_HasEveryMechanism() => Assert.Equal(
        (from example in new[] { "fundamental", "groups", "capacities", "private" }
         from mechanism in new[] { "tax", "none", "spread", "entryFee" }
         select (example, mechanism)).Append(("private", "spreadInBids")),
        Table.Rows.Select(row => ((string)row[0]!, (string)row[1]!)));

    [Fact]
    public void Run_Tax_LeavesNoDeficitAndNobodyWorseOff()
    {
        foreach (var row in Rows("tax"))
        {
            Assert.True(row("leastOperatorCash") >= 0);
            Assert.Equal(0, row("worseOff"));
            Assert.InRange(row("efficiency"), 0.9, 0.99);
        }
        // 1 − (σ/(μ + σ))² of the gains, σ_N = 6/11.
        Assert.Equal(1 - (36.0 / (28 * 28)), Rows("tax").First()("efficiency"), 1e-8);
    }

    [Fact]
    public void Run_NoTax_IsEfficientAtADeficit() => Assert.All(Rows("none"), row =>
    {
        Assert.Equal(1, row("efficiency"), 1e-9);
        Assert.True(row("operatorCash") < -100 && row("leastOperatorCash") <= row("operatorCash"));
        Assert.Equal(0, row("worseOff"));
    });

    [Theory]
    [InlineData("spread")]
    [InlineData("entryFee")]
    public void Run_ChargedAfterClearing_BreaksEvenAndLeavesSomeWorseOff(string mechanism) => Assert.All(Rows(mechanism), row =>
    {
        Assert.Equal(1, row("efficiency"), 1e-9);
        Assert.InRange(row("leastOperatorCash"), 0, 0.01);
        Assert.True(row("rate") > 0 && row("worseOff") > 0 && row("leastUtility") < -1);
    });

    [Fact]
    public void Run_SpreadInBids_BreaksEvenAndLosesMoreThanTheTax()
    {
        var row = Assert.Single(Rows("spreadInBids"));
        Assert.InRange(row("leastOperatorCash"), 0, 10);
        Assert.Equal(0, row("worseOff"));
        Assert.True(row("efficiency") < Rows("tax").Last()("efficiency"));
    }

    private static IEnumerable<Func<string, double>> Rows(string mechanism) => Table.Rows
        .Where(row => (string?)row[1] == mechanism)
        .Select(row => (Func<string, double>)(column => (double)row[Table.Columns.ToList().IndexOf(column)]!));
}
