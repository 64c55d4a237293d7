using Exchange.Lab;

namespace Exchange.Clients.Tests.Lab;

public sealed class EfficiencyLossTests
{
    private static readonly Table Table = EfficiencyLoss.Run(maxTraders: 64, economies: 2, seed: 3);

    [Fact]
    public void Run_EveryExample_DoublesTheTraders() => Assert.Equal(
        from example in new[] { "fundamental", "groups", "capacities" } from traders in new[] { 4, 8, 16, 32, 64 } select (example, traders),
        Table.Rows.Select(row => ((string)row[0]!, (int)row[1]!)));

    [Fact]
    public void Run_DistanceAndLostGains_AreThoseInClosedFormAndWithinTheBound()
    {
        foreach (var row in Rows())
        {
            Assert.Equal(row("traders") * row("distance"), row("nDistance"), 1e-9);
            Assert.InRange(row("distance"), 0.001, row("distanceBound"));
            Assert.Equal(row("traders") * row("traders") * row("lostGains"), row("n2LostGains"), 1e-9);
            Assert.InRange(row("lostGains"), 0, 0.5);
            Assert.Equal(row("exactDistance"), row("distance"), 1e-5);
            Assert.Equal(row("exactLostGains"), row("lostGains"), 1e-8);
        }
        foreach (var row in Rows("fundamental", "groups"))
        {
            var share = row("sigma") / (2 + row("sigma"));
            Assert.Equal(share * share, row("exactLostGains"), 1e-12);
        }
    }

    [Fact]
    public void Run_Distance_FallsAsOneOverN()
    {
        foreach (var (row, twice) in Rows("fundamental", "groups").Zip(Rows("fundamental", "groups").Skip(1)))
        {
            Assert.True(row("traders") > twice("traders") || twice("distance") / row("distance") is > 0.3 and < 0.6);
        }
        Assert.All(Rows("capacities"), row => Assert.InRange(row("nDistance"), 150, 400));
    }

    [Fact]
    public void Run_OperatorCash_IsNeverNegativeWithTheTaxAndAlwaysWithout()
    {
        foreach (var row in Rows())
        {
            Assert.True(row("operatorCash") >= 0);
            Assert.True(row("untaxedOperatorCash") < -100);
        }
        Assert.All(Rows("fundamental", "groups"), row => Assert.Equal(0, row("operatorCash"), 1e-9));
        Assert.All(Rows("capacities"), row => Assert.True(row("operatorCash") > 1));
    }

    private static IEnumerable<Func<string, double>> Rows(params string[] examples) => Table.Rows
        .Where(row => examples.Length == 0 || examples.Contains(row[0]))
        .Select(row => (Func<string, double>)(column => Convert.ToDouble(row[Table.Columns.ToList().IndexOf(column)])));
}
